"""Sends letters one by one so that a crash between any two of them sends nothing twice and forgets nobody.

Each mail is claimed in the `sent` tab before it leaves; its answer is written together with the next claim. What a
crash left claimed is settled from the outbox of this machine; the rest is reported (docs/decisions/mail-once.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from lib.mail.history import Entry, History, State
from lib.mail.ledger import Ledger
from lib.mail.letter import Letter
from lib.mail.message import identity, message
from lib.mail.outbox import Outbox
from lib.mail.post import Post
from lib.mail.settings import MailSettings
from lib.workbook.base import WorkbookError


@dataclass
class Report:
    """What a run did: how many mails have each state, and what somebody should look at, a line each. `written`: what it
    wrote into files, where it sent nothing."""

    states: dict[State, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    written: str = ""

    def count(self, entry: Entry, words: str) -> None:
        self.states[entry.state] = self.states.get(entry.state, 0) + 1
        if entry.state != "sent":
            self.lines.append(f"{entry.kind} to {entry.email}: {_MEANS[entry.state]} ({words})")


_MEANS = {
    "failed": "not accepted now, tried again in the next run",
    "refused": "refused, not tried again until the next one is due",
    "sending": "nobody knows whether it arrived, not sent again",
}


def settle(past: History, outbox: Outbox, ledger: Ledger, *, again: bool = False) -> History:
    """The record after what this machine knows about mails that a crash left unclear was written to it.

    `again`: count the rest as failed too, so that they are sent once more. Raises WorkbookError.
    """
    settled = [replace(entry, state=state) for entry, state in outbox.settled(past.unclear)]
    known = {entry.id for entry in settled}
    if again:
        settled += [replace(entry, state="failed") for entry in past.unclear if entry.id not in known]
    if settled:
        ledger.add(settled)
    outbox.clear()
    return past.with_entries(settled)


@dataclass(frozen=True)
class Sender:
    """What sending takes: the server, the record, what this machine did, who sends, and the time."""

    post: Post
    ledger: Ledger
    outbox: Outbox
    settings: MailSettings
    now: Callable[[], datetime]

    def send(self, letters: Iterable[Letter], past: History) -> Report:
        """Send each letter once. A server or a workbook that refuses stops the run: the report says why, and the next
        run goes on from there."""
        report = Report()
        answered: list[Entry] = []
        is_stopped = False
        try:
            for letter in letters:
                self._send(letter, past, report, answered)
        except WorkbookError as error:
            is_stopped = True
            report.lines.append(f"stopped: {' '.join(str(error).split())}")
        try:
            if self.ledger.add(answered) and not is_stopped:
                self.outbox.clear()
        except WorkbookError as error:
            report.lines.append(f"stopped: {' '.join(str(error).split())}")
        return report

    def _send(self, letter: Letter, past: History, report: Report, answered: list[Entry]) -> None:
        """Send one letter. `answered`: answers that still have to be written; they go with its claim."""
        try:
            mail_id = identity(letter, past.tries(letter.email, letter.kind, letter.as_of))
            content = message(letter, self.settings, self.now(), mail_id).as_bytes()
        except ValueError as error:
            report.lines.append(f"{letter.kind} to {letter.email}: could not be written ({error})")
            return
        claim = Entry(mail_id, letter.email, letter.kind, letter.as_of, "sending", letter.told)
        self.post.ready()
        self.outbox.note(mail_id, "claiming")
        if not self.ledger.add([*answered, claim]):
            self.outbox.note(mail_id, "not ours")
            report.lines.append(f"{letter.kind} to {letter.email}: another run has it")
            return
        answered.clear()
        try:
            answer = self.post.send(content, letter.email, partial(self.outbox.note, mail_id, "began"))
        except WorkbookError:
            self.outbox.note(mail_id, "failed")
            answered.append(replace(claim, state="failed"))
            raise
        entry = replace(claim, state=answer.state)
        report.count(entry, answer.words)
        if answer.state != "sending":
            self.outbox.note(mail_id, answer.state)
            answered.append(entry)
