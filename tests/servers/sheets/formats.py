"""Serial dates and number formats: how a stored number becomes the text a person sees.

Documented: serial day 0 is 1899-12-30, fractions are the time of day; pattern tokens. Patterns outside the common
ones (digits, thousands, percent, currency sign, exponent, date and time tokens) give the plain number.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

EPOCH = datetime.fromisoformat("1899-12-30")
COMMA_LOCALES = ("de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "sv", "da", "fi", "nb", "cs", "el")
TOKENS = re.compile(r'\\.|"[^"]*"|\[[^\]]*\]|am/pm|a/p|y+|m+|d+|h+|s+|0+|[^"\\]', re.I)


class Format(NamedTuple):
    """A cell's number format; `kind` is the API's NumberFormatType."""

    kind: str
    pattern: str

    def as_json(self) -> dict[str, str]:
        return {"type": self.kind, "pattern": self.pattern}

    @property
    def dated(self) -> bool:
        return self.kind in ("DATE", "TIME", "DATE_TIME")


DATE = Format("DATE", "yyyy-mm-dd")
DATE_TIME = Format("DATE_TIME", "yyyy-mm-dd hh:mm:ss")
TIME = Format("TIME", "hh:mm:ss")
DEFAULT_PATTERNS = {
    "DATE": "M/d/yyyy",
    "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "M/d/yyyy H:mm:ss",
    "PERCENT": "0.00%",
    "CURRENCY": '"$"#,##0.00',
    "NUMBER": "#,##0.00",
    "SCIENTIFIC": "0.00E+00",
    "TEXT": "@",
}


def tidy(number: float) -> int | float:
    """A whole float as an int, since JSON answers show 1 and never 1.0."""
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e15 else number


def to_serial(value: date | datetime | time | timedelta) -> int | float:
    if isinstance(value, datetime):
        delta = value.replace(tzinfo=None) - EPOCH
    elif isinstance(value, date):
        return (value - EPOCH.date()).days
    elif isinstance(value, time):
        delta = timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
    else:
        delta = value
    return tidy(delta.days + (delta.seconds + delta.microseconds / 1e6) / 86400)


def from_serial(serial: float) -> datetime:
    return EPOCH + timedelta(milliseconds=round(serial * 86_400_000))


def comma_decimal(locale: str) -> bool:
    return locale.split("_")[0] in COMMA_LOCALES


def general(number: int | float, locale: str = "en_US") -> str:
    """A number in the automatic format: up to ten significant decimals, E notation if it is huge or tiny."""
    if isinstance(number, int) or (number.is_integer() and abs(number) < 1e15):
        text = str(int(number))
    elif 1e-5 <= abs(number) < 1e15:
        text = f"{number:.{max(0, 10 - max(0, len(str(int(abs(number)))) - 1))}f}".rstrip("0").rstrip(".")
    else:
        mantissa, exponent = f"{number:.5E}".split("E")
        text = f"{mantissa.rstrip('0').rstrip('.')}E{exponent[0]}{exponent[1:].zfill(2)}"
    return text.replace(".", ",") if comma_decimal(locale) else text


def render(value: Any, form: Format | None, locale: str = "en_US") -> str:
    """The formattedValue of a stored value."""
    if value is None:
        return ""
    if value is True or value is False:
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return str(getattr(value, "code", value))
    if form is None or form.kind in ("TEXT", "NUMBER_FORMAT_TYPE_UNSPECIFIED"):
        return general(value, locale)
    pattern = form.pattern or DEFAULT_PATTERNS.get(form.kind, "")
    if form.dated:
        return render_date(value, pattern)
    return render_number(value, pattern, locale)


@lru_cache(maxsize=256)
def date_tokens(pattern: str) -> tuple[tuple[str, str], ...]:
    """(token, kind) pairs; `m` after an hour or before a second is a minute."""
    parts = TOKENS.findall(pattern)
    kinds: list[str] = []
    for i, part in enumerate(parts):
        low = part.lower()
        kind = low[0] if low[0] in "ymdhs" else "ampm" if low in ("am/pm", "a/p") else "text"
        if kind == "m":
            before = next((p.lower()[0] for p in reversed(parts[:i]) if p.lower()[0] in "ymdhs"), "")
            after = next((p.lower()[0] for p in parts[i + 1 :] if p.lower()[0] in "ymdhs"), "")
            kind = "minute" if before == "h" or after == "s" else "month"
        kinds.append(kind)
    return tuple(zip(parts, kinds, strict=True))


def render_date(serial: float, pattern: str) -> str:
    moment = from_serial(serial)
    tokens = date_tokens(pattern)
    half = any(kind == "ampm" for _, kind in tokens)
    hour = (moment.hour % 12 or 12) if half else moment.hour
    out = []
    for part, kind in tokens:
        long = len(part)
        if kind == "y":
            out.append(f"{moment.year:04d}" if long > 2 else f"{moment.year % 100:02d}")
        elif kind == "month":
            names = {3: "%b", 4: "%B"}
            out.append(moment.strftime(names[long]) if long in names else f"{moment.month:0{min(long, 2)}d}")
        elif kind == "d":
            names = {3: "%a", 4: "%A"}
            out.append(moment.strftime(names[long]) if long in names else f"{moment.day:0{min(long, 2)}d}")
        elif kind in ("h", "minute", "s"):
            number = {"h": hour, "minute": moment.minute, "s": moment.second}[kind]
            out.append(f"{number:0{min(long, 2)}d}")
        elif kind == "ampm":
            out.append("AM" if moment.hour < 12 else "PM")
        elif part.startswith(('"', "\\")):
            out.append(part[1:].removesuffix('"'))
        else:
            out.append(part)
    return "".join(out)


def render_number(number: float, pattern: str, locale: str) -> str:
    pattern = pattern.split(";")[0]
    core = re.search(r"[#0][#0,]*(?:\.[0#]+)?(?:E\+?0+)?", pattern)
    if not core:
        return general(number, locale)
    percent = "%" in pattern
    scaled = abs(number) * 100 if percent else abs(number)
    digits = core[0].partition(".")[2].partition("E")[0]
    if "E" in core[0]:
        mantissa, exponent = f"{scaled:.{len(digits)}E}".split("E")
        text = f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"
    else:
        text = f"{scaled:{',' if ',' in core[0] else ''}.{len(digits)}f}"
        optional = len(digits) - len(digits.rstrip("#"))
        for _ in range(optional):
            text = text.removesuffix("0")
        text = text.removesuffix(".")
    if comma_decimal(locale):
        text = text.translate(str.maketrans(",.", ".,"))
    around = [
        re.sub(r'["\\]|\[[^\]]*\]', "", side) for side in (pattern[: core.start()], pattern[core.end() :])
    ]
    return f"{'-' if number < 0 else ''}{around[0]}{text}{around[1]}"
