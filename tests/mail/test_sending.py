"""Mails through a real server: nobody gets one twice, nobody is forgotten, whatever server, network or process do."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from lib.brief.lists import Row
from lib.mail.history import Entry, History, history
from lib.mail.letter import Letter, Section
from lib.mail.outbox import Outbox
from lib.mail.post import Smtp
from lib.mail.sending import Report, Sender, settle
from lib.workbook.base import WorkbookBusy, WorkbookError
from tests.examples import IS_THOROUGH, thorough
from tests.mail.server import Server, running

DAY = pd.Timestamp("2026-06-30")


class Rows:
    """The `sent` tab in a file, a row a line: written in one go, as a workbook does."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, entries: Sequence[Entry]) -> bool:
        if any(entry.digest in self.digests for entry in entries):
            return False
        with self.path.open("a") as file:
            file.write("".join("\t".join(entry.row("now").values()) + "\n" for entry in entries))
        return True

    @property
    def digests(self) -> list[str]:
        return self.frame["digest"].to_list()

    @property
    def frame(self) -> pd.DataFrame:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        frame = pd.DataFrame(
            [line.split("\t") for line in lines], columns=["at", "email", "kind", "as_of", "digest"]
        )
        return frame.assign(_row=range(2, len(frame) + 2))


def letter(email: str, subject: str = "News", text: str = "All is well.") -> Letter:
    return Letter(email, "update", DAY, subject, text, (Section("More", rows=(Row("a", "b"),)),), "Why.")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def server(started: Server) -> Server:
    started.before = started.after = lambda email: None
    started.taken.clear()
    return started


class Runs:
    """Runs of the command's middle: only people that the record does not have yet get a letter."""

    def __init__(self, server: Server, folder: Path, people: Sequence[str]) -> None:
        self.server, self.folder, self.people = server, folder, people
        self.rows, self.outbox = Rows(folder / "sent.tsv"), Outbox(folder / "outbox")
        self.past = History()

    def __call__(self, *, again: bool = False, made: Callable[[str], Letter] = letter) -> Report:
        post = Smtp(self.server.settings, timeout=5)
        with self.outbox.held():
            self.past = settle(history(self.rows.frame), self.outbox, self.rows, again=again)
            due = [email for email in self.people if self.past.last(email, "update") is None]
            sender = Sender(post, self.rows, self.outbox, self.server.settings, lambda: datetime.now(UTC))
            report = sender.send(map(made, due), self.past)
        post.close()
        return report


@pytest.fixture
def runs(server: Server, tmp_path: Path) -> Runs:
    return Runs(server, tmp_path, ["ana@x.org", "bo@x.org", "cy@x.org"])


def test_everybody_gets_one_and_the_next_run_sends_none(runs: Runs) -> None:
    assert runs().states == {"sent": 3}
    assert runs().states == {}
    assert runs.server.recipients == runs.people
    states = [digest.split()[0] for digest in runs.rows.digests]
    assert states == ["sending", "sent", "sending", "sent", "sending", "sent"]


def test_a_claim_stands_in_the_record_before_the_content_leaves(runs: Runs) -> None:
    seen: list[list[str]] = []

    def after(email: str) -> None:
        seen.append([str(to) for to in runs.rows.frame["email"]])

    runs.server.after = after
    runs()
    assert [people[-1] for people in seen] == runs.people


def test_a_refused_recipient_is_reported_and_the_others_get_theirs(runs: Runs) -> None:
    runs.server.before = lambda email: "550 no such person" if email == "bo@x.org" else None
    report = runs()
    assert report.states == {"sent": 2, "refused": 1}
    assert report.lines == [
        "update to bo@x.org: refused, not tried again until the next one is due (550 no such person)"
    ]
    assert runs().states == {}
    assert runs.server.recipients == ["ana@x.org", "cy@x.org"]


@pytest.mark.parametrize("at", ["before", "after"])
def test_a_temporary_failure_is_tried_in_the_next_run_and_not_twice(runs: Runs, at: str) -> None:
    setattr(runs.server, at, lambda email: "451 later" if email == "ana@x.org" else None)
    assert runs().states == {"failed": 1, "sent": 2}
    assert runs().states == {"failed": 1}, "still not"
    setattr(runs.server, at, lambda email: None)
    assert runs().states == {"sent": 1}
    assert runs().states == {}
    assert sorted(runs.server.recipients) == runs.people


def test_a_connection_that_drops_before_the_content_is_tried_again(runs: Runs) -> None:
    runs.server.before = lambda email: "drop" if email == "bo@x.org" else None
    assert runs().states == {"sent": 2, "failed": 1}, "and a new connection for the next one"
    runs.server.before = lambda email: None
    assert runs().states == {"sent": 1}
    assert sorted(runs.server.recipients) == runs.people


def test_one_that_drops_in_the_place_of_an_answer_is_never_sent_twice_and_reported(runs: Runs) -> None:
    runs.server.after = lambda email: "drop" if email == "bo@x.org" else None
    report = runs()
    assert report.states == {"sent": 2, "sending": 1}
    assert "nobody knows whether it arrived" in report.lines[0]
    runs.server.after = lambda email: None
    assert runs().states == {}
    assert [entry.email for entry in runs.past.unclear] == ["bo@x.org"], "until somebody decides"
    assert runs.server.recipients == runs.people
    assert runs(again=True).states == {"sent": 1}
    assert not history(runs.rows.frame).unclear


def test_a_wrong_certificate_a_wrong_password_and_no_tls_are_refused(
    runs: Runs, tmp_path: Path, server: Server
) -> None:
    with running(tmp_path, name="elsewhere.org") as other:
        wrong = Runs(other, tmp_path / "a", runs.people)
        (tmp_path / "a").mkdir()
        assert "no certificate that fits" in wrong().lines[0]
        assert other.taken == []
    strange = replace(server.settings, authority="")
    with pytest.raises(WorkbookError, match="no certificate that fits"):
        Smtp(strange).ready()
    with pytest.raises(WorkbookError, match=r"does not accept user and password .*\(535"):
        Smtp(replace(server.settings, password="wrong")).ready()
    with running(tmp_path, has_tls=False) as bare, pytest.raises(WorkbookError, match="STARTTLS"):
        Smtp(bare.settings).ready()
    with pytest.raises(WorkbookError, match="cannot be reached"):
        Smtp(replace(server.settings, port=1)).ready()
    assert wrong.rows.frame.empty, "nobody was claimed"


def test_no_name_and_no_title_adds_a_header_or_a_recipient(runs: Runs) -> None:
    evil = "News\r\nBcc: eve@x.org\r\n\r\n.\r\nRCPT TO:<eve@x.org>\u2028X-Evil: 1\x00\udc80"

    def made(email: str) -> Letter:
        return replace(
            letter(email, evil, evil),
            sections=(Section(evil, rows=(Row(evil, "\n.\nRCPT TO:<eve@x.org>\n"),)),),
        )

    runs.people = ["ana@x.org", "eve@x.org\r\nBcc: mal@x.org"]
    report = runs(made=made)
    assert runs.server.recipients == ["ana@x.org"]
    assert "could not be written" in report.lines[0], "an address that is none gets nothing"
    (mail,) = runs.server.mails
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert mail["To"] == "ana@x.org"
    assert mail["Subject"].startswith("News Bcc: eve@x.org . RCPT TO")
    assert len(mail.get_all("Subject", [])) == 1
    known = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "MIME-Version",
             "Content-Type", "X-Peer", "X-MailFrom", "X-RcptTo"}  # fmt: skip
    assert set(mail.keys()) <= known


@thorough
def test_a_thousand_people_get_one_each(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.people = [f"person{number}@x.org" for number in range(1_000)]
    monkeypatch.setattr(os, "fsync", lambda handle: None)

    class Quick(Rows):
        def add(self, entries: Sequence[Entry]) -> bool:
            with self.path.open("a") as file:
                file.write("".join("\t".join(entry.row("now").values()) + "\n" for entry in entries))
            return True

    runs.rows = Quick(runs.rows.path)
    assert runs().states == {"sent": 1_000}
    assert runs.server.recipients == runs.people
    assert runs().states == {}


def killed_at(step: int, runs: Runs) -> bool:
    """Run in a process of its own, killed right before or after one of its steps; out: whether it came to its end."""
    child = os.fork()
    if child == 0:
        count = 0

        def counted() -> None:
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

        def dying(does: Callable[..., object]) -> Callable[..., object]:
            def step(*given: object, **more: object) -> object:
                counted()
                answer = does(*given, **more)
                counted()
                return answer

            return step

        for owner, name in ((Rows, "add"), (Outbox, "note"), (Smtp, "send"), (Outbox, "clear")):
            setattr(owner, name, dying(getattr(owner, name)))
        try:
            runs()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_kill_9_between_any_two_steps_sends_nothing_twice_and_forgets_nobody(
    runs: Runs, tmp_path: Path
) -> None:
    people, unclear, steps = ["ana@x.org", "bo@x.org"], 0, 0
    for steps in range(1, 60, 1 if IS_THOROUGH else 2):
        (tmp_path / str(steps)).mkdir()
        runs.server.taken.clear()
        is_whole = killed_at(steps, Runs(runs.server, tmp_path / str(steps), people))
        after = Runs(runs.server, tmp_path / str(steps), people)
        after()
        reported = [entry.email for entry in after.past.unclear]
        unclear += len(reported)
        took = list(runs.server.recipients)
        assert len(took) == len(set(took)), f"twice, killed at step {steps}"
        assert set(took) | set(reported) == set(people), f"forgotten, killed at step {steps}"
        after()
        assert runs.server.recipients == took, "a third run sends nothing"
        if is_whole:
            break
    assert 20 < steps < 59
    assert 0 < unclear <= 4 * len(people), "only while the content is handed over"


def test_two_runs_at_once_on_one_machine_are_one(runs: Runs) -> None:
    with runs.outbox.held(), pytest.raises(WorkbookBusy, match="sending right now"):
        runs()
    assert runs.server.taken == []


def test_a_claim_of_another_machine_is_left_to_it(runs: Runs, tmp_path: Path) -> None:
    other = Runs(runs.server, tmp_path, runs.people)
    other.outbox = Outbox(tmp_path / "elsewhere")
    late = History()
    assert other().states == {"sent": 3}
    sender = Sender(
        Smtp(runs.server.settings), runs.rows, runs.outbox, runs.server.settings, lambda: datetime.now(UTC)
    )
    with runs.outbox.held():
        report = sender.send(map(letter, runs.people), late)
    assert report.lines == [f"update to {email}: another run has it" for email in runs.people]
    assert len(runs.server.taken) == 3
    assert os.stat(runs.outbox.path.parent).st_mode & 0o077 == 0
