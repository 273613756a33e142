"""What counts as a loss between two states of a workbook, tab by tab, and how it is put into words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lib.log.reading.parse import parse, parse_survey
from lib.source.losses import Held, Loss, dated, found
from lib.workbook.base import Grid, Snapshot
from tests.data.logs import FIVE_TABS, grid
from tests.examples import some, thorough

AT = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 20, 9, 40, tzinfo=UTC)
Tables = dict[str, list[dict[str, object]]]


def rows(tab: str, count: int, **more: object) -> list[dict[str, object]]:
    """`count` rows of a tab with different first cells."""
    first, *_ = FIVE_TABS.get(tab, [{"insight": "I", "session": "A-1", "text": "Ask"}])
    key = next(iter(first))
    return [first | {key: f"{first[key]}-{number}"} | more for number in range(count)]


def blank(tab: str) -> list[dict[str, object]]:
    """A header and no rows."""
    return [dict.fromkeys(FIVE_TABS[tab][0], "")]


def grids(tables: Tables, workbook: str = "log.xlsx") -> tuple[Grid, ...]:
    return tuple(grid(name, table, workbook=workbook) for name, table in tables.items())


def without_header(of: Grid) -> Grid:
    return replace(of, columns=[column[1:] for column in of.columns])


def lost(before: tuple[Grid, ...], after: tuple[Grid, ...]) -> list[str]:
    """The losses in words."""
    losses = found(before, parse(before), Snapshot("2", after, AT), parse(after))
    assert all(loss.since == AT for loss in losses)
    return [loss.clause() for loss in losses]


LOG: Tables = FIVE_TABS | {"actions": rows("actions", 20), "insights": rows("insights", 8)}


@pytest.mark.parametrize(
    ("tab", "before", "after", "words"),
    some(
        [
            ("actions", 20, 9, "the actions tab is down to 9 of 20 rows"),
            ("actions", 20, 10, ""),
            ("actions", 9, 5, ""),
            ("actions", 9, 4, "the actions tab is down to 4 of 9 rows"),
            ("actions", 8, 4, ""),
            ("actions", 8, 3, "the actions tab is down to 3 of 8 rows"),
            ("actions", 7, 1, ""),
            ("actions", 8, 80, ""),
            ("insights", 2000, 900, "the insights tab is down to 900 of 2,000 rows"),
        ],
        4,
    ),
)
def test_more_than_half_of_at_least_eight_rows(tab: str, before: int, after: int, words: str) -> None:
    was, now = LOG | {tab: rows(tab, before)}, LOG | {tab: rows(tab, after)}
    assert lost(grids(was), grids(now)) == [words] * bool(words)


def test_an_empty_tab() -> None:
    assert lost(grids(LOG), grids(LOG | {"actions": blank("actions")})) == ["the actions tab is empty"]
    seven = LOG | {"actions": rows("actions", 7)}
    assert not lost(grids(seven), grids(seven | {"actions": blank("actions")}))


@pytest.mark.parametrize("cells", [[], [[]], [["", None], [""]]])
def test_a_required_tab_without_any_cell_is_empty_however_few_rows_it_had(cells: list[list[object]]) -> None:
    cleared = tuple(Grid(of.workbook, of.tab, cells) if of.tab == "members" else of for of in grids(LOG))
    assert lost(grids(LOG), cleared) == ["the members tab is empty"]


def test_a_required_tab_without_its_header_row() -> None:
    after = tuple(without_header(of) if of.tab == "members" else of for of in grids(LOG))
    assert lost(grids(LOG), after) == ["the members tab is without its header row"]


def test_a_required_tab_without_a_column_that_its_rows_need() -> None:
    renamed = [
        {{"what": "subject", "circle": "team"}.get(name, name): cell for name, cell in row.items()}
        for row in LOG["actions"]
    ]
    assert lost(grids(LOG), grids(LOG | {"actions": renamed})) == [
        "the actions tab is missing its circle and what columns"
    ]
    one = [
        {("x" if name == "member" else name): cell for name, cell in row.items()} for row in LOG["members"]
    ]
    assert lost(grids(LOG), grids(LOG | {"members": one})) == ["the members tab is missing its member column"]


def test_columns_that_rows_can_do_without_are_no_loss() -> None:
    more = LOG | {"actions": rows("actions", 20, owner="ana", status="open")}
    assert not lost(grids(more), grids(LOG))


def test_a_required_tab_that_never_had_its_columns_loses_nothing() -> None:
    bare: Tables = LOG | {"members": [{"member": "ana"}]}
    after = tuple(without_header(of) if of.tab == "members" else of for of in grids(bare))
    assert not lost(grids(bare), after)


def test_a_tab_that_is_gone_or_renamed() -> None:
    assert lost(grids(LOG), grids({name: LOG[name] for name in LOG if name != "members"})) == [
        "the members tab is missing"
    ]
    renamed = {("Learned" if name == "insights" else name): table for name, table in LOG.items()}
    assert lost(grids(LOG), grids(renamed)) == ["the insights tab is missing"]
    small = LOG | {"insights": rows("insights", 7)}
    assert not lost(grids(small), grids({name: small[name] for name in small if name != "insights"}))


def test_an_optional_tab_counts_only_rows_that_can_be_used() -> None:
    after = tuple(without_header(of) if of.tab == "insights" else of for of in grids(LOG))
    assert lost(grids(LOG), after) == ["the insights tab is without its header row"]
    renamed = [
        {("key" if name == "insight" else name): cell for name, cell in row.items()}
        for row in LOG["insights"]
    ]
    assert lost(grids(LOG), grids(LOG | {"insights": renamed})) == [
        "the insights tab is missing its insight column"
    ]
    small = grids(LOG | {"insights": rows("insights", 7)})
    assert not lost(small, tuple(without_header(of) if of.tab == "insights" else of for of in small))


def test_tabs_that_are_not_of_the_format_may_change_as_they_like() -> None:
    notes: Tables = LOG | {"notes": [{"a": number} for number in range(50)]}
    assert not lost(grids(notes), grids(LOG))


def test_rows_that_moved_are_not_lost() -> None:
    backwards = LOG | {"actions": LOG["actions"][::-1]}
    assert not lost(grids(LOG), grids(backwards))
    apart = LOG | {"actions": [row for action in LOG["actions"] for row in (action, {"action": ""})]}
    assert not lost(grids(LOG), grids(apart))


def test_rows_set_aside_count_as_rows() -> None:
    """Sessions of a circle that is not in the circles tab are set aside; they are still in their tab."""
    many = LOG | {"sessions": rows("sessions", 20)}
    renamed = many | {"circles": [{"circle": "Vega"}]}
    assert parse(grids(renamed)).sessions.empty
    assert not lost(grids(many), grids(renamed))
    assert lost(grids(renamed), grids(renamed | {"sessions": rows("sessions", 3)})) == [
        "the sessions tab is down to 3 of 20 rows"
    ]


def test_rows_whose_needed_cells_were_cleared_are_lost() -> None:
    cleared = [row | {"action": ""} if number > 4 else row for number, row in enumerate(LOG["actions"])]
    assert lost(grids(LOG), grids(LOG | {"actions": cleared})) == [
        "the actions tab is down to 5 of 20 rows that can be used"
    ]


def test_what_an_interrupted_save_left_can_go_again() -> None:
    """Its new rows lack the cell that is written last, and its journal rows their time."""
    staged = LOG["actions"] + rows("actions", 60, what="")
    journal: list[dict[str, object]] = [{"at": "", "who": "local", "change_set": "c"}] * 60
    nothing: list[dict[str, object]] = [{"at": "", "who": "", "change_set": ""}]
    before = grids(LOG | {"actions": staged, "edits": journal})
    assert len(parse(before).set_aside) == 60
    assert not lost(before, grids(LOG | {"edits": nothing}))
    done = [row | {"at": "2026-03-20 09:30"} for row in journal]
    assert lost(grids(LOG | {"edits": done}), grids(LOG | {"edits": nothing})) == ["the edits tab is empty"]


def test_a_tab_under_another_name_is_named_as_its_people_know_it() -> None:
    settings: list[dict[str, object]] = [{"name": "tab.actions", "value": "To do"}]
    named = {("To do" if name == "actions" else name): table for name, table in LOG.items()}
    named["settings"] = settings
    assert not lost(grids(named), grids(named))
    assert lost(grids(named), grids(named | {"To do": blank("actions")})) == ["the To do tab is empty"]
    assert lost(grids(named), grids(named | {"settings": [{"name": "", "value": ""}]})) == [
        "the To do tab is missing"
    ]
    undone = {"settings": [{"name": "tab.actions", "value": "none"}]}
    assert not lost(grids(named), grids(named | undone))
    assert lost(grids(named), grids(named | undone | {"To do": blank("actions")})) == [
        "the To do tab is missing"
    ]


@thorough
def test_each_of_several_workbooks_is_judged_by_itself() -> None:
    atlas, vega = grids(LOG, "a"), grids(LOG | {"circles": [{"circle": "Vega"}]}, "v")
    assert not lost(atlas + vega, vega + atlas)
    emptied = grids(LOG | {"circles": [{"circle": "Vega"}], "actions": blank("actions")}, "v")
    assert lost(atlas + vega, atlas + emptied) == ["the actions tab of Vega is empty"]
    gone = tuple(of for of in vega if of.tab != "members")
    assert lost(atlas + vega, atlas + gone) == ["the members tab of Vega is missing"]


@thorough
def test_a_workbook_that_is_no_longer_among_several_is_not_compared() -> None:
    atlas, vega = grids(LOG, "a"), grids(LOG | {"circles": [{"circle": "Vega"}]}, "v")
    assert not lost(atlas + vega, atlas)
    only_here = tuple(of for of in atlas if of.tab != "members")
    assert lost(only_here + vega, only_here) == ["the members tab is missing"], "no workbook has it any more"


def test_a_workbook_with_many_circles_names_two() -> None:
    many = grids(LOG | {"circles": [{"circle": name} for name in ("Atlas", "Borea", "Cetus", "Draco")]}, "m")
    emptied = tuple(replace(of, columns=[]) if of.tab == "members" else of for of in many)
    other = grids(LOG | {"circles": [{"circle": "Vega"}]}, "v")
    assert lost(many + other, emptied + other) == ["the members tab of Atlas, Borea and 2 more is empty"]


def test_a_survey_has_no_losses() -> None:
    answers: Tables = {
        "pulse": [{"wave": "2026-Q1", "circle": "Atlas", "trust": 4}] * 20,
        "actions": LOG["actions"],
    }
    before, after = grids(answers), grids({"pulse": answers["pulse"][:1]})
    assert not found(before, parse_survey(before), Snapshot("2", after, AT), parse_survey(after))


def test_a_loss_keeps_the_time_when_it_was_first_seen() -> None:
    first = Loss("w", "actions", "empty", True, AT)
    again, other = replace(first, since=LATER), Loss("w", "asks", "down to 3 of 20 rows", False, LATER)
    assert dated((first,), None)[0].since == AT
    assert [loss.since for loss in dated((again, other), Held("2", (first,)))] == [AT, LATER]
    assert first.clause("10:32") == "the actions tab has been empty since 10:32"


def test_a_token_is_of_one_state_and_its_losses() -> None:
    loss = Loss("w", "actions", "empty", True, AT)
    held = Held("2", (loss,))
    assert held.token == Held("2", (replace(loss, since=LATER),)).token
    others = [
        Held("3", (loss,)),
        Held("2", (replace(loss, state="missing"),)),
        Held("2", (replace(loss, workbook="x"),)),
        Held("2", (loss, replace(loss, tab="asks"))),
    ]
    assert len({held.token, *(other.token for other in others)}) == 5


def test_the_refusal_names_three_tabs() -> None:
    losses = [Loss("w", tab, "empty", True, AT) for tab in ("actions", "asks", "members", "sessions")]
    assert Held("2", tuple(losses[:1])).refusal.startswith(
        "Nothing can be saved while the actions tab is empty: "
    )
    assert "the members tab is empty and 1 more: " in Held("2", tuple(losses)).refusal
