"""The circle of rows that do not name it: from the tab's name, the session, or because there is only one circle."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lib.bring.origin import DERIVED
from lib.bring.shapes.lone_rows import first_text
from lib.bring.shapes.row_texts import HEADING, LONELY, circle_of_section, is_date_or_period
from lib.bring.synonyms import tabs_for
from lib.bring.table import Table, different, text_of
from lib.log.format.folding import fold
from lib.log.format.words import word_form
from lib.log.reading.naming import folded
from lib.workbook.base import Cell

ONLY = "Our circle"
"""What a circle is called in a log of one circle that never names it."""
_ALL = frozenset(
    map(
        word_form,
        "all|all circles|every circle|all practices|every practice|alle|alle kreise|tous|todos".split("|"),
    )
)


def fill_circles(tables: Mapping[str, list[Table]]) -> None:
    """Give rows without a circle the circle that follows from elsewhere; what cannot be known stays blank.

    An optional circle that reads "All" is blank, which means the program; so is what a team is a target of.
    """
    known = known_circles(tables)
    for table in tables.get("teams", ()):
        if table.has("target_of"):
            _blank_all(table, "target_of")
    for name, parts in tables.items():
        for table in parts:
            column = next((column for column in table.tab.columns if column.name == "circle"), None)
            if column is None or name == "circles":
                continue
            if not column.required and table.has("circle"):
                _blank_all(table, "circle")
            if column.required and not table.has("circle"):
                _from_sections(table)
            if column.required and not all(table.texts("circle")):
                _fill(table, name, known, tables)


def join_only_circle(tables: Mapping[str, Sequence[Table]]) -> None:
    """Rows of a log that named no circle are of the one that only its attendance turned out to name; of several, the
    circle of an action is not known yet."""
    columns = [column for parts in tables.values() for table in parts if (column := table.column("circle"))]
    if not any(ONLY in column.cells for column in columns):
        return
    known = [circle for circle in known_circles(tables).values() if circle != ONLY]
    if not known:
        return
    only = known[0] if len(known) == 1 else None
    for name, parts in tables.items():
        for table in parts if only or name == "actions" else ():
            column = table.column("circle")
            if column is None or ONLY not in column.cells or table.tab.name == "circles":
                continue
            if not any(
                text_of(cell) == ONLY and at != DERIVED
                for cell, at in zip(column.cells, column.at, strict=True)
            ):
                table.derive("circle", [only if cell == ONLY else cell for cell in column.cells], column.at)


def fill_from_owners(tables: Mapping[str, Sequence[Table]]) -> None:
    """In a list of actions that names no circle at all, each is of the one circle that its owner is a member of; a
    note says so.

    What is still blank stays blank: an owner in several circles, or in none; a blank cell among circles.
    """
    open_tables = [
        table
        for table in tables.get("actions", ())
        if (column := table.column("circle")) is None or not any(map(text_of, column.cells))
    ]
    circles: dict[str, set[str]] = {}
    for table in tables.get("members", ()) if open_tables else ():
        for record, (key, circle) in enumerate(
            zip(table.texts("member"), table.texts("circle"), strict=True)
        ):
            if key and circle and record not in table.no_records:
                circles.setdefault(fold(key), set()).add(circle)
    of_one = {key: next(iter(names)) for key, names in circles.items() if len(names) == 1}
    for table in open_tables:
        texts, blank = table.texts("circle"), _blank_rows(table)
        if all(text or is_blank for text, is_blank in zip(texts, blank, strict=True)):
            continue
        filled = [
            text or of_one.get(fold(owner), "")
            for text, owner in zip(texts, table.texts("owner"), strict=True)
        ]
        count = sum(bool(new) and not old for new, old in zip(filled, texts, strict=True))
        if count:
            column = table.column("circle")
            table.derive("circle", [text or None for text in filled], column.at if column else None)
            expected = f"a circle for each action; {count:,} of them follow from their owners"
            table.note(None, "", "note", "derived circle", "no circle", expected)


def known_circles(tables: Mapping[str, Sequence[Table]]) -> dict[str, str]:
    named: dict[str, str] = {}
    for name in ("circles", "members", "sessions", "actions"):
        for table in tables.get(name, ()):
            texts = table.texts("circle")
            left_out = table.no_records
            of_records = (text for record, text in enumerate(texts) if record not in left_out)
            for text in dict.fromkeys(of_records if left_out else texts):
                if text:
                    named.setdefault(fold(text), text)
    return named


def _from_sections(table: Table) -> None:
    """Rows below the headings "Circle North" and "Circle South" are of these circles, if the tab is divided so."""
    headings = {
        record: circle
        for record, reason in table.no_records.items()
        if reason in (HEADING, LONELY) and (circle := circle_of_section(first_text(table, record)))
    }
    of_section = circle_of_section(text_of(_lone_above(table)))
    if len({*map(fold, headings.values())} | ({fold(of_section)} - {""})) < 2:
        return
    circles: list[Cell] = []
    for record, is_blank in enumerate(_blank_rows(table)):
        of_section = headings.get(record, of_section)
        circles.append(None if is_blank or record in table.no_records else of_section or None)
    table.derive("circle", circles)


def _lone_above(table: Table) -> Cell:
    """The only text in the row right above the headers; None if there is none, or more."""
    row = table.header_row - 1
    texts = [cell for at in range(len(table.grid.columns)) if text_of(cell := table.grid.cell(row, at))]
    return texts[0] if len(texts) == 1 else None


def _fill(table: Table, name: str, known: Mapping[str, str], tables: Mapping[str, Sequence[Table]]) -> None:
    texts = table.texts("circle")
    from_session = _circle_by_session(tables) if table.has("session") and name != "sessions" else {}
    from_tab = _circle_in_title(table.grid.tab, name, known, tables)
    has_column = table.has("circle") and any(texts)
    only = next(iter(known.values())) if len(known) == 1 else ONLY if not known else ""
    filled = [
        text
        or (
            ""
            if is_blank
            else from_session.get(fold(session), "")
            or from_tab
            or ("" if has_column and not from_session else only)
        )
        for text, session, is_blank in zip(texts, table.texts("session"), _blank_rows(table), strict=True)
    ]
    if filled != texts and any(filled):
        column = table.column("circle")
        table.derive("circle", [text or None for text in filled], column.at if column else None)


def _circle_by_session(tables: Mapping[str, Sequence[Table]]) -> dict[str, str]:
    circles: dict[str, set[str]] = {}
    for table in tables.get("sessions", ()):
        for key, circle in zip(table.texts("session"), table.texts("circle"), strict=True):
            if key and circle:
                circles.setdefault(fold(key), set()).add(circle)
    return {key: next(iter(names)) for key, names in circles.items() if len(names) == 1}


def _circle_in_title(
    title: str, name: str, known: Mapping[str, str], tables: Mapping[str, Sequence[Table]]
) -> str:
    """The circle that a tab's title names beside what the tab is, such as "Sessions - Atlas": a known one, or one of
    several that titles tell apart. What a single title says beside may be anything ("Meeting actions")."""
    words = f"_{folded(title)}_"
    found = [circle for circle in known.values() if f"_{folded(circle)}_" in words]
    if len(found) == 1:
        return found[0]
    if known or tabs_for(title):  # "Action items" is what the tab is, and names no circle
        return ""
    said = _beside_the_name(title, name)
    others = [
        _beside_the_name(table.grid.tab, other)
        for other, parts in tables.items()
        for table in parts
        if (other == name or said in table.grid.tab) and table.grid.tab != title
    ]
    return said if any(others) else ""


def _beside_the_name(title: str, name: str) -> str:
    """What a title says beside what the tab is: "Sessions - Atlas" -> "Atlas"; "" for nothing or a number."""
    words = title.split()
    for count in range(len(words) - 1, 0, -1):
        for own, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            said = " ".join(rest).strip(" -–—:_")
            is_name = tabs_for(" ".join(own).strip(" -–—:_")).get(name, 0.0) >= 95.0
            if is_name and said and not re.search(r"\d", said) and not is_date_or_period(said):
                return said
    return ""


def _blank_rows(table: Table) -> list[bool]:
    """Which rows hold nothing at all."""
    return [
        not any(text_of(column.cells[record]) for column in table.columns) for record in range(len(table))
    ]


def _blank_all(table: Table, name: str) -> None:
    cells = table.cells(name)
    if any(isinstance(cell, str) and word_form(cell) in _ALL for cell in different(cells)):
        table.respell(
            name, [None if isinstance(cell, str) and word_form(cell) in _ALL else cell for cell in cells]
        )
