"""What the columns of a tab are called: by their headers, and else by their places."""

from __future__ import annotations

from collections.abc import Sequence

_UNTITLED, _POSITION = "\0column ", "\0position "


def untitled(column: int) -> str:
    """What a column without a header is called where columns go by title."""
    return f"{_UNTITLED}{column}"


def untitled_column(title: str) -> int | None:
    """The column that `untitled` named; None for a real title."""
    return int(title.removeprefix(_UNTITLED)) if title.startswith(_UNTITLED) else None


def positioned(column: int) -> str:
    """What a column is called that is known by its place alone: its header was changed or deleted."""
    return f"{_POSITION}{column}"


def fixed_column(title: str) -> int | None:
    """The column that `untitled` or `positioned` named; None for a real title."""
    if title.startswith(_POSITION):
        return int(title.removeprefix(_POSITION))
    return untitled_column(title)


def name_of(column: int, header: Sequence[str]) -> str:
    """What a column is called under a header row: its title, or its place if it has none of its own."""
    title = header[column] if column < len(header) else ""
    if not title:
        return untitled(column)
    return title if list(header).index(title) == column else positioned(column)


def has_title(column: int, header: Sequence[str]) -> bool:
    """Whether a column has a title of its own under a header row."""
    return column < len(header) and bool(header[column]) and name_of(column, header) == header[column]
