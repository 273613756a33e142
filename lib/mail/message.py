"""A letter as a mail: text, HTML and the brief as a PDF, and headers that no cell can add to."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from lib.brief.lists import line
from lib.brief.written import written
from lib.mail import text
from lib.mail.letter import Letter, sign
from lib.mail.settings import MailSettings

MOST_OF_A_SUBJECT = 120


def identity(letter: Letter, tries: int = 0) -> str:
    """What stands for this mail in the record: another one for another text, and after each try that failed."""
    return sign(
        letter.email, letter.kind, f"{letter.as_of:%Y-%m-%d}", letter.subject, text.plain(letter), tries
    )


def message(letter: Letter, settings: MailSettings, now: datetime, id: str) -> EmailMessage:
    """The mail that is handed over at `now` (aware), with the same Message-ID for the same `id`.

    Raises ValueError for an address that is not plain.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(line(settings.name), addr_spec=settings.sender)
    mail["To"] = Address(addr_spec=letter.email)
    mail["Subject"] = _subject(letter.subject)
    mail["Date"] = now
    mail["Message-ID"] = f"<{id}.{letter.kind}@{settings.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    stop = quote(f"Never send me this {letter.kind} again")
    mail["List-Unsubscribe"] = f"<mailto:{quote(settings.sender, safe='@')}?subject={stop}>"
    mail.set_content(text.plain(letter), charset="utf-8", cte="quoted-printable")
    mail.add_alternative(text.html(letter), subtype="html", charset="utf-8", cte="quoted-printable")
    if letter.brief is not None:
        mail.add_attachment(
            written(letter.brief, ".pdf"),
            maintype="application",
            subtype="pdf",
            filename=f"pharos-brief-{letter.as_of:%Y-%m-%d}.pdf",
        )
    return mail


def _subject(subject: str) -> str:
    cleaned = line(subject)
    return cleaned if len(cleaned) <= MOST_OF_A_SUBJECT else f"{cleaned[:MOST_OF_A_SUBJECT]}…"
