"""The command `python -m lib.mail WORKBOOK --send | --out DIR [--as-of D]`, to be run once a day.

Exits with 0 if all went well, 1 if somebody should look at what it says on standard error, 2 with one line if the
workbook, an option or the settings cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import IO

import pandas as pd

from lib.mail import notes
from lib.mail.compose import Composer
from lib.mail.history import History, history
from lib.mail.ledger import SentTab
from lib.mail.letter import Letter
from lib.mail.message import identity, message
from lib.mail.outbox import FOLDER, Outbox
from lib.mail.post import Smtp
from lib.mail.sending import Report, Sender, settle
from lib.mail.settings import MailSettings, mail_settings
from lib.mail.staleness import too_old
from lib.mail.wishes import wishes
from lib.source import named
from lib.source.options import Parser, iso_date
from lib.source.refresh import Source
from lib.source.settings import secrets_file
from lib.words.phrases import counted, listed
from lib.workbook.base import WorkbookError
from lib.workbook.common.atomic import replace_file
from lib.workbook.common.database_url import without_password

PREVIEW = MailSettings("localhost", "pharos@localhost.localdomain", "Pharos")
"""The sender in .eml files where secrets.toml has no [mail]."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        options = _options(arguments)
        report = _out(options) if options.out else _sent(options)
    except WorkbookError as error:
        print("pharos:", *str(error).split(), file=sys.stderr)
        return 2
    for line in report.lines:
        print("pharos:", *line.split(), file=sys.stderr)
    done = [f"{number:,} {state}" for state, number in report.states.items()]
    print("pharos:", report.written or listed(done) or "no mail was due", file=sys.stderr)
    return 1 if report.lines else 0


def administrators() -> tuple[str, ...]:
    """The addresses under [access] in secrets.toml. Raises WorkbookError if the file cannot be read."""
    access = secrets_file().get("access", {})
    found = access.get("administrators", []) if isinstance(access, dict) else []
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


class _Run:
    """The log of a run, and what is known of earlier ones. `why`: why nothing may be mailed about it, "" if it may."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.as_of = pd.Timestamp(options.as_of or date.today())
        self.source: Source | None = None
        self.past: History | None = None
        self.why = ""
        try:
            self.source = named.source(options.workbook)
            loaded = self.source.current()
            if loaded.problem or loaded.problems:
                raise WorkbookError("; ".join(filter(None, (loaded.problem, *loaded.problems))))
            self.log, self.read_at = loaded.log, loaded.read_at
            unread = [tab for tab in ("circles", "mailings", "sent") if tab in self.log.unread_tabs]
            if self.log.missing_tabs or unread:
                tabs = listed([*self.log.missing_tabs, *unread])
                raise WorkbookError(f"{without_password(options.workbook)}: {tabs} cannot be read")
            self.past = history(self.log.sent)
        except (WorkbookError, ValueError) as error:
            self.why = f"the log could not be read: {' '.join(str(error).split())}"
            self.past = None
            return
        old = too_old(self.log, self.as_of)
        self.why = f"the log is not up to date: {old}" if old else ""

    def letters(self, past: History) -> Iterator[Letter]:
        composer = Composer(self.log, self.as_of, past, read_at=self.read_at)
        for each in composer.prepared(wishes(self.log, self.as_of, administrators()).mails):
            if each.letter is not None:
                yield each.letter


def _out(options: argparse.Namespace) -> Report:
    """Write what would be sent as .eml files; the `sent` tab stays as it is."""
    folder: Path = options.out
    run, report = _Run(options), Report()
    if run.why:
        raise WorkbookError(run.why)
    assert run.past is not None
    secrets, written = secrets_file(), 0
    settings = mail_settings(secrets) if "mail" in secrets else PREVIEW
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for letter in run.letters(run.past):
            mail_id = identity(letter)
            path = folder / f"{letter.kind}-{mail_id}.eml"
            content = message(letter, settings, datetime.now(UTC), mail_id).as_bytes()
            replace_file(path, partial(_fill, content))
            written += 1
    except OSError as error:
        raise WorkbookError(f"--out {folder} cannot be written: {error.strerror or error}") from None
    report.written = f"{counted(written, 'mail')} written to {folder}"
    report.lines += wishes(run.log, run.as_of, administrators()).problems
    return report


def _fill(content: bytes, file: IO[bytes]) -> None:
    file.write(content)


def _sent(options: argparse.Namespace) -> Report:
    settings = mail_settings(secrets_file())
    outbox, post = Outbox(options.outbox), Smtp(settings)
    try:
        with outbox.held():
            run = _Run(options)
            return (
                _stopped(run, settings, post)
                if run.past is None
                else _sent_from(run, options, settings, outbox, post)
            )
    finally:
        post.close()


def _stopped(run: _Run, settings: MailSettings, post: Smtp) -> Report:
    """One note to each administrator, without a record, since that cannot be read either."""
    report = Report(lines=[f"nothing was sent: {run.why}"])
    for email in notes.recipients(administrators(), None, run.as_of):
        letter = notes.nothing_sent(email, run.as_of, run.why)
        content = message(letter, settings, datetime.now(UTC), identity(letter)).as_bytes()
        post.ready()
        answer = post.send(content, email, lambda: None)
        report.states[answer.state] = report.states.get(answer.state, 0) + 1
    return report


def _sent_from(
    run: _Run, options: argparse.Namespace, settings: MailSettings, outbox: Outbox, post: Smtp
) -> Report:
    assert run.source is not None
    assert run.past is not None
    ledger = SentTab(run.source)
    past = settle(run.past, outbox, ledger, again=options.again)
    letters: list[Iterator[Letter]] = []
    emails = notes.recipients(administrators(), past, run.as_of)
    if run.why:
        letters.append(notes.nothing_sent(email, run.as_of, run.why) for email in emails)
    elif past.unclear:
        letters.append(notes.unclear(email, run.as_of, past.unclear) for email in emails)
    if not run.why:
        letters.append(run.letters(past))
    sender = Sender(post, ledger, outbox, settings, lambda: datetime.now(UTC))
    report = sender.send((letter for some in letters for letter in some), past)
    if run.why:
        report.lines.append(f"no update, alert or reminder was sent: {run.why}")
    else:
        report.lines += wishes(run.log, run.as_of, administrators()).problems
    report.lines += [
        f"{each.kind} of {each.as_of:%Y-%m-%d} to {each.email}: nobody knows whether it arrived; --again sends it again"
        for each in past.unclear
    ]
    return report


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(
        prog="python -m lib.mail",
        description="Mail updates, alerts and reminders to the people that the circle log names.",
        allow_abbrev=False,
    )
    parser.add_argument("workbook", help="path to an .xlsx file, or URL of a Google spreadsheet")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--send", action="store_true", help="send through the server of [mail] in secrets.toml")
    way.add_argument(
        "--out", type=Path, metavar="DIR", help="write each mail as an .eml file instead, and send nothing"
    )
    parser.add_argument(
        "--as-of", type=iso_date, metavar="DATE", help="use the log as known on this day (default: today)"
    )
    parser.add_argument(
        "--again", action="store_true", help="send again what an interrupted run may or may not have sent"
    )
    parser.add_argument(
        "--outbox",
        type=Path,
        default=FOLDER,
        metavar="DIR",
        help=f"where this machine notes its steps (default: {FOLDER})",
    )
    return parser.parse_args(arguments)
