"""The command `python -m lib.mail`: a workbook, a mail server, and one line for everything that is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.mail import command
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import log, write_xlsx
from tests.mail.server import Server, running

Capture = pytest.CaptureFixture[str]
TABLES: dict[str, list[dict[str, object]]] = {
    "circles": [{"circle": "Atlas", "sponsor": "sue@x.org", "lead": "lea@x.org", "started": "2026-01-01"}],
    "members": [{"member": "ana", "circle": "Atlas"}],
    "sessions": [{"session": "A-1", "circle": "Atlas", "planned": "2026-06-20", "held": "2026-06-20"}],
    "attendance": [{"session": "A-1", "member": "ana", "present": "yes"}],
    "actions": [
        {"action": "X-1", "circle": "Atlas", "what": "Call", "due": "2026-07-02", "created": "2026-06-20"}
    ],
    "asks": [{"ask": "K-1", "circle": "Atlas", "raised": "2026-05-20", "what": "A room"}],
    "mailings": [
        {"email": "sue@x.org", "kind": "update", "every": "never"},
        {"email": "lea@x.org", "kind": "update", "every": "never"},
    ],
    "settings": [{"name": "stale_days", "value": 45}],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_xlsx(tmp_path_factory.mktemp("mail") / "log.xlsx", TABLES)


@pytest.fixture
def server(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server, and a folder to run in whose secrets name it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(made, "log.xlsx")
    Path(".streamlit").mkdir()
    with running(tmp_path) as started:
        settings = started.settings
        Path(".streamlit/secrets.toml").write_text(
            f'[access]\nadministrators = ["adm@x.org"]\n[mail]\nhost = "localhost"\nport = {settings.port}\n'
            f'user = "{settings.user}"\npassword = "{settings.password}"\nsender = "Pharos <pharos@x.org>"\n'
            f'authority = "{settings.authority}"\n'
        )
        yield started


def run(*options: str) -> int:
    return command.main(["log.xlsx", *options])


def test_a_day_of_mails_is_sent_once_and_the_workbook_keeps_the_record(
    server: Server, capsys: Capture
) -> None:
    assert run("--send", "--as-of", "2026-06-30") == 0
    assert capsys.readouterr().err == "pharos: 3 sent\n"
    assert sorted(server.recipients) == ["lea@x.org", "lea@x.org", "sue@x.org"]
    sent = log_of("log.xlsx")
    assert [(row["email"], row["kind"], row["as_of"]) for row in sent[::2]] == [
        ("lea@x.org", "alert", "2026-06-30"),
        ("lea@x.org", "reminder", "2026-06-30"),
        ("sue@x.org", "alert", "2026-06-30"),
    ]
    assert [str(row["digest"]).split()[0] for row in sent] == ["sending", "sent"] * 3
    assert run("--send", "--as-of", "2026-06-30") == 0
    assert run("--send", "--as-of", "2026-07-01") == 0
    assert capsys.readouterr().err == "pharos: no mail was due\n" * 2
    assert len(server.taken) == 3
    assert run("--send", "--as-of", "2026-07-07") == 0
    assert [to for to, _ in server.taken[3:]] == ["lea@x.org"], "the next reminder, and no alert again"


def log_of(path: str) -> list[dict[str, object]]:
    from lib.log.reading.parse import parse

    return parse(ExcelWorkbook(Path(path)).read().grids).sent.to_dict("records")  # type: ignore[return-value]


def test_an_old_log_sends_one_note_and_nothing_else(server: Server, capsys: Capture) -> None:
    for day in ("2026-08-05", "2026-08-06"):
        assert run("--send", "--as-of", day) == 1
        assert "last entry is of 20 June 2026" in capsys.readouterr().err
    (mail,) = server.mails
    assert (mail["To"], mail["Subject"]) == ("adm@x.org", "Pharos sent no mails")
    assert "(stale_days is 45)" in " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]


def test_a_log_that_cannot_be_read_sends_one_note_and_nothing_else(server: Server, capsys: Capture) -> None:
    Path("log.xlsx").write_bytes(b"not a workbook")
    assert run("--send", "--as-of", "2026-06-30") == 1
    assert "pharos: nothing was sent: the log could not be read" in capsys.readouterr().err
    assert server.recipients == ["adm@x.org"]


def test_a_record_that_cannot_be_read_stops_everything(server: Server, capsys: Capture) -> None:
    write_xlsx(Path("log.xlsx"), {**TABLES, "sent": [{"at": "x", "email": "sue@x.org", "digest": "?"}]})
    assert run("--send", "--as-of", "2026-06-30") == 1
    assert "sent, row 2: cannot be read" in capsys.readouterr().err
    assert server.recipients == ["adm@x.org"]


def test_a_workbook_that_cannot_be_written_sends_nothing(server: Server, capsys: Capture) -> None:
    Path("log.xlsx").chmod(0o400)
    assert run("--send", "--as-of", "2026-06-30") == 1
    assert "pharos: stopped:" in capsys.readouterr().err
    assert server.taken == []


def test_out_writes_files_for_their_owner_alone_and_no_record(server: Server, capsys: Capture) -> None:
    assert run("--out", "mails", "--as-of", "2026-06-30") == 0
    assert capsys.readouterr().err == "pharos: 3 mails written to mails\n"
    files = sorted(Path("mails").iterdir())
    assert [path.name.partition("-")[0] for path in files] == ["alert", "alert", "reminder"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert log_of("log.xlsx") == []
    assert server.taken == []


@pytest.mark.parametrize(
    ("secrets", "words"),
    [
        ("", "has no [mail] section"),
        ("mail = 3", "[mail] in secrets.toml must be a table"),
        ('[mail]\nhost = "h"', "lacks sender"),
        ('[mail]\nhost = 3\nsender = "a@x.org"', "host under [mail] in secrets.toml must be text in quotes"),
        ('[mail]\nhost = "h"\nsender = "a@x.org"\nport = "25"', "port under [mail] in secrets.toml is '25'"),
        ('[mail]\nhost = "h"\nsender = "a@x.org"\nuser = "u"', "only one of user and password"),
        ('[mail]\nhost = "h"\nsender = "Pharos"', "sender under [mail] in secrets.toml is 'Pharos'"),
        ('[mail]\nhost = "h"\nsender = "a@x.org"\nauthority = "none.pem"', "there is no file none.pem"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, secrets: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".streamlit").mkdir()
    Path(".streamlit/secrets.toml").write_text(secrets)
    assert run("--send") == 2
    error = capsys.readouterr().err
    assert error.startswith("pharos: ")
    assert words in error
    assert error.count("\n") == 1


def test_options_that_cannot_be_used_are_named(capsys: Capture) -> None:
    for options in ([], ["--send", "--out", "x"], ["--send", "--as-of", "soon"]):
        assert run(*options) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_the_newest_day_counts_and_days_to_come_do_not() -> None:
    import pandas as pd

    from lib.mail.staleness import too_old

    whole = log({**TABLES, "settings": [{"name": "stale_days", "value": 10}]})
    assert not too_old(whole, pd.Timestamp("2026-06-30"))
    assert "11 days ago (stale_days is 10)" in too_old(whole, pd.Timestamp("2026-07-01"))
    assert "nothing with a day" in too_old(whole, pd.Timestamp("2025-12-31"))
