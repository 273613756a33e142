"""Every row of a sheet is used, set aside, no record or not read, and the four add up, for every shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.bring.accounts import FATES, accounts, left_out, summary
from lib.bring.shaping import shaped
from lib.log.reading.parse import parse
from lib.workbook.base import Grid
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import FIVE_TABS, grid
from tests.examples import some

CASES = Path(__file__).parents[1] / "data" / "cases"


@pytest.mark.parametrize(
    "path", some(sorted(CASES.glob("*.xlsx"), reverse=True), 25), ids=lambda path: path.stem
)
def test_rows_add_up_in_every_case(path: Path) -> None:
    grids = shaped(ExcelWorkbook(path).read().grids)
    log = parse(grids)
    found = accounts(grids, log)
    assert found
    for account in found:
        parts = [account.used, account.set_aside, account.no_records, account.not_read]
        assert sum(map(len, parts)) == len(account.found)
        assert frozenset().union(*parts) == account.found
        assert account.reasons.keys() == account.found - account.used
    table = summary(found)
    assert (table[[fate for fate in FATES if fate in table]].sum(axis=1) == table["found"]).all()


def test_a_total_a_row_without_its_date_a_comment_and_a_tab_that_is_not_read() -> None:
    sessions = [
        ["session", "A-1", "A-2", "Total", ""],
        ["circle", "Atlas", "Atlas", "", ""],
        ["planned", "2026-01-05", "soon", "", ""],
        ["Comment", "", "", "", "see the drive"],
    ]
    grids = shaped([Grid("w", "sessions", sessions), Grid("w", "Budget", [["Item", "Room"]])])
    first, second = accounts(grids, parse(grids))
    assert (first.used, first.set_aside, first.no_records, first.not_read) == ({2}, {3}, {4}, {5})
    assert (second.read_as, second.not_read) == ((), {2})
    rows = left_out(grids, [first, second])
    assert rows["why"].to_list() == [
        "planned is missing or unreadable",
        "looks like a total, not a record",
        "only columns that are not read have something in them",
        "this tab is not read",
    ]
    assert rows["cells"].to_list() == ["A-2 · Atlas · soon", "Total", "see the drive", "Room"]
    assert len(left_out(grids, [first, second], most=2)) == 2


def test_a_workbook_with_nothing_in_it() -> None:
    grids = shaped([Grid("w", "sessions", [])])
    assert summary(accounts(grids, parse(grids)))["found"].sum() == 0


def test_an_answer_of_a_form_is_used_where_it_is_about_a_session() -> None:
    header = ["Timestamp", "Your name or email", "What have you done?"]
    answers = [["2026-01-04 09:41:53", "Ana Alba", "Prework"], ["2026-01-04 09:41:53", "Somebody", "Prework"]]
    form = Grid(
        "log.xlsx", "Form Responses 1", [list(column) for column in zip(header, *answers, strict=True)]
    )
    tables = FIVE_TABS | {"members": [{"member": "ana", "circle": "Atlas", "name": "Ana Alba"}]}
    grids = shaped([*(grid(name, table) for name, table in tables.items()), form])
    account = accounts(grids, parse(grids))[-1]
    assert (account.read_as, account.used, account.set_aside) == (("attendance",), {2}, {3})
    assert "see the checks" in account.reasons[3]
