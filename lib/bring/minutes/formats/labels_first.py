"""Labels one below the other, all empty, and then their values in the same order, as forms and PDFs are copied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.document import Line
from lib.bring.minutes.vocabulary import PEOPLE, meaning_of

_LABEL = re.compile(r"\s*[*_]{0,2}(?P<label>[^\W\d_][\w /&'’-]{1,40}?)\s*:\s*[*_]{0,2}\s*")
_LABELED = re.compile(r"\s*(?:#{1,6}\s|[^\W\d_][\w /&-]{1,40}:)")
_WORD = re.compile(r"[A-ZÀ-Þ][\w.'’-]*|van|von|de|der|den|da|di|du|la|le|al|bin")
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_BETWEEN_PEOPLE = re.compile(r"\s*[,;]\s*|\s+(?:and|und|&)\s+")
_LONGEST_NAME = 4
_UNCLEAR_LINES = 40
"""Lines below such labels at most whose people are left open."""


def with_values(raw: Sequence[str]) -> list[str]:
    """The lines of a text, where a value below a column of empty labels has its own label before it.

    The labels are blank then, so that every line keeps its number. Lines whose values do not fit stay as they are.
    """
    found, at = list(raw), 0
    while at < len(found):
        labels = _labels_from(found, at)
        if len(labels) > 1 and (values := _values(found, labels)):
            for label, (place, taken, value) in zip(labels, values, strict=True):
                name = found[label].strip().strip("*_ ").rstrip(": ")
                found[label] = ""
                found[place : place + taken] = [f"{name}: {value}", *[""] * (taken - 1)]
        at = labels[-1] + 1 if labels else at + 1
    return found


def unclear_people(lines: Sequence[Line]) -> dict[int, Line]:
    """Numbers of the lines whose people may be of either of two empty labels above them -> the first of the labels.

    "Present:" and right below it "Apologies:", both empty: of those who follow nobody is known to be excused.
    """
    found: dict[int, Line] = {}
    for first, second in zip(range(len(lines)), range(1, len(lines)), strict=False):
        above, below = _label(lines[first].text), _label(lines[second].text)
        if above not in ("present", "guests") or below not in ("excused", "absent"):
            continue
        found.update(dict.fromkeys(_below(lines[second:]), lines[first]))
    return found


def _below(lines: Sequence[Line]) -> Iterator[int]:
    for line in lines[1:_UNCLEAR_LINES]:
        if line.kind in ("heading", "row") or _LABELED.match(line.text):
            return
        yield line.number


def _label(line: str) -> str | None:
    """What a line that is an empty label means; None for any other line, "other" for a label in no list."""
    found = _LABEL.fullmatch(line)
    return (meaning_of(found["label"]) or "other") if found else None


def _labels_from(raw: Sequence[str], at: int) -> list[int]:
    """Where the labels are that begin here, with nothing but blank lines between them."""
    found: list[int] = []
    for place in range(at, len(raw)):
        if _label(raw[place]) is not None:
            found.append(place)
        elif raw[place].strip() or not found:
            break
    return found


def _values(raw: Sequence[str], labels: Sequence[int]) -> list[tuple[int, int, str]]:
    """The value of each label: where it begins, of how many lines it is, and itself; [] where they do not fit."""
    meanings = [_label(raw[place]) for place in labels]
    if not any(meaning in PEOPLE for meaning in meanings) or not _is_certain(meanings):
        return []
    found: list[tuple[int, int, str]] = []
    for place in range(labels[-1] + 1, len(raw)):
        line = raw[place].strip()
        above = found[-1] if found else None
        if not line:
            continue
        if above and above[0] + above[1] == place and (above[2].endswith(",") or line[0].islower()):
            found[-1] = (above[0], above[1] + 1, f"{above[2]} {line}")
        elif _LABELED.match(line) or len(found) > len(labels):
            break
        else:
            found.append((place, 1, line))
    values, others = found[: len(labels)], found[len(labels) :]
    fits = len(values) == len(labels) and all(map(_fits, meanings, (value for *_, value in values)))
    is_longer = bool(others) and others[0][0] == values[-1][0] + values[-1][1] and _is_person(others[0][2])
    return [] if is_longer or not fits else values


def _is_certain(meanings: Sequence[str | None]) -> bool:
    """Whether these labels are a column: one is of a day, or a list of who came is empty above who did not."""
    at_people = [meaning for meaning in meanings if meaning in PEOPLE]
    return "day" in meanings or (at_people[0] == "present" and len(set(at_people)) > 1)


def _fits(meaning: str | None, value: str) -> bool:
    if meaning in PEOPLE:
        return _are_people(value)
    return meaning != "day" or re.search(r"\d", value) is not None


def _is_person(line: str) -> bool:
    return len(line.split()) > 1 and meaning_of(line) is None and "," not in line and _are_people(line)


def _are_people(value: str) -> bool:
    """Whether a value is names with commas between them, or nobody: "none", "-"."""
    people = _BETWEEN_PEOPLE.split(_REMARK.sub("", value).rstrip(" ."))
    are_names = all(
        0 < len(one.split()) <= _LONGEST_NAME and all(map(_WORD.fullmatch, one.split())) for one in people
    )
    return are_names or value.lower().strip(" .") in ("none", "n/a", "nil", "-", "–", "keine")
