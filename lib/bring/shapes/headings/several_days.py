"""Several days written as one text: "3-4 March 2025", "30 April - 1 May 2025"."""

from __future__ import annotations

import re

from lib.log.format.cells import Unfit, read_date

RULE = "several days"
_BETWEEN = r"(?:[-–—/&+]|to|until|till|through|and|bis|und|au|et|à|al|a|y|tot|t/m|en|até|e)"
_OF_ONE_MONTH = re.compile(
    rf"(?:du |vom |del |van |de )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s*{_BETWEEN}\s*\d{{1,2}}"
    r"(?P<rest>(?:st|nd|rd|th|er|\.)?[\s./-]+"
    r"(?:(?:de |of )?[^\W\d_]{3,10}\.?,?[\s./-]+(?:de )?\d{2,4}|\d{1,2}[./-]\d{4}))",
    re.IGNORECASE,
)
"""The month and the year are written once, behind both days."""
_MONTH_FIRST = re.compile(
    rf"(?P<month>[^\W\d_]{{3,10}}\.? )(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*{_BETWEEN}\s*\d{{1,2}}"
    r"(?:st|nd|rd|th)?,? (?P<year>\d{4})",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"(?P<first>.*?\d.*?)(?:\s+{_BETWEEN}\s+|[–—])(?P<last>.*\d.*)", re.IGNORECASE)
_TWO_DAYS = re.compile(r"(?<!\d)(?P<first>\d{1,2})(?!\d).*?(?<!\d)(?P<last>\d{1,2})(?!\d)")
_YEAR = re.compile(r"\d{4}$")


def first_day(text: str) -> str:
    """The first of the days that a text such as "30 May - 1 June 2025" names, as text with its year; "" for any other
    text, also for one day."""
    text = " ".join(text.split())
    if match := _OF_ONE_MONTH.fullmatch(text):
        return _if_day(match["day"] + match["rest"])
    if match := _MONTH_FIRST.fullmatch(text):
        return _if_day(f"{match['month']}{match['day']}, {match['year']}")
    match = _WHOLE.fullmatch(text)
    if match is None or not is_day(match["last"]):
        return ""
    year = _YEAR.search(match["last"])
    first = match["first"].strip()
    if year is None:
        return _if_day(first)
    return _if_day(first) or _if_day(f"{first} {year[0]}") or _if_day(f"{first}{year[0]}")


def first_of_few(text: str) -> str:
    """The same for days that are at most a week apart, as those of one session are; "" for a whole month or a term."""
    found = first_day(text)
    if not found or (match := _TWO_DAYS.search(text)) is None:
        return ""
    first, last = int(match["first"]), int(match["last"])
    return found if 0 < last - first <= 7 or (first >= 24 and last <= 7) else ""


def _if_day(text: str) -> str:
    return text if is_day(text) else ""


def is_day(text: str) -> bool:
    try:
        return read_date(text, day_first=True, epoch_1904=False) is not None
    except Unfit:
        return False
