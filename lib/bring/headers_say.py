"""What the headers of a tab say it is, and which columns of a list of who came say who was there."""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.columns.of_actions import OF_BOARDS, is_people_under_by, names_status
from lib.bring.columns.times_joined import is_day_of_sign_in, report_row
from lib.bring.evidence import (
    DONE,
    SURE,
    are_states,
    asks_if_done,
    is_text_under_key,
    is_title,
    list_use,
    some_texts,
)
from lib.bring.people import Roster
from lib.bring.shapes.grid_cells import NO_MARKS, before_remark
from lib.bring.shapes.headings.one_each import columns_of_people
from lib.bring.shapes.headings.ticked_columns import ticked_columns
from lib.bring.shapes.names_apart import parts_of_name
from lib.bring.shapes.sign_in_sheets import sheet_row
from lib.bring.shapes.who_came import says_checked_in
from lib.bring.synonyms import columns_for
from lib.log.format.cells import shown
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form
from lib.workbook.base import Grid

_ATTENDANCE, _SESSIONS = TABS["attendance"], TABS["sessions"]


def signature(grid: Grid, row: int) -> str:
    """The tab of the format that the headers in a row speak for, where its title says nothing: actions, sessions,
    attendance; "" for none."""
    headers = [shown(grid.cell(row, at)).strip() for at in range(len(grid.columns))]
    found = {
        tab: {
            name
            for header in headers
            if header
            for name, score in columns_for(header, TABS[tab]).items()
            if score >= SURE
        }
        for tab in ("actions", "sessions", "attendance")
    }
    for at, header in enumerate(headers):
        texts = some_texts(grid, at, row) if header else []
        if is_text_under_key(header, texts, TABS["actions"]) or is_title(header, texts, TABS["actions"]):
            found["actions"].add("what")
        if is_people_under_by(header, texts):
            found["actions"].add("owner")
        if names_status(header):
            found["actions"].add("status")
        if asks_if_done(header) and are_states(texts, TABS["actions"]):
            found["actions"].add("status")
    if found["actions"] >= {"what", "status"} and _has_people_and_states(grid, row, headers):
        return "actions"
    lists = {use for header in headers if (use := list_use(header))}
    if columns_of_people(grid, row):
        lists.add("attendees")
    if "what" in found["actions"] and len(found["actions"] & {"owner", "due", "status", "closed"}) >= 2:
        return "actions"
    if len(found["actions"] & {"owner", "due"}) == 2 and found["actions"] & {"status", "closed"}:
        return "actions"  # a person is asked which column says what is to be done
    if is_sign_in(grid, row):
        return "attendance"
    about = found["sessions"] & {"case", "decision", "facilitator", "note_taker", "presenter", "held"}
    if "planned" in found["sessions"] and ("attendees" in lists or len(about) >= 2):
        return "sessions"
    return ""


def _has_people_and_states(grid: Grid, row: int, headers: Sequence[str]) -> bool:
    """Whether a task board says no more than who has each task and how far it is: "Name", "Person", "Status"."""
    tab = TABS["actions"]
    return any(word_form(header) in OF_BOARDS for header in headers) and any(
        columns_for(header, tab).get("status", 0.0) >= SURE and are_states(texts, tab)
        for at, header in enumerate(headers)
        if header and (texts := some_texts(grid, at, row))
    )


def is_named_sign_in(grid: Grid, row: int) -> bool:
    """Whether the headers in a row themselves say: a day, a person, and whether the person was there."""
    headers = [shown(grid.cell(row, at)).strip() for at in range(len(grid.columns))]
    return (
        any(columns_for(header, _SESSIONS).get("planned", 0.0) >= SURE for header in headers if header)
        and any(columns_for(header, _ATTENDANCE).get("present", 0.0) >= SURE for header in headers if header)
        and is_sign_in(grid, row)
    )


def is_roster(grid: Grid, row: int) -> bool:
    """Whether the headers in a row are those of a list of members: names, beside when they joined or their address."""
    headers = [header for at in range(len(grid.columns)) if (header := shown(grid.cell(row, at)).strip())]
    has_name = parts_of_name(headers) is not None or any(
        columns_for(header, _ATTENDANCE).get("member", 0.0) >= SURE for header in headers
    )
    about = {
        name
        for header in headers
        for name, score in columns_for(header, TABS["members"]).items()
        if score >= SURE
    }
    is_of_members = bool(about & {"joined", "left"}) or ("email" in about and not sheet_row(grid, row))
    return has_name and is_of_members and not is_sign_in(grid, row) and not report_row(grid)


def is_sign_in(grid: Grid, row: int) -> bool:
    """Whether the columns below a row of headers hold days, people and marks, one row for each person and day."""
    headers = [shown(grid.cell(row, at)).strip() for at in range(len(grid.columns))]
    actions = TABS["actions"]
    if any(columns_for(header, actions).get("what", 0.0) >= SURE for header in headers if header):
        return False
    ticks = ticked_columns(grid, row)
    if not ticks and any(map(_is_about_a_session, headers)):
        return False
    has_name = parts_of_name(headers) is not None or any(
        columns_for(header, _ATTENDANCE).get("member", 0.0) >= SURE for header in headers if header
    )
    if not has_name or not any(
        is_day_of_sign_in(header, grid, at, row) for at, header in enumerate(headers) if header
    ):
        return False
    if any(_are_lists(some_texts(grid, at, row)) for at, header in enumerate(headers) if list_use(header)):
        return False
    return bool(ticks) or any(
        is_mark_column(header, some_texts(grid, at, row)) for at, header in enumerate(headers) if header
    )


def _is_about_a_session(header: str) -> bool:
    """Whether a header stands over what only a row for a whole session has: whether it was held, who sent apologies."""
    return list_use(header) in ("apologies", "absent") or (
        columns_for(header, _SESSIONS).get("held", 0.0) >= SURE and word_form(header.strip("¿? ")) not in DONE
    )


def _are_lists(texts: Sequence[str]) -> bool:
    """Whether at least a third of the cells name several people."""
    several = sum(len(Roster(()).parts(text)) > 1 for text in texts[:200])
    return bool(several) and 3 * several >= len(texts[:200])


def is_mark_column(header: str, cells: Sequence[str]) -> bool:
    """Whether a column of an attendance list says who was present, whatever its header."""
    is_named = word_form(header.strip("¿? ")) not in NO_MARKS
    return (is_named or says_checked_in(cells)) and are_marks(cells)


def are_marks(cells: Sequence[str]) -> bool:
    """Whether the cells of a column say who was present: known words, yes and no or another two of them among them.

    A dash or n/a among them says nothing.
    """
    column = _ATTENDANCE.column("present")
    filled = [cell for cell in cells[:200] if word_form(cell) not in fillers()]
    said = [word_for(cell, column) or word_for(before_remark(cell), column) for cell in filled]
    return len(filled) > 1 and 10 * sum(word is not None for word in said) >= 8 * len(said)
