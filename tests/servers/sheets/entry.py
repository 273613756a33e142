"""What a typed text becomes with USER_ENTERED, and what a JSON value becomes with RAW.

Documented: USER_ENTERED parses as if typed into the UI, RAW stores values as they are, null skips a cell, "" clears it.
The date and number formats are a subset of what the UI understands (inferred for locales other than en_US).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from .errors import TOO_LONG, invalid
from .formats import Format, comma_decimal, tidy, to_serial

LIMIT = 50_000
EXACT = 2**53  # a larger number is a double here as there, and loses digits
NUMBER = re.compile(r"([-+]?)([$€£]?)([-+]?)(\d[\d,]*(?:\.\d*)?|\.\d+)(E[-+]?\d+)?(%?)", re.I)
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?: +(.+))?")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*([ap]m))?", re.I)


class Entry(NamedTuple):
    """A value for a cell, the format that typing it suggests, and its formula if it is one."""

    value: Any
    form: Format | None = None
    formula: str | None = None


def checked(value: Any, where: str) -> Any:
    """The JSON value; 400 if a cell cannot hold it."""
    if isinstance(value, str) and len(value) > LIMIT:
        invalid(TOO_LONG)
    if isinstance(value, dict | list):
        kind = "struct_value" if isinstance(value, dict) else "list_value"
        invalid(f"Invalid {where}: {kind} {{\n}}\n")
    if isinstance(value, int) and abs(value) > EXACT:
        return float(value)
    return tidy(value) if isinstance(value, float) else value


def raw(value: Any) -> Entry:
    return Entry(None if value == "" and isinstance(value, str) else value)


def typed(value: Any, locale: str) -> Entry:
    """An entry with USER_ENTERED: only strings are parsed; numbers and booleans stay as they are."""
    if not isinstance(value, str):
        return Entry(value)
    if value.startswith("'"):
        return Entry(value[1:] or None)
    if value.startswith("=") and len(value) > 1:
        return Entry(None, None, value)
    text = value.strip()
    if not text:
        return Entry(None if value == "" else value)
    if text.upper() in ("TRUE", "FALSE"):
        return Entry(text.upper() == "TRUE")
    return number(text, locale) or moment(text, locale) or Entry(value)


def number(text: str, locale: str) -> Entry | None:
    if comma_decimal(locale):
        text = text.translate(str.maketrans(",.", ".,"))
    match = NUMBER.fullmatch(text)
    if not match or (match[1] and match[3]) or (match[3] and not match[2]):
        return None
    sign, currency, digits = match[1] or match[3], match[2], match[4]
    if "," in digits and not GROUPED.fullmatch(digits):
        return None
    value = float(digits.replace(",", "") + (match[5] or "")) * (-1 if sign == "-" else 1)
    decimals = "0.00" if "." in digits else "0"
    form = None
    if match[6]:
        value, form = value / 100, Format("PERCENT", decimals + "%")
    elif currency:
        form = Format("CURRENCY", f'"{currency}"#,##{decimals}')
    elif match[5]:
        form = Format("SCIENTIFIC", "0.00E+00")
    elif "," in digits:
        form = Format("NUMBER", "#,##" + decimals)
    return Entry(tidy(value), form)


def clock(text: str) -> tuple[float, str] | None:
    """The time as a fraction of a day, and its pattern."""
    match = CLOCK.fullmatch(text.strip())
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    pattern = "h:mm:ss" if match[3] else "h:mm"
    return (hour * 3600 + minute * 60 + second) / 86400, pattern + (" am/pm" if match[4] else "")


def moment(text: str, locale: str) -> Entry | None:
    """A date or time: ISO in any locale, otherwise month first in en_US and day first elsewhere."""
    at = clock(text)
    if at:
        return Entry(tidy(at[0]), Format("TIME", at[1]))
    match = DATE.fullmatch(text)
    if not match:
        return None
    first, mark, second, third = int(match[1]), match[2], int(match[3]), int(match[4])
    if len(match[1]) == 4:
        year, month, day, pattern = first, second, third, f"yyyy{mark}mm{mark}dd"
    elif (len(match[4]) in (2, 4) and mark != ".") or (mark == "." and not locale.startswith("en")):
        year = third + (2000 if third < 30 else 1900 if third < 100 else 0)
        month, day = (first, second) if locale in ("en_US", "") else (second, first)
        pattern = f"M{mark}d{mark}yyyy" if locale in ("en_US", "") else f"dd{mark}mm{mark}yyyy"
    else:
        return None
    try:
        serial = to_serial(date(year, month, day))
    except ValueError:
        return None
    if not match[5]:
        return Entry(serial, Format("DATE", pattern))
    at = clock(match[5])
    return Entry(tidy(serial + at[0]), Format("DATE_TIME", f"{pattern} {at[1]}")) if at else None
