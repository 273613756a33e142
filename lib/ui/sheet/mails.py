"""Part of the page Settings: who would be mailed what today, and each of these mails as it would be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from lib.mail.history import history
from lib.mail.staleness import too_old
from lib.mail.wishes import Wish, wishes
from lib.source import program as measuring
from lib.ui.entry import session, turns
from lib.ui.frame.view import Sheet
from lib.ui.widgets.text import clean, plain
from lib.words.phrases import counted

if TYPE_CHECKING:
    from lib.mail.compose import Composer
    from lib.mail.letter import Letter

MOST_OF_A_MAIL = 40_000


def show(page: Sheet) -> None:
    """Draw the list, and one mail when someone asks for it. Nothing is sent from here."""
    from lib.mail.compose import Composer  # the brief takes time to import

    log, as_of = page.loaded.log, pd.Timestamp(date.today())
    st.caption(
        "People choose their mails in the mailings tab. `python -m lib.mail` sends those that are due, once a day; "
        "nothing is sent from this page."
    )
    st.page_link("pages/sheet/edit.py", label="Change rows of the mailings tab", icon=":material/edit:")
    try:
        past = history(log.sent)
    except ValueError as error:
        st.error(plain(f"Nothing would be sent: {error}"), icon=":material/error:")
        return
    if why := too_old(log, as_of):
        st.warning(plain(f"Nothing would be sent today: {why}."), icon=":material/warning:")
    found = wishes(log, as_of, _administrators())
    for problem in found.problems:
        st.warning(plain(problem), icon=":material/warning:")
    if not found.mails:
        st.caption("Nobody would be mailed: no active circle names a lead or a sponsor by their address.")
        return
    composer = Composer(log, as_of, past, read_at=page.loaded.read_at)
    rows = [
        {
            "To": clean(wish.email),
            "Mail": wish.kind,
            "How often": "when found" if wish.every == "day" else wish.every,
            "About": counted(len(wish.own), "circle") if wish.own else "their own actions",
            "Today": composer.why_not(wish) or "due, if there is something to say",
        }
        for wish in found.mails
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="mails_due")
    chosen = st.selectbox(
        "Show a mail",
        found.mails,
        index=None,
        format_func=_named,
        key="mails_shown",
        placeholder="Choose one",
        width=420,
    )
    if chosen is not None:
        with st.spinner("Writing …", show_time=True), turns.SCRIPTS.aside():
            written = _written(page, composer, chosen)
        _mail(written)


@dataclass(frozen=True, slots=True)
class _Written:
    """A mail as it would leave: `letter`, its `text`, its HTML as a `page`, and the `body` of that to show here."""

    letter: Letter
    text: str
    page: str
    body: str


def _written(page: Sheet, composer: Composer, wish: Wish) -> _Written | None:
    """The mail, or None if it would say nothing; written once for a state of the log on a day."""
    key = (page.loaded.workbook, page.loaded.revision, page.viewer.scope, str(composer.as_of))
    what = ("mail", wish.email, wish.kind, wish.every, wish.reader, tuple(sorted(wish.own)), wish.is_part)
    return measuring.derived(key, what, lambda: _write(composer, wish))


def _write(composer: Composer, wish: Wish) -> _Written | None:
    from lib.mail import text  # what writes HTML takes time to import

    letter = composer.letter(wish)
    if letter is None:
        return None
    page = text.html(letter)
    return _Written(letter, text.plain(letter), page, text.fragment(page))


def _named(wish: Wish) -> str:
    return clean(f"{wish.kind} to {wish.email}")


def _mail(written: _Written | None) -> None:
    from lib.mail.command import PREVIEW
    from lib.mail.message import identity, message

    if written is None:
        st.caption("This mail would say nothing today, so it would not be sent.")
        return
    letter = written.letter
    st.caption(plain(f"To: {letter.email}. Subject: {letter.subject}"))
    as_text, as_html = st.tabs(["Plain text", "HTML"])
    as_text.code(
        clean(f"To: {letter.email}\nSubject: {letter.subject}\n\n{written.text}", MOST_OF_A_MAIL),
        language=None,
    )
    with as_html.container(border=True, key="mail_html"):
        st.html(written.body)
    name = f"pharos-{letter.kind}-{letter.as_of:%Y-%m-%d}"
    with st.container(horizontal=True):
        st.download_button(
            "The whole mail (.eml)",
            data=lambda: message(letter, PREVIEW, datetime.now(UTC), identity(letter)).as_bytes(),
            file_name=f"{name}.eml",
            mime="message/rfc822",
            icon=":material/download:",
            help="With its HTML and the brief as a PDF; mail programs open it.",
            on_click="ignore",
            key="mail_eml",
        )
        st.download_button(
            "Its HTML (.html)",
            data=written.page,
            file_name=f"{name}.html",
            mime="text/html",
            icon=":material/download:",
            help="Also as it looks where the reader's colors are dark.",
            on_click="ignore",
            key="mail_html_file",
        )


def _administrators() -> frozenset[str]:
    found = session.settings()
    return frozenset() if found is None else frozenset(found.administrators)
