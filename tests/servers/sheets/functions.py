"""What formulas use: conversions, comparisons, cell-by-cell arithmetic, and the supported functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .formats import general, tidy
from .grid import ErrorValue

DIVIDED = "#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)"
NO_REFERENCE = "#REF! (Reference does not exist.)"


class Failed(Exception):
    """The formula results in an error value."""


def fail(kind: str) -> Any:
    raise Failed(kind)


def scalar(value: Any) -> Any:
    while isinstance(value, list):
        value = value[0] if value else None
    return fail(str(value)) if isinstance(value, ErrorValue) else value


def as_number(value: Any) -> Any:
    value = scalar(value)
    if isinstance(value, str):
        try:
            return tidy(float(value))
        except ValueError:
            fail(
                f"#VALUE! (Expects number values. But '{value}' is a text and cannot be coerced to a number.)"
            )
    return int(value) if isinstance(value, bool) else value or 0


def as_text(value: Any) -> str:
    return (
        ""
        if value is None
        else str(value).upper()
        if isinstance(value, bool)
        else (value if isinstance(value, str) else general(value))
    )


def compare(left: Any, right: Any) -> int:
    """Compare: numbers before texts before booleans, texts ignoring case; a blank equals zero and the empty text."""
    left = ("" if isinstance(right, str) else 0) if left is None else left
    right = ("" if isinstance(left, str) else 0) if right is None else right
    keys = [
        (2, v) if isinstance(v, bool) else (1, v.lower()) if isinstance(v, str) else (0, v)
        for v in (left, right)
    ]
    return (keys[0] > keys[1]) - (keys[0] < keys[1])


def mapped(left: Any, right: Any, work: Callable[[Any, Any], Any]) -> Any:
    """Arithmetic, cell by cell if a side is an array."""
    if not isinstance(left, list) and not isinstance(right, list):
        return tidy(work(as_number(left), as_number(right)))
    shape = left if isinstance(left, list) else right
    pick = [
        side if isinstance(side, list) else [[side] * len(row) for row in shape] for side in (left, right)
    ]
    return [
        [tidy(work(as_number(a), as_number(b))) for a, b in zip(*rows, strict=False)]
        for rows in zip(*pick, strict=False)
    ]


def flat(args: list[Any]) -> Iterator[Any]:
    for arg in args:
        for value in flat(arg) if isinstance(arg, list) else [arg]:
            yield fail(str(value)) if isinstance(value, ErrorValue) else value


def numbers(args: list[Any]) -> list[Any]:
    return [v for v in flat(args) if isinstance(v, int | float) and not isinstance(v, bool)]


def average(args: list[Any]) -> Any:
    found = numbers(args)
    return (
        sum(found) / len(found)
        if found
        else fail("#DIV/0! (Evaluation of function AVERAGE caused a divide by zero error.)")
    )


FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": lambda args: sum(numbers(args)),
    "MAX": lambda args: max(numbers(args), default=0),
    "MIN": lambda args: min(numbers(args), default=0),
    "AVERAGE": average,
    "COUNT": lambda args: len(numbers(args)),
    "COUNTA": lambda args: sum(v is not None for v in flat(args)),
    "ARRAYFORMULA": lambda args: args[0],
    "TRANSPOSE": lambda args: [list(row) for row in zip(*args[0], strict=False)],
    "IF": lambda args: args[1] if scalar(args[0]) else args[2] if len(args) > 2 else False,
    "ROUND": lambda args: tidy(round(float(as_number(args[0])), int(as_number(args[1])) if args[1:] else 0)),
    "CONCATENATE": lambda args: "".join(as_text(v) for v in flat(args)),
    "LEN": lambda args: len(as_text(scalar(args[0]))),
    "NA": lambda args: fail("#N/A (Result of the NA() function.)"),
}
