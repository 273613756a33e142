"""Saving to a database: what is written, what is refused, and that it is all or nothing. On SQLite and PostgreSQL."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from lib.workbook.base import (
    Cell,
    CellAddress,
    CellConflict,
    Outcome,
    RowAddition,
    RowChange,
    UnknownOutcome,
    WorkbookBusy,
    WorkbookError,
)
from lib.workbook.sql import address, dialects, rows, write
from lib.workbook.sql.load import prepare
from lib.workbook.sql.workbook import SqlWorkbook
from tests.workbook.saving import JOURNAL, TABS, action, change, journal, log_session, present
from tests.workbook.sql_help import Log, grids_of, is_saved

Loaded = Callable[[dict[str, Any]], Log]
ODD = ["=1+1", "+1", "@x", "'quoted", "TRUE", "007", "1/2", "2026-03-04", "👩🏽‍🚀 café", "שלום",
       "one\ntwo\tthree", " x ", "%s :x", "{}"]  # fmt: skip


@pytest.mark.parametrize("cell", [True, False])
def test_where_rows_cannot_be_locked_a_save_compares_as_it_writes(
    on_postgres: Log, monkeypatch: pytest.MonkeyPatch, cell: bool
) -> None:
    """As on Snowflake, here on PostgreSQL: somebody types between the comparison and the write, into a cell of the save
    or beside it."""
    log = on_postgres.load(grids_of(TABS))
    log.sql("DROP TRIGGER pharos_moved ON actions")
    for module in (dialects, rows):
        monkeypatch.setattr(module, "LOCKS_ROWS", ())
    monkeypatch.setattr(write, "_lock_unwatched", lambda *_: None)
    plain, typed = rows.Tab.update, []

    def update(tab: rows.Tab, row: rows.Row, values: dict[str, Any]) -> None:
        if not typed:
            typed.append(
                log.sql(f"UPDATE actions SET {'status' if cell else 'what'} = 'typed' WHERE action = 'A-1'")
            )
        plain(tab, row, values)

    monkeypatch.setattr(rows.Tab, "update", update)
    workbook = log.workbook()
    changes = [change(workbook, "A-1", 2, status=("open", "done")), action(workbook, "A-5")]
    outcome = workbook.apply(changes, journal(workbook, "cs", "status"))
    found = log.rows("actions")
    if cell:
        (conflict,) = outcome.conflicts
        assert (conflict.before, conflict.theirs, conflict.mine) == ("open", "typed", "done")
        assert (found[1][3], len(found), len(log.rows("edits"))) == ("typed", 5, 1)
    else:
        assert len(outcome.written) == 3
        assert found[1][1:4] == ["typed", date(2026, 3, 4), "done"]
        assert (found[-1][0], len(log.rows("edits"))) == ("A-5", 2)


def test_changes_new_rows_and_the_journal_are_one_save(log: Log) -> None:
    workbook = log.workbook()
    revision = workbook.revision()
    changes = [
        change(workbook, "A-1", 2, status=("open", "done"), due=(date(2026, 3, 4), date(2026, 4, 1))),
        change(workbook, "A-3", 4, note=(1, None)),
        action(workbook, "A-5", due=date(2026, 5, 1)),
        action(workbook, "A-6"),
        present(workbook, "S-2", "ana"),
    ]
    lines = journal(workbook, "cs", "status", "due", "note")
    assert workbook.apply(changes, lines) == Outcome(
        written=(*changes, *lines), rows=(2, 4, 6, 7, 4, 2, 3, 4)
    )
    assert log.rows("actions") == [
        ["action", "what", "due", "status", "note"],
        ["A-1", "Write it down", date(2026, 4, 1), "done", None],
        ["A-2", "Call the bank", date(2026, 3, 5), "open", "soon"],
        ["A-3", "Ask the board", None, "doing", None],
        ["A-4", "Sort the list", date(2026, 3, 7), "open", True],
        ["A-5", "new", date(2026, 5, 1), None, None],
        ["A-6", "new", None, None, None],
    ]
    assert [row[5] for row in log.rows("edits")] == ["column", "status", "due", "note"]
    assert workbook.revision() != revision
    now = workbook.revision()
    assert workbook.apply(changes, lines).written == (*changes, *lines), "the same save once more"
    assert len(log.rows("actions")) == 7
    assert workbook.revision() == now, "nothing was written"


def test_a_conflict_is_named_cell_by_cell_and_nothing_is_written(log: Log) -> None:
    workbook = log.workbook()
    log.sql("UPDATE actions SET status = 'late', due = NULL WHERE action = 'A-1'")
    before = log.tabs()
    mine = change(workbook, "A-1", 2, status=("open", "done"), due=(date(2026, 3, 4), date(2026, 1, 9)))
    outcome = workbook.apply(
        [mine, change(workbook, "A-2", 3, status=("open", "done"))], journal(workbook, "c", "a")
    )
    where = [CellAddress(workbook.id, "actions", 2, at) for at in (3, 2)]
    assert outcome == Outcome(
        conflicts=(
            CellConflict(where[0], "status", "open", "late", "done", mine),
            CellConflict(where[1], "due", date(2026, 3, 4), None, date(2026, 1, 9), mine),
        )
    )
    assert log.tabs() == before


def test_what_agrees_in_another_guise_is_no_conflict(log: Log) -> None:
    workbook = log.workbook()
    log.sql("UPDATE actions SET status = 'done' WHERE action = 'A-1'")
    assert workbook.apply([change(workbook, "A-1", 2, status=("open", "done"))]).rows == (2,), "typed by both"
    assert workbook.apply([change(workbook, "A-3", 4, note=(1.0, "x"), due=("", date(2026, 3, 4)))]).rows == (
        4,
    )
    assert workbook.apply([change(workbook, "A-2", 3, due=(datetime(2026, 3, 5), None))]).rows == (3,)
    assert workbook.apply([change(workbook, "A-4", 5, note=("TRUE", None))]).rows == (5,)
    assert [row[4] for row in log.rows("actions")[1:]] == [None, "soon", "x", None]


def test_a_row_is_found_by_its_key_wherever_it_is(log: Log) -> None:
    workbook = log.workbook()
    log.sql("DELETE FROM actions WHERE action = 'A-1'")
    assert workbook.apply([change(workbook, "A-3", 4, status=("doing", "done"))]).rows == (3,)
    renamed = change(workbook, "A-4", 5, action=("A-4", "A-9"))
    assert [workbook.apply([renamed]).rows for _ in range(2)] == [(4,), (4,)], (
        "repeated, it finds the new key"
    )
    gone = change(workbook, "A-1", 2, status=("open", "done"))
    assert workbook.apply([gone]).refused == (
        "actions, row 2 (action A-1): this row no longer exists, or someone changed the cells that identify it",
    )
    log.sql("INSERT INTO actions (action, status) VALUES ('A-2', 'open')")
    twice = change(workbook, "A-2", 2, status=("open", "done"))
    assert workbook.apply([twice]).refused == (
        "actions, row 2 (action A-2): 2 rows match (rows 2, 5), so it is not clear which one is meant",
    )


def test_keys_of_several_cells_and_keys_in_use(log: Log) -> None:
    workbook = log.workbook()
    row = RowChange(
        workbook.id,
        "attendance",
        3,
        {"session": "S-1", "member": "bo"},
        {"present": "no"},
        {"present": "yes"},
    )
    assert workbook.apply([row]).rows == (3,)
    for key, found in ((" a-1 ", ", in row 2"), ("ÄRGER", ""), ("ärger", ", in row 6")):
        outcome = workbook.apply([action(workbook, key)])
        assert outcome.refused == ((f"the actions tab already has action {key}{found}",) if found else ()), (
            "case and spaces make no new key"
        )
    both = [action(workbook, "A-8"), action(workbook, "a-8")]
    assert workbook.apply(both).refused == ("the actions tab already has action a-8",)
    assert present(workbook, "S-1", "BO").key == ("session", "member")
    assert "session S-1, member BO, in row 3" in workbook.apply([present(workbook, "S-1", "BO")]).refused[0]
    assert workbook.apply([present(workbook, "S-1", "cy")]).rows == (4,)


def test_every_text_reads_back_as_it_was_typed(log: Log) -> None:
    workbook = log.workbook()
    rows = [action(workbook, f"T-{at}", text, note=text) for at, text in enumerate(ODD)]
    assert workbook.apply(rows).refused == ()
    assert [row[1] for row in log.rows("actions")[5:]] == ODD
    assert [row[4] for row in log.rows("actions")[5:]] == ODD, "also in a column of mixed cells"
    changed = [change(workbook, f"T-{at}", 0, what=(text, f"{text}!")) for at, text in enumerate(ODD)]
    assert workbook.apply(changed).conflicts == ()


def test_every_kind_of_value_reads_back_from_a_mixed_column(log: Log) -> None:
    workbook = log.workbook()
    cells = [
        0,
        -1,
        1.5,
        True,
        False,
        10**15,
        1e300,
        date(1, 1, 1),
        date(9999, 12, 31),
        datetime(2026, 3, 4, 5, 6, 7),
    ]
    assert (
        workbook.apply([action(workbook, f"T-{at}", note=cell) for at, cell in enumerate(cells)]).refused
        == ()
    )
    found = [row[4] for row in log.rows("actions")[5:]]
    assert [(cell, isinstance(cell, bool)) for cell in found] == [
        (cell, isinstance(cell, bool)) for cell in cells
    ]
    edits = [change(workbook, f"T-{at}", 0, note=(cell, cells[at - 1])) for at, cell in enumerate(cells)]
    assert workbook.apply(edits).conflicts == ()
    assert [row[4] for row in log.rows("actions")[5:]] == [cells[-1], *cells[:-1]]


UNFIT = [
    ("due", "soon", "the column holds dates in the database, and 'soon' is none"),
    ("due", 3, "the column holds dates in the database, and '3' is none"),
    ("what", "a\x00b", "the text contains the character U+0000, which a database does not hold"),
    ("note", "\ud800", "the text contains the character U+D800, which a database does not hold"),
    ("note", math.inf, "inf is not a number that a cell can hold"),
    ("what", ["a"], "a list cannot be written to a cell"),
]


def test_a_type_that_does_not_fit_is_refused_by_name(log: Log) -> None:
    workbook, before = log.workbook(), log.tabs()
    for header, cell, why in UNFIT:
        was = TABS["actions"][1][TABS["actions"][0].index(header)]
        edit = change(workbook, "A-1", 2, **{header: (was, cell)})
        assert workbook.apply([edit], journal(workbook, "c", "a")).refused == (
            f"actions!{header}, row 2: {why}",
        )
        new = action(workbook, "A-5", **{"what": "x", header: cell})
        assert workbook.apply([new]).refused == (f"actions!{header}: {why}",)
    assert log.tabs() == before


def test_columns_and_tabs_that_are_gone(log: Log) -> None:
    workbook = log.workbook()
    log.sql("ALTER TABLE actions DROP COLUMN note")
    edits = [
        change(workbook, "A-1", 2, note=("", "x"), status=("open", "done")),
        action(workbook, "A-5", note="x"),
    ]
    no_note = "the actions tab is missing the note column: add it to its table, then save again"
    assert workbook.apply(edits).refused == (no_note,)
    log.sql("DROP TABLE actions")
    assert workbook.apply(edits).refused == ("the actions tab no longer exists",)
    other = RowChange("other", "actions", 2, {"action": "A-1"}, {"status": "open"}, {"status": "x"})
    assert workbook.apply([other]).refused == ("the actions tab belongs to another workbook (other)",)


def test_a_tab_that_is_missing_is_created_with_its_first_row(loaded: Loaded) -> None:
    log = loaded({"actions": TABS["actions"]})
    workbook = log.workbook()
    lines = [
        RowAddition(workbook.id, "edits", dict.fromkeys(JOURNAL, name), f"op {name}", headers=JOURNAL)
        for name in ("a", "b")
    ]
    assert workbook.apply([change(workbook, "A-1", 2, status=("open", "done"))], lines).rows == (2, 2, 3)
    assert log.rows("edits") == [list(JOURNAL), ["a"] * 8, ["b"] * 8]
    new = {"session": "S-1", "held": date(2026, 3, 4)}
    held = RowAddition(workbook.id, "sessions", new, "op", headers=("session", "held"))
    refused = RowAddition(workbook.id, "actions", {"action": "A-1"}, "x", ("action",))
    assert workbook.apply([held, refused]).refused
    assert list(log.tabs()) == ["actions", "edits"], "a save that is refused leaves no tab"
    assert workbook.apply([held]).written
    assert log.rows("sessions") == [["session", "held"], ["S-1", date(2026, 3, 4)]], (
        "dates are dates, by the format"
    )
    revision = workbook.revision()
    log.sql("UPDATE sessions SET session = 'S-2'")
    assert workbook.revision() != revision, "the new table has its trigger"


def test_headers_that_are_further_down(loaded: Loaded) -> None:
    rows = [["Our actions", None], [None, None], ["action", "what"], ["X-1", "Call"], ["X-2", "Ask"]]
    log = loaded({"actions": rows})
    workbook = log.workbook()
    edits = [
        RowChange(
            workbook.id, "actions", 4, {"action": "X-1"}, {"what": "Call"}, {"what": "Write"}, header_row=3
        ),
        RowAddition(
            workbook.id, "actions", {"action": "X-3", "what": "New"}, "op", ("action",), header_row=3
        ),
    ]
    assert workbook.apply(edits).rows == (4, 6)
    assert log.rows("actions") == [*rows[:3], ["X-1", "Write"], rows[4], ["X-3", "New"]]
    again = RowAddition(workbook.id, "actions", {"action": "x-2"}, "op2", ("action",), header_row=3)
    assert workbook.apply([again]).refused == ("the actions tab already has action x-2, in row 5",)


def test_one_cell_twice_in_one_save(log: Log) -> None:
    workbook = log.workbook()
    first, second = (change(workbook, "A-1", 2, status=("open", text)) for text in ("x", "y"))
    assert workbook.apply([first, second]).refused == (
        "actions!status, row 2 is changed twice in one save, to different values",
    )
    assert workbook.apply([first, first]).rows == (2, 2)


@pytest.mark.parametrize("is_kept", [True, False])
def test_an_answer_that_was_lost_and_the_same_save_again(
    log: Log, monkeypatch: pytest.MonkeyPatch, is_kept: bool
) -> None:
    workbook, commit = log.workbook(), sa.Connection.commit

    def lost(connection: sa.Connection) -> None:
        if is_kept:
            commit(connection)
        raise sa.exc.OperationalError("COMMIT", None, Exception("gone"), connection_invalidated=True)

    monkeypatch.setattr(sa.Connection, "commit", lost)
    with pytest.raises(
        UnknownOutcome, match=r"stopped answering during a save: try again; what was saved is not"
    ):
        log_session(workbook)
    monkeypatch.undo()
    assert is_saved(log) == is_kept
    outcome = log_session(workbook)
    assert (len(outcome.written), outcome.rows[0]) == (5, 2)
    assert is_saved(log)


def test_a_connection_that_ends_during_a_save_leaves_nothing(on_postgres: Log) -> None:
    log = on_postgres.load(grids_of(TABS))
    workbook = log.workbook()
    engine = workbook.database.engine

    def gone(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT"):
            log.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Pharos'"
            )

    sa.event.listen(engine, "before_cursor_execute", gone)
    with pytest.raises(WorkbookError, match="the database no longer answers: Pharos keeps trying"):
        log_session(workbook)
    sa.event.remove(engine, "before_cursor_execute", gone)
    assert not is_saved(log)
    assert log_session(workbook).written
    assert is_saved(log)


def test_somebody_else_is_writing(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "WAIT_SECONDS", 0.1)
    workbook, other = log.workbook(), log.workbook()
    with write._transaction(other.database.engine) as connection:
        write.own.lock(connection, other.database.place)
        with pytest.raises(WorkbookBusy, match="somebody else is changing it: try again in a minute"):
            log_session(workbook)
    assert log_session(workbook).written


def test_two_servers_at_once(log: Log) -> None:
    """Four writers count up one cell and add the same rows: no count is lost, and each row is there once."""
    done: list[int] = []
    log.sql("UPDATE actions SET status = '0'")

    def work(name: str) -> None:
        workbook = log.workbook()
        for at in range(5):
            now = next(row[3] for row in _grid(workbook, "actions") if row[0] == "A-1")
            edit = change(workbook, "A-1", 2, status=(now, f"{_count(now) + 1} {name}"))
            outcome = workbook.apply([edit], journal(workbook, f"{name} {now}", "status"))
            done.append(len(outcome.written) // 2)
            values = {"action": f"N-{at}", "what": name}
            workbook.apply([RowAddition(workbook.id, "actions", values, f"{name} {at}", ("action",))])

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    rows = log.rows("actions")
    assert len(done) == 20
    assert _count(rows[1][3]) == sum(done) >= 5
    assert sorted(str(row[0]) for row in rows[5:]) == [f"N-{at}" for at in range(5)]
    assert len(log.rows("edits")) == 1 + sum(done)


def test_two_servers_add_the_same_key_to_a_table_of_others(empty: Log) -> None:
    empty.sql("CREATE TABLE actions (action TEXT, what TEXT)", "INSERT INTO actions VALUES ('A-1', 'Call')")
    answers: list[Outcome] = []

    def work(number: int) -> None:
        workbook = empty.workbook()
        row = RowAddition(
            workbook.id, "actions", {"action": "A-2", "what": str(number)}, str(number), ("action",)
        )
        answers.append(workbook.apply([row]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(len(answer.written) for answer in answers) == [0, 0, 0, 1]
    assert len(empty.rows("actions")) == 3


def test_tables_that_others_made(empty: Log) -> None:
    empty.sql(
        "CREATE TABLE actions (id INTEGER PRIMARY KEY, action VARCHAR(9) NOT NULL, what TEXT CHECK (what <> 'no'),"
        " twice INTEGER GENERATED ALWAYS AS (id * 2) STORED, due TEXT)",
        "INSERT INTO actions (id, action, what, due) VALUES (2, 'A-2', 'Ask', '2026-03-05'), (1, 'A-1', 'Call', NULL)",
    )
    workbook = empty.workbook()
    assert empty.rows("actions")[1:] == [[1, "A-1", "Call", 2, None], [2, "A-2", "Ask", 4, "2026-03-05"]]
    assert workbook.apply([change(workbook, "A-2", 3, due=("2026-03-05", date(2026, 4, 1)))]).rows == (3,)
    assert empty.rows("actions")[2][4] == "2026-04-01", "a date in a column of text is its text"
    own_key = "id" if empty.is_sqlite else "actions_pkey"
    refused = [
        (change(workbook, "A-1", 2, what=("Call", "no")), "rule"),
        (change(workbook, "A-1", 2, action=("A-1", None)), "action"),
        (
            change(workbook, "A-1", 2, twice=(2, 3)),
            "twice, row 2 is computed by the database: it can only be changed there",
        ),
        (RowAddition(workbook.id, "actions", {"what": "x"}, "op"), "action"),
        (
            RowAddition(workbook.id, "actions", {"action": "x", "twice": 4}, "op"),
            "twice is computed by the database",
        ),
        (RowAddition(workbook.id, "actions", {"action": "x", "id": 1}, "op"), own_key),
    ]
    for edit, words in refused:
        outcome = workbook.apply([edit])
        assert words in " ".join(outcome.refused), outcome
        assert not outcome.written
    assert len(empty.rows("actions")) == 3


def test_names_that_need_quotes(empty: Log) -> None:
    title, key, odd = "a%b:c", "k%s", "w:z%(q)s"
    empty.sql(
        f'CREATE TABLE "{title}" ("{key}" TEXT PRIMARY KEY, "v (x)" TEXT, "{odd}" JSON, "select" DATE)',
        f"INSERT INTO \"{title}\" VALUES ('1', 'x', NULL, '2026-01-01')",
    )
    workbook = empty.workbook()
    prepare(workbook.database)
    before = {"v (x)": "x", odd: None, "select": date(2026, 1, 1)}
    edits = [
        RowChange(workbook.id, title, 2, {key: "1"}, before, {"v (x)": "%s", odd: "%d", "select": None}),
        RowAddition(workbook.id, title, {key: "2", odd: 5}, "op", (key,)),
    ]
    assert workbook.apply(edits).rows == (2, 3)
    assert empty.rows(title)[1:] == [["1", "%s", "%d", None], ["2", None, 5, None]]
    revision = workbook.revision()
    empty.sql(f'UPDATE "{title}" SET "v (x)" = \'z\'')
    assert workbook.revision() != revision


def test_rows_without_anything_that_tells_them_apart(empty: Log) -> None:
    empty.sql(
        "CREATE TABLE actions (action TEXT, what TEXT)",
        "INSERT INTO actions VALUES ('A-1', 'Call'), ('A-2', 'Ask'), ('A-2', 'Ask'), ('A-3', NULL)",
    )
    workbook = empty.workbook()
    assert workbook.apply([change(workbook, "A-1", 2, what=("Call", "Write"))]).rows == (2,)
    assert "2 rows match" in workbook.apply([change(workbook, "A-2", 3, what=("Ask", "x"))]).refused[0]
    assert workbook.apply([change(workbook, "A-3", 5, what=(None, "x"))]).rows == (5,)
    assert workbook.apply(
        [RowAddition(workbook.id, "actions", {"action": "A-4"}, "op", ("action",))]
    ).rows == (6,)
    assert sorted(map(str, empty.rows("actions")[1:])) == sorted(
        map(str, [["A-1", "Write"], ["A-2", "Ask"], ["A-2", "Ask"], ["A-3", "x"], ["A-4", None]])
    )


def test_five_hundred_rows_are_few_statements(log: Log) -> None:
    workbook = log.workbook()
    workbook.apply([action(workbook, f"B-{at}", status="open") for at in range(500)])
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    engine = workbook.database.engine
    sa.event.listen(engine, "before_cursor_execute", counted)
    edits = [change(workbook, f"B-{at}", at + 6, status=("open", "done")) for at in range(500)]
    assert workbook.apply(edits).rows == tuple(range(6, 506))
    sa.event.remove(engine, "before_cursor_execute", counted)
    assert count < 540, "one a row, and some for all of them"


def test_a_database_that_cannot_be_written(log: Log) -> None:
    if log.is_sqlite:
        workbook = SqlWorkbook(f"sqlite:///file:{log.url.removeprefix('sqlite:///')}?mode=ro&uri=true")
        why = "the file cannot be written"
    else:
        log.sql(
            f"CREATE ROLE reader_{log.schema} LOGIN PASSWORD 'pw'",
            f"GRANT USAGE ON SCHEMA {log.schema} TO reader_{log.schema}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {log.schema} TO reader_{log.schema}",
        )
        url = sa.make_url(log.url).set(username=f"reader_{log.schema}", password="pw")
        workbook = SqlWorkbook(url.render_as_string(hide_password=False), log.schema)
        why = f"reader_{log.schema} may not write to it: GRANT SELECT, INSERT, UPDATE on its tables to reader"
    assert len(workbook.read().grids) == 3
    with pytest.raises(WorkbookError, match=why):
        log_session(workbook)
    assert not is_saved(log)
    if not log.is_sqlite:
        own = ", ".join(f"{log.schema}.pharos_{name}" for name in ("layout", "revision", "operations"))
        log.sql(
            f"GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA {log.schema} TO reader_{log.schema}",
            f"GRANT DELETE ON {own} TO reader_{log.schema}",
        )
        assert log_session(workbook).written, "with the rights that docs/database.md names"
        assert is_saved(log)


def _count(cell: Cell) -> int:
    return int(str(cell).split()[0])


def _grid(workbook: SqlWorkbook, tab: str) -> list[tuple[Cell, ...]]:
    found = next(grid for grid in workbook.read().grids if grid.tab == tab)
    return list(zip(*found.columns, strict=True))
