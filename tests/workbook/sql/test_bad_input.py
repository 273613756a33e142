"""What happens to a database is answered as for a spreadsheet: the same words, and the same last good log."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from lib.log.format.model import CircleLog
from lib.source.refresh import Source
from lib.workbook.base import Cell, CellAddress, Snapshot
from tests.examples import some
from tests.servers.postgres import Postgres
from tests.source.test_refresh import settle
from tests.workbook.sql_help import Log, grids_of

HELD = date(2026, 3, 2)
BOOK: dict[str, list[list[Cell]]] = {
    "circles": [["circle", "lead"], ["Atlas", "lee@x.org"]],
    "members": [["member", "circle"], ["ann", "Atlas"]],
    "sessions": [["session", "circle", "planned", "held"], ["S-1", "Atlas", HELD, HELD]],
    "attendance": [["session", "member", "present"], ["S-1", "ann", "yes"]],
    "actions": [
        ["action", "circle", "what", "due"],
        *([f"A-{at}", "Atlas", "Call", HELD] for at in range(20)),
    ],
}


class Sheet:
    """A spreadsheet with these rows by tab."""

    id = title = "sheet"

    def __init__(self) -> None:
        self.tabs = {tab: [list(row) for row in rows] for tab, rows in BOOK.items()}
        self.number = 0

    def revision(self) -> str:
        return str(self.number)

    def read(self, *, force: bool = False) -> Snapshot:
        return Snapshot(str(self.number), tuple(grids_of(self.tabs)), datetime.now(UTC))

    def link(self, cell: CellAddress) -> None:
        return None

    def without_column(self, tab: str, name: str) -> None:
        at = self.tabs[tab][0].index(name)
        self.tabs[tab] = [[*row[:at], *row[at + 1 :]] for row in self.tabs[tab]]


def said(source: Source) -> tuple[str, ...]:
    """What the page would say: what is held back, the tabs that are missing, and the checks, without names of files."""
    source.refresh_now()
    settle(source)
    shown = source.current()
    assert shown.problem is None
    held = tuple(loss.clause() for loss in shown.held.losses) if shown.held else ()
    return (*held, *shown.log.missing_tabs, *_checks(shown.log))


def _checks(log: CircleLog) -> Sequence[str]:
    frame = log.checks[["tab", "cell", "severity", "rule", "found", "expected"]]
    return sorted(" | ".join(map(str, row)) for row in frame.itertuples(index=False))


@pytest.mark.parametrize(
    "what",
    some(
        [
            "all tables gone",
            "a table gone",
            "a required column gone",
            "a column gone",
            "another type",
            "emptied",
        ],
        3,
    ),
)
def test_the_same_words_and_the_same_last_good_log_as_for_a_sheet(empty: Log, what: str) -> None:
    sheet = Sheet()
    ours, theirs = Source(empty.load(grids_of(BOOK)).workbook()), Source(sheet)
    assert said(ours) == said(theirs)
    good = len(ours.current().log.actions)
    match what:
        case "all tables gone":
            empty.sql(*(f"DROP TABLE {tab}" for tab in BOOK))
            sheet.tabs = {}
        case "a table gone":
            empty.sql("DROP TABLE actions")
            del sheet.tabs["actions"]
        case "a required column gone":
            empty.sql("ALTER TABLE actions DROP COLUMN action")
            sheet.without_column("actions", "action")
        case "a column gone":
            empty.sql("ALTER TABLE actions DROP COLUMN due")
            sheet.without_column("actions", "due")
        case "another type":
            if empty.is_sqlite:
                empty.sql("UPDATE actions SET due = 'soon' WHERE action = 'A-1'")
            else:
                empty.sql(
                    "ALTER TABLE actions ALTER due TYPE text",
                    "UPDATE actions SET due = 'soon' WHERE action = 'A-1'",
                )
            sheet.tabs["actions"][2][3] = "soon"
            if not empty.is_sqlite:  # all of them are texts then
                for row in sheet.tabs["actions"][1:]:
                    row[3] = str(row[3])
        case "emptied":
            empty.sql("DELETE FROM actions")
            del sheet.tabs["actions"][1:]
    sheet.number += 1
    found = said(ours)
    assert found == said(theirs)
    if what in ("a column gone", "another type"):
        assert len(ours.current().log.actions) == good
    else:
        assert found, "something is said of it"
        assert len(ours.current().log.actions) == good, "the last good log is shown"


def test_no_right_to_read_keeps_the_last_good_log_and_no_message_has_the_password(
    on_postgres: Log, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    log = on_postgres.load(grids_of(BOOK))
    secret, role = "pa55w0rd", f"reader_{log.schema}"
    log.sql(
        f"CREATE ROLE {role} LOGIN PASSWORD '{secret}'",
        f"GRANT USAGE ON SCHEMA {log.schema} TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {log.schema} TO {role}",
    )
    with caplog.at_level(logging.DEBUG):
        source = Source(
            Log(postgres.url(user=role, password=secret), log.schema).workbook(), check_every=3600
        )
        assert len(source.current().log.actions) == 20
        log.sql(f"REVOKE SELECT ON actions FROM {role}")
        source.refresh_now()
        settle(source)
        shown = source.current()
        assert len(shown.log.actions) == 20
        assert shown.problem == (
            f"postgres: {role} may not read it: GRANT USAGE on its schema and SELECT on its tables to {role}"
        )
        log.sql(f"ALTER ROLE {role} PASSWORD 'another'")
        source.refresh_now()
        settle(source)
        shown = source.current()
        assert (
            shown.problem == f"postgres: does not let {role} in: check the user and the password in its URL"
        )
        assert len(shown.log.actions) == 20
        log.sql(f"ALTER ROLE {role} PASSWORD '{secret}'", f"GRANT SELECT ON actions TO {role}")
        assert source.refresh_now().problem is None
    assert secret not in caplog.text + repr(source) + repr(shown)
