"""Blocks of people as real minutes have them: a paragraph each, office above or below, groups, wrapped lines.

Only lines with a known person's full name count, so that a block is read to its end whatever is between its names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lib.bring.minutes.attending import attending, names_joined
from lib.bring.minutes.context import Context
from lib.bring.minutes.people.full_names import beside_each_other
from lib.bring.minutes.people.listed_people import people_in
from lib.bring.minutes.people.names import is_role
from lib.bring.minutes.proposals import Attendance
from lib.bring.minutes.sections import Part
from lib.bring.minutes.vocabulary import PEOPLE, meaning_of

_TOP = 40
_FEW = 2
_BESIDE = re.compile(
    r"\W*(?:also |others? |staff |guests? |officers? )*(?:in attendance|also present|attending|guests?|staff|"
    r"visitors?|observers?|others?)\b",
    re.IGNORECASE,
)
"""How a label begins that is of those who came beside the members, whom nothing announces."""
_OFFICE_BEFORE = re.compile(
    r"^(?:[A-ZÀ-Þ][\w&-]*\s){0,2}(?:Chair\w*|President|Treasurer|Secretary|Officer|Organi[sz]er|Captain|Manager|Lead\w*|"
    r"Director|Member|Representative|Rep|Clerk|Editor|Coordinator|Co-ordinator|Trustee)\s+[–—-]\s+(?=[A-ZÀ-Þ])"
)
_PLACE = re.compile(
    r"\s*[–—-]\s+(?:[A-ZÀ-Þ][\w'’.&-]*|of|and|the|for|&)(?:\s(?:[A-ZÀ-Þ][\w'’.&-]*|of|and|the|for|&)){0,4}\s*(?:\([^()]*\))?"
)
"""An office or company behind a name, in capitals: "Ada Brandt - Walk Leader"."""
_LEAST_AT_TOP = 4
"""People of a block at the top that nothing announces."""
_BETWEEN, _WORDS_BETWEEN = 2, 8
"""Lines in a row within a block that name nobody, such as offices, and how long they may be."""
_LONGEST_BEHIND = 6
_TOKEN = re.compile(r"[^\W\d_][\w.'’-]*")
_BEHIND = re.compile(r"^\s*(?:$|[(\[,/|@&;]|and\b|\+)")
_DASHED = re.compile(r"^\s*(?:[–—-]|:\s*(?=[A-ZÀ-Þ]))")
_LABELED = re.compile(r"^(?P<label>[^:,]{2,40}):\s+(?P<who>\S.*)$")
_REMARK = re.compile(r"[(\[][^()\[\]]*[)\]]?")
_SAYS = re.compile(
    r"\s*(?P<says>present|absent|excused|yes|no|here|in attendance|anwesend|entschuldigt|abwesend)\W*",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"(?:attendee|participant|teilnehmer(?:in)?)s?(?: name)?", re.IGNORECASE)
"""The head of a column of people who came."""
_OTHERS = re.compile(
    r"\b(?:thanks|kudos|cc|to|from|distribut\w*|invit\w*|authors?|editors?|copy|optional|next|speakers?|candidates?|"
    r"nominees?|sponsors?|winners?|elected|officers for|verteiler|autor\w*)\b",
    re.IGNORECASE,
)
"""Words above a list of people who need not have come."""


def attendance(text: Context) -> Iterator[Attendance]:
    """Everybody in the blocks below a label of people; without any such label, in the first block at the top."""
    if not text.names.knows_somebody:
        return
    starts = [at for at, part in enumerate(text.parts) if _announces(part)]
    for at in starts:
        part = text.parts[at]
        is_row = part.line.kind == "row"
        meaning = "present" if is_row else part.label if part.label in PEOPLE else part.meaning
        yield from _proposed(text, _block(text, text.parts[at + (not is_row) :], meaning))
    is_beside = bool(starts) and _BESIDE.match(text.parts[starts[0]].line.text) is not None
    if (not starts or is_beside) and (found := _at_top(text)):
        yield from _proposed(text, found)
    yield from _proposed(text, _ticked(text))


def _ticked(text: Context) -> list[tuple[Part, str, str]]:
    """People with a tick, in a list of people with check boxes under any title: "TAC members" and "[x] Ada Brandt"."""
    found: list[tuple[Part, str, str]] = []
    boxes: list[Part] = []
    for part in (*text.parts, None):
        if part is not None and part.line.ticked is not None:
            boxes.append(part)
            continue
        is_of_people = len(boxes) > _FEW and all(
            text.names.find(one.text) and one.meaning not in (*PEOPLE, "actions") for one in boxes
        )
        found += [(one, one.text, "present") for one in boxes if is_of_people and one.line.ticked]
        boxes = []
    return found


def _announces(part: Part) -> bool:
    first = part.line.cells[0].strip() if part.line.kind == "row" else ""
    is_row = meaning_of(first) in ("present", "guests") or _COLUMN.fullmatch(first) is not None
    return (
        is_row
        or part.label in ("present", "guests")
        or (part.opens and part.meaning in ("present", "guests"))
    )


def _at_top(text: Context) -> list[tuple[Part, str, str]]:
    """The first block near the top, with what being in it means; empty where it is too short, or of other people."""
    for at, part in enumerate(text.parts[:_TOP]):
        if part.meaning in ("actions", "decisions", "reviewed") or part.line.kind == "row":
            return []
        if not _people_of(text, part, is_told=False):
            continue
        above = [one.line.text for one in text.parts[max(at - 2, 0) : at]]
        if above and len(above[-1].split()) > _WORDS_BETWEEN and part.line.kind == "item":
            return []
        found = _block(text, text.parts[at:_TOP], "present", is_told=False)
        people = [one for _, listed, _ in found for one in text.names.mentions(listed)]
        is_of_others = any(_OTHERS.search(one) for one in above if len(one.split()) <= _WORDS_BETWEEN)
        return found if len(people) >= _LEAST_AT_TOP and not is_of_others else []
    return []


def _block(
    text: Context, parts: Sequence[Part], meaning: str, *, is_told: bool = True
) -> list[tuple[Part, str, str]]:
    """The lines of a block with what being in each means. `is_told`: a label says that the block is one."""
    found: list[tuple[Part, str, str]] = []
    between = 0
    is_told_out = False
    for part in names_joined(parts):
        if part.line.speaker or part.line.ticked is not None:
            break
        if part.line.kind == "row":
            first = meaning_of(part.line.cells[0]) or ""
            meaning = first if first in PEOPLE else meaning
            if first not in PEOPLE and first in ("actions", "decisions", "reviewed"):
                break
            between = 0 if (listed := _people_of_row(text, part)) else between + 1
            found += [(part, listed, meaning)] if listed else []
            if between > _BETWEEN:
                break
            continue
        if part.label in PEOPLE and not part.opens:
            meaning, between = part.label, 0
            is_told_out = part.label in ("excused", "absent")
            continue
        announced = meaning_of(part.line.text)
        if announced in PEOPLE:
            meaning, between, is_told_out = announced, 0, False
        elif (
            is_told_out and (label := _LABELED.match(part.line.text)) and not text.names.find(label["label"])
        ):
            between = 0  # "Scribe: Ada" below "Regrets: Bo" is no list of who is missing
        elif announced in ("actions", "decisions", "reviewed", "insights") or (
            part.line.kind == "heading" and announced
        ):
            break
        elif listed := _people_of(text, part, is_told=is_told):
            found.append((part, listed, meaning))
            between = 0
        else:
            between += 1
            is_long = len(part.line.text.split()) > _WORDS_BETWEEN or part.line.text.endswith((".", "?", "!"))
            if is_long or between > _BETWEEN:
                break
    return found


def _people_of(text: Context, part: Part, *, is_told: bool) -> str:
    """The people that a line consists of but for offices, companies and remarks, as a list; "" for any other line."""
    line = _OFFICE_BEFORE.sub("", part.line.text) if part.line.kind == "item" else part.line.text
    label = _LABELED.match(line)
    if label and _behind_full_name(text, label["label"]) is None and not text.names.find(label["label"]):
        line = label["who"]
    behind = _behind_full_name(text, line)
    is_spoken = _LABELED.match(line) and text.names.find(line.partition(":")[0])
    if part.line.kind == "heading" or behind is None or is_spoken or line.endswith(("?", "!")):
        return ""
    before = _before_full_name(text, line)
    if sum(word[:1].islower() for word in before.split()) > 1 or (not is_told and _OTHERS.search(before)):
        return ""
    said = _SAYS.fullmatch(behind)
    named = line[: len(line) - len(behind)]
    if said and text.names.find(named):
        return f"{named} ({said['says']})" if is_told else ""
    found = list(people_in(line, text.names, is_item=True))
    known = [one.person for one in found if not isinstance(one, str) and text.names.is_member(one.person)]
    beside = beside_each_other(line, text.names)
    if len(beside) > max(len(known), 1):
        return ", ".join(beside)
    if len(known) > 1:
        return line if 2 * len(known) >= len(found) else ""
    is_short = len(_REMARK.sub("", behind).split()) <= _LONGEST_BEHIND
    is_office = is_role(behind) and behind.strip()[:1].isupper()
    is_dashed = _DASHED.match(behind) if is_told else _PLACE.fullmatch(behind) and part.line.kind == "item"
    is_remark = _BEHIND.match(behind) or is_office or is_dashed
    return line if known and is_short and is_remark else ""


def _people_of_row(text: Context, part: Part) -> str:
    """The known people in the cells of a row; what the others say is a remark where there is one person alone."""
    named = [cell for cell in part.line.cells if (name := _full_name(text, cell)) and name[0] == 0]
    others = [cell for cell in part.line.cells[1:] if cell.strip() and cell not in named]
    if len(named) == 1 and others and not any(len(cell.split()) > _LONGEST_BEHIND for cell in others):
        return f"{named[0]} ({'; '.join(others)})"
    return ", ".join(named) if not others else ""


def _before_full_name(text: Context, line: str) -> str:
    name = _full_name(text, line)
    return line[: name[0]] if name else ""


def _behind_full_name(text: Context, line: str) -> str | None:
    """What follows the first full name of a known person in a line; None without one."""
    name = _full_name(text, line)
    return line[name[1] :] if name else None


def _full_name(text: Context, line: str) -> tuple[int, int] | None:
    """Where the first full name of a known person in a line begins and ends."""
    tokens = list(_TOKEN.finditer(line))
    for at in range(len(tokens)):
        for size in (4, 3, 2):
            last = tokens[at : at + size][-1]
            if len(tokens[at : at + size]) == size and text.names.find(line[tokens[at].start() : last.end()]):
                return tokens[at].start(), last.end()
    return None


def _proposed(text: Context, block: Sequence[tuple[Part, str, str]]) -> Iterator[Attendance]:
    for part, listed, meaning in block:
        as_item = replace(part, line=replace(part.line, kind="item"))
        for one in attending(text, as_item, listed, meaning):
            if isinstance(one, Attendance) and one.is_member:
                yield one
