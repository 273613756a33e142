"""When the session was and whose it was, as far as the text says so; and the day of the next one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from lib.bring.minutes.dates import Calendar
from lib.bring.minutes.document import Document, Line, head_of
from lib.bring.minutes.proposals import CaseProposal, SessionCircle, SessionDay, Source
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked
from lib.log.format.cells import day_first_evidence
from lib.log.format.folding import fold
from lib.log.format.words import fillers, word_form

_FIRST_LINES = 12
_SHORT = re.compile(r"(?<!\d)\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d\d)(?!\d)")
_PAIR = re.compile(r"(?<![\d/.])\d{1,2}/\d{1,2}(?![\d/%])")
_NO_DATES = frozenset({"24/7", "50/50", "80/20", "60/40", "70/30", "9/11"})
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_NEXT = re.compile(
    r"\b(next|nächste\w*|following|upcoming|prochaine|próxima|volgende|previous|last|letzte\w*|approved?)\b",
    re.I,
)
_LAST_OF = re.compile(
    r"\b(?:our |the )?last (?:session|meeting|call) of (?:the|this) (?:year|quarter|summer|season)\b", re.I
)
_CASE = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?:today's |our |the )?"
    r"(?:case|case study|case round|fall|fallarbeit|fallbesprechung|cas|caso)"
    r"(?:\s+(?:of|by|from|von)\s+[^:–—]{2,40}|\s+\d{1,2}|\s*\([^()]{2,40}\))?\s*(?:[:：]|"
    r"\s[–—-])\s*(?P<case>.{5,200})$",
    re.IGNORECASE,
)
_PRESENTED = re.compile(
    r"\s*\([^()]{2,40}\)\s*$|[,;.]?\s+(?:presented|brought|vorgestellt)\s+(?:by|von)\s.*$", re.IGNORECASE
)
_NO_CASE = re.compile(
    r"^\W*(?:(?:there (?:was|is) |we had )?(?:no|kein\w*) (?:\w+ )?(?:case|fall)|none|nil|nothing|tb[adc]|"
    r"(?:still )?to be (?:decided|confirmed|announced|chosen|agreed)|not (?:yet )?(?:chosen|decided|known)|keine[rn]?)"
    r"(?:\s+(?:yet|today|was|is|planned|presented|brought|discussed|received|submitted|heute|diesmal|"
    r"(?:for )?(?:today|this (?:time|week|month|session|meeting))))*\W*$",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(held|met|meeting|session|call|sitzung|protokoll|minutes|notes|treffen|vom|am|recap|summary|"
    r"circle|today)\b",
    re.I,
)

_MET = re.compile(
    r"\b(?:held|met|meeting|session|call|sitzung|protokoll|minutes|treffen|circle)\b|"
    r"^\W*(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"date\s*=")
_HEADER = re.compile(r"^(?:from|to|cc|subject|sent|date|von|an|betreff|gesendet|datum)\s*:", re.IGNORECASE)
_MAIL = frozenset(("from", "to", "subject", "sent", "von", "an", "betreff", "gesendet"))
_SENT = frozenset(("sent", "date", "gesendet", "datum"))
_SUBJECT = re.compile(r"^(?:subject|betreff)\s*:", re.IGNORECASE)
_YESTERDAY = re.compile(r"\b(?:yesterday|gestern|gestrige\w*)\b", re.IGNORECASE)
_LATE = 21
"""Days after a session within which a mail about it is sent."""

_DUE = re.compile(
    r"\b(?:deadlines?|due|overdue|fällig\w*|frist|spätestens|no later than|not later than|at the latest|"
    r"expires?|eta|target date|"
    r"échéance|plazo|fecha límite|uiterlijk)\b|"
    r"\b(?:by|until|till|before|bis(?: zum| zur)?|vor dem|avant le|d['’]ici le|antes del?|para el|"
    r"hasta el|voor)\s+(?:the\s+)?"
    r"(?:\w+day,?\s+|(?:mon|tue|wed|thu|fri|sat|sun)\w*\.?,?\s+)?(?:\d{1,4}(?!\d|\s*(?:uhr|h|[ap]\.?m)\b|:\d)|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d)",
    re.IGNORECASE,
)
"""Words with which a day is when something is due."""


def day_order(document: Document, day_first: bool | None) -> bool | None:
    """Whether short dates write the day first, as the document's own dates show; else `day_first`."""
    dates = [found for line in document.lines for found in _SHORT.findall(line.text)]
    pairs = (pair for line in document.lines for pair in _PAIR.findall(line.text))
    dates += [f"{pair}/2000" for pair in pairs if pair not in _NO_DATES]
    evidence = day_first_evidence(dates)
    return day_first if evidence is None else evidence


def session_day(document: Document, parts: Sequence[Part], day_first: bool | None) -> SessionDay | None:
    """The day the session was held: from a label, a title, the first lines, or the file's name; None if not given."""
    reader = Calendar(day_first=day_first)
    sent = _sent(document)
    if sent and (found := _day_of_mail(reader, parts, sent)):
        return found
    unclear = None
    head = head_of(document)
    for at, part in enumerate(parts):
        is_label = part.label in ("day", "title", "circle", "present") and part.text
        if part.label == "day" and part.line.number <= head:
            continue
        if is_label and part.label != "day" and _DUE.search(part.text):
            continue
        if is_label and (found := _first(reader, part.text, part, is_label=part.label == "day")):
            if found.value is not None or at < _FIRST_LINES:
                return found
            unclear = unclear or found
    first = [part for part in parts[:_FIRST_LINES] if _may_say_day(part)]
    titles = [part for part in first if _is_title(part) or _HELD.search(part.line.text)]
    above = [part for part in parts if part.line.number <= head]
    written = [part for part in above if part.label == "day" or _DATED.match(part.line.text)]
    if written:
        titles = [part for part in titles if part.line.kind == "heading" or _MET.search(part.line.text)]
    short = (part for part in first if len(part.line.text) < 60 and part.line.number > head)
    for part in (*(part for part in titles if part not in written), *written, *short):
        if found := _first(reader, part.line.text, part):
            return found
    name = _COMPACT.sub(r"\1-\2-\3", document.name).replace("_", " ")
    for day in reader.days(re.sub(r"(\d{4}-\d{2}-\d{2})", r" \1 ", name)):
        if day.value is not None:
            return SessionDay(day.value, Source(0, document.name))
    return _day_without_year(reader, document, (*titles, *first)) or unclear


def _day_without_year(reader: Calendar, document: Document, parts: Sequence[Part]) -> SessionDay | None:
    """The first day without a year in these lines, in the year in which it is nearest to the first full date below."""
    full = [day.value for line in document.lines for day in reader.days(line.text) if day.value]
    if not full:
        return None
    for part in parts:
        near = [
            day.value
            for start in (full[0] - timedelta(days=320), full[0])
            for day in Calendar(start, None, reader.day_first).days(part.line.text)
            if day.value and not day.is_relative
        ]
        if near:
            value = min(near, key=lambda day: abs(day - full[0]))
            return SessionDay(value, Source(part.line.number, part.line.text))
    return None


def _sent(document: Document) -> Line | None:
    """The line of a mail's header that says when it was sent; None in any other document."""
    header = [line for line in document.lines[:_FIRST_LINES] if _HEADER.match(line.text)]
    names = {line.text.partition(":")[0].strip().lower() for line in header}
    if len(names & _MAIL) < 2:
        return None
    return next((line for line in header if line.text.partition(":")[0].strip().lower() in _SENT), None)


def _day_of_mail(reader: Calendar, parts: Sequence[Part], sent: Line) -> SessionDay | None:
    """The day that a mail says the session was: in its subject, its first sentences, or as "yesterday"."""
    mailed = next((day.value for day in reader.days(sent.text) if day.value and not day.is_relative), None)
    near = Calendar(mailed - timedelta(days=_LATE) if mailed else None, None, reader.day_first)
    first = [part for part in parts[: 2 * _FIRST_LINES] if part.line.number != sent.number]
    subject = [part for part in first if _SUBJECT.match(part.line.text)]
    for part in (*subject, *(part for part in first if _may_say_day(part) and _HELD.search(part.line.text))):
        found = _first(near, part.line.text, part)
        if found and found.value and (mailed is None or 0 <= (mailed - found.value).days <= _LATE):
            return found
    for part in first:
        if mailed and _may_say_day(part) and _YESTERDAY.search(part.line.text):
            return SessionDay(mailed - timedelta(days=1), Source(part.line.number, part.line.text))
    return None


def _may_say_day(part: Part) -> bool:
    others = ("next_day", "actions", "decisions")
    is_of_a_task = part.line.ticked is not None or marked(part.line.text) is not None
    is_other_day = _NEXT.search(_LAST_OF.sub("", part.line.text)) or _DUE.search(part.line.text)
    return part.label not in others and part.meaning not in others and not is_of_a_task and not is_other_day


def _is_title(part: Part) -> bool:
    return part.line.kind == "heading" or part.line.number <= 3


def _first(reader: Calendar, text: str, part: Part, *, is_label: bool = False) -> SessionDay | None:
    for day in reader.days(_COMPACT.sub(r"\1-\2-\3", text)):
        if day.is_relative:
            continue
        if day.value is not None:
            return SessionDay(day.value, Source(part.line.number, part.line.text))
        if is_label or "unambiguous" in day.doubt:
            return SessionDay(None, Source(part.line.number, part.line.text), (day.doubt,))
    return None


def next_day(parts: Sequence[Part], calendar: Calendar) -> date | None:
    """The day of the next session, if the text gives one."""
    for part in parts:
        is_next = part.label == "next_day" or (part.meaning == "next_day" and not part.opens)
        says_so = re.search(
            r"\b(next (?:regular |regularly scheduled |scheduled )?(meeting|session|call)|"
            r"nächste (sitzung|treffen)|nächster termin|meet again)\b",
            part.line.text,
            re.I,
        )
        if is_next or says_so:
            for day in calendar.days(part.text or part.line.text):
                if day.value is not None and not (day.is_relative and not is_next):
                    return day.value
    return None


def cases_of(parts: Sequence[Part]) -> Iterator[CaseProposal]:
    """Yield the case that a line or heading names ("Case: Too many reports (Ada)"); of several, the first."""
    for part in parts:
        found = None if part.line.kind == "row" else _CASE.match(part.line.text)
        text = _PRESENTED.sub("", found["case"]).strip(' .,;–—-"“”„') if found else ""
        if len(text.split()) > 1 and word_form(text) not in fillers() and not _NO_CASE.match(text):
            yield CaseProposal(text[:1].upper() + text[1:], Source(part.line.number, part.line.text))
            return


def circle_of(document: Document, parts: Sequence[Part], circles: Iterable[str]) -> SessionCircle | None:
    """The circle that the text names: in a label, its title or its first lines; None if it names none.

    `circles`: the keys of the log's circles.
    """
    known = sorted(circles, key=len, reverse=True)
    for part in parts:
        is_label = part.label in ("circle", "title") and part.text
        if is_label and (key := _named(part.text, known)):
            return SessionCircle(key, Source(part.line.number, part.line.text))
    for part in parts[:_FIRST_LINES]:
        is_first = part.line.kind == "heading" or part.line.number <= 5
        if is_first and (key := _named(part.line.text, known)):
            return SessionCircle(key, Source(part.line.number, part.line.text))
    for part in parts[:_FIRST_LINES]:
        for key in known:
            if re.search(rf"(?<!\w){re.escape(fold(key))} circle\b", fold(part.line.text)):
                return SessionCircle(key, Source(part.line.number, part.line.text))
    if document.name and (key := _named(re.sub(r"[_\-]+", " ", document.name), known)):
        return SessionCircle(key, Source(0, document.name))
    for part in parts:
        if part.label == "circle" and part.text and known:
            doubt = f"“{part.text}” is no circle of the log"
            return SessionCircle(None, Source(part.line.number, part.line.text), (doubt,))
    return None


def _named(text: str, circles: Sequence[str]) -> str | None:
    """The longest key of a circle that is in the text as whole words."""
    folded = fold(text)
    for key in circles:
        if fold(key) and re.search(rf"(?<!\w){re.escape(fold(key))}(?!\w)", folded):
            return key
    return None
