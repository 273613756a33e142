"""Keys: numbers that start over in each circle, and records that have none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.bring.shapes.codes import looks_like_keys
from lib.bring.shapes.sessions_by_day import days_of
from lib.bring.table import Table, text_of
from lib.log.format.folding import fold, fold_each
from lib.workbook.base import Cell

_LONGEST = 48


def unique_keys(tables: Mapping[str, list[Table]]) -> None:
    """Give each record a key of its own: circle and number where numbers start over, else what it is about.

    A key that was derived is nowhere in the sheet; it stays the same as long as what it is made of does.
    """
    for table in tables.get("actions", ()):
        _what_not_key(table)
    _with_circle(tables)
    for name in _NUMBERED:
        _numbers_start_over(tables.get(name, ()))
    if not any(
        any(table.texts("session")) for name, parts in tables.items() if name != "sessions" for table in parts
    ):
        _numbers_start_over(tables.get("sessions", ()))  # in each year; nothing refers to them
    for name, parts in tables.items():
        for table in parts:
            if name == "members" and not any(table.texts("member")):
                _members(table)
            elif name in _MADE_OF and _lacks_keys(table):
                _derived(name, table)
    _unique_across(tables)


_MADE_OF: Mapping[str, tuple[str, ...]] = {
    "sessions": ("circle", "planned"),
    "actions": ("what",),
    "insights": ("text",),
    "asks": ("what",),
    "practices": ("title",),
    "lighthouses": ("practice", "circle"),
}


_NUMBERED = ("actions", "insights", "asks")
"""Tabs whose records people number, from 1 in each circle or in each tab."""


def _lacks_keys(table: Table) -> bool:
    """Whether no record has a key, or some have none in a tab of another shape; one that the format's own tab lacks is
    a slip, which parsing names."""
    cells = table.cells(table.tab.key[0])
    return not any(map(text_of, cells)) or (not table.is_plain and ("" in cells or None in cells))


def _what_not_key(table: Table) -> None:
    """A column "Action" beside no column "what" holds what is to be done, unless it looks like keys."""
    column = table.column("action")
    if column is None or table.has("what"):
        return
    texts = [text for text in table.texts("action") if text]
    if texts and not looks_like_keys(texts):
        column.name = "what"
        table.is_plain = False


def _numbers_start_over(parts: Sequence[Table]) -> None:
    """Numbers that start over in each circle, or in each tab, become keys with the circle or the tab before them."""
    name = parts[0].tab.key[0] if parts else ""
    keys = [
        key
        for table in parts
        for record, key in enumerate(table.texts(name))
        if key and record not in table.no_records
    ]
    repeated = len(keys) - len(set(fold_each(keys)))
    if not repeated or 4 * repeated < len(keys):
        return  # a few keys used twice are slips, which parsing names
    rows = [
        (fold(key), circle, table.grid.tab)
        for table in parts
        for record, (key, circle) in enumerate(zip(table.texts(name), table.texts("circle"), strict=True))
        if key and record not in table.no_records
    ]
    for at in (1, 2):
        if len({(row[0], fold(row[at])) for row in rows}) < len(rows) or not all(row[at] for row in rows):
            continue
        for table in parts:
            told = table.texts("circle") if at == 1 else [table.grid.tab] * len(table)
            table.respell(
                name,
                [
                    f"{first}-{key}" if key else None
                    for first, key in zip(told, table.texts(name), strict=True)
                ],
            )
        return


def _members(table: Table) -> None:
    """A person is known by the email if there is one, else by the name."""
    keys = [email or name for email, name in zip(table.texts("email"), table.texts("name"), strict=True)]
    if any(keys):
        table.derive("member", [key or None for key in keys])


def _derived(name: str, table: Table) -> None:
    parts = [
        [
            day or " ".join(text.split())
            for day, text in zip(days_of(table, column), table.texts(column), strict=True)
        ]
        if column == "planned"
        else [" ".join(text.split()) for text in table.texts(column)]
        for column in _MADE_OF[name]
    ]
    seen: dict[str, int] = {}
    own = table.column(table.tab.key[0])
    given = [text_of(cell) for cell in own.cells] if own else [""] * len(table)
    keys: list[Cell] = []
    for record, texts in enumerate(zip(*parts, strict=True)):
        if given[record]:
            keys.append(own.cells[record] if own else None)
            continue
        key = " ".join(text for text in texts if text)
        if not key or record in table.no_records or (name == "sessions" and not texts[1]):
            keys.append(own.cells[record] if own else None)
            continue
        key = key if len(key) <= _LONGEST else key[: _LONGEST - 1].rstrip() + "…"
        times = seen[fold(key)] = seen.get(fold(key), 0) + 1
        keys.append(key if times == 1 else f"{key} ({times})")
    if own is not None and any(given):
        if keys != list(own.cells):
            table.respell(table.tab.key[0], keys)
    elif any(keys):
        table.derive(table.tab.key[0], keys)


def _with_circle(tables: Mapping[str, list[Table]]) -> None:
    """Sessions 1, 2, 3 in each circle become "Atlas-1": the same in every tab that refers to them."""
    sessions = tables.get("sessions", ())
    numbers = [key for table in sessions for key in table.texts("session") if key]
    if len(set(fold_each(numbers))) == len(numbers):
        return
    circles: dict[str, set[str]] = {}
    for table in sessions:
        for key, circle in zip(table.texts("session"), table.texts("circle"), strict=True):
            if key and circle:
                circles.setdefault(fold(key), set()).add(circle)
    repeated = {key for key, names in circles.items() if len(names) > 1}
    if not repeated or 2 * len(repeated) < len(circles):
        return
    for table in sessions:
        keys = zip(table.texts("session"), table.texts("circle"), strict=True)
        table.respell(
            "session", [f"{circle}-{key}" if key and circle else key or None for key, circle in keys]
        )
    member_circles = _circles_of_members(tables)
    for name, parts in tables.items():
        for table in parts:
            if name != "sessions" and table.has("session"):
                _refer_with_circle(table, circles, member_circles)


def _circles_of_members(tables: Mapping[str, Sequence[Table]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table in tables.get("members", ()):
        for member, name, circle in zip(
            table.texts("member"), table.texts("name"), table.texts("circle"), strict=True
        ):
            for form in {fold(member), fold(name)} - {""}:
                found.setdefault(form, set()).add(circle)
    return found


def _refer_with_circle(
    table: Table, circles: Mapping[str, set[str]], member_circles: Mapping[str, set[str]]
) -> None:
    own = table.texts("circle")
    members = table.texts("member")
    keys: list[Cell] = []
    for key, circle, member in zip(table.texts("session"), own, members, strict=True):
        possible = circles.get(fold(key), set())
        if not key or not possible:
            keys.append(key or None)
            continue
        if not circle:
            fitting = possible & member_circles.get(fold(member), set())
            circle = next(iter(fitting)) if len(fitting) == 1 else ""
        keys.append(f"{circle}-{key}" if circle else key)
    table.respell("session", keys)


def _unique_across(tables: Mapping[str, list[Table]]) -> None:
    """Derived keys of several tabs of a kind must differ too."""
    for name, parts in tables.items():
        if name not in _MADE_OF or len(parts) < 2:
            continue
        key = parts[0].tab.key[0]
        derived = [table for table in parts if (column := table.column(key)) and (column.at < 0).all()]
        seen: dict[str, int] = {}
        for table in derived:
            keys: list[Cell] = []
            for text in table.texts(key):
                times = seen[fold(text)] = seen.get(fold(text), 0) + 1
                keys.append(text if times == 1 or not text else f"{text} ({times})")
            table.derive(key, [text or None for text in map(text_of, keys)])
