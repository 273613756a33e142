"""What the columns of a table hold, as its header names them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_COLUMNS = ("what", "owner", "due", "status", "decision", "name", "presence", "kind")


_AGENDA = re.compile(
    r"\W*(?:\d+\W+)?(?:(?:the|our|proposed|draft|meeting|today['’]?s?)\s)*(?:agenda|schedule|programme?|tagesordnung|"
    r"ablauf|ordre du jour|orden del día)\b(?!.*\b(?:actions?|tasks?|minutes|notes)\b)",
    re.IGNORECASE,
)
_OUTCOMES = re.compile(
    r"\b(?:actions?|tasks?|to-?dos?|decisions?|decided|resolutions?|motions?|outcomes?|results?|follow|aufgaben?|maßnahmen?|"
    r"beschl\w+|ergebniss?e?)\b",
    re.IGNORECASE,
)
"""Columns of what came of a meeting, beside its agenda."""
_WHO = (
    r"(?:(?:team|staff|project|group|committee|board)\s)?(?:members?|persons?|people|part(?:y|ies)|individuals?|"
    r"owners?|leads?|officers?|staff|team)"
)
_DOES = r"(?:responsible|assigned|accountable|in charge|tasked)"
_OWNER = re.compile(rf"(?:{_DOES}\s{_WHO}|{_WHO}\s{_DOES}|{_DOES}(?:\s(?:to|for))?)", re.IGNORECASE)
"""The title of a column of those who do the tasks: "Responsible Team Member", "Person(s) responsible"."""
_PLANNED = frozenset(
    map(
        word_form,
        "topic|topics|time|duration|min|mins|minutes|thema|themen|dauer|zeit|presenter|purpose".split("|"),
    )
)
"""Columns of a plan for a meeting, whose "who" is to speak."""


def is_of_agenda(header: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a table is what was planned for the meeting: by the title right above it, or by its columns.

    `titles`: those above the table, the nearest last. A day by which, a state or an outcome make it no agenda.
    """
    if any(map(_OUTCOMES.search, header)):
        return False
    forms = {word_form(re.sub(r"[^\w\s]", "", cell).strip()) for cell in header}
    is_planned = bool(forms & _PLANNED) and not forms & (words("columns", "due") | words("columns", "status"))
    return is_planned or bool(titles and _AGENDA.match(titles[-1]))


def columns_of(header: Sequence[str], *, is_of_tasks: bool = False) -> dict[str, int]:
    """The columns that a header row names: what, owner, due, ... -> position.

    `is_of_tasks`: the table is below a title of tasks, so that beside an owner any description is one.
    """
    found: dict[str, int] = {}
    for name in _COLUMNS:
        for at, cell in enumerate(header):
            if at not in found.values() and _is_column(cell, name):
                found.setdefault(name, at)
    if not {"what", "decision"} & found.keys() and (tasks := _of_tasks(header)):
        found["what"] = tasks[-1]
    dated = [
        at
        for at, cell in enumerate(header)
        if word_form(cell) in ("date", "datum", "day", "when due", "timing")
    ]
    if "owner" in found and "due" not in found and dated:
        found["due"] = dated[-1]
    has_tasks = {"owner", "due"} <= found.keys() or (is_of_tasks and "owner" in found)
    if (has_tasks or "kind" in found) and not {"what", "decision"} & found.keys():
        known = [
            at
            for at, cell in enumerate(header)
            if any(word_form(one.strip()) in words("columns", "result") for one in (cell, *cell.split("/")))
        ]
        found |= {"what": known[-1], "result": known[-1]} if known else {}
    if {"what", "name"} <= found.keys() and not {"owner", "presence"} & found.keys():
        found["owner"] = found.pop("name")
    if "what" in found and len(found) == 1 and len(header) > 1:
        if found["what"] in _of_tasks(header):  # those that name somebody are tasks
            found["named"] = found["what"]
        else:
            del found["what"]
    return found


def _is_column(cell: str, name: str) -> bool:
    if name == "owner" and _OWNER.fullmatch(cell.replace("(s)", "s").strip(" :*?")):
        return True
    return word_form(re.sub(r"[^\w\s?]", "", cell).strip()) in words("columns", name)


def _of_tasks(header: Sequence[str]) -> list[int]:
    """Where a header, or what is before or behind a slash or colon in it, names tasks: "Actions: Responsible"."""
    return [
        at
        for at, cell in enumerate(header)
        if any(word_form(one.strip()) in words("columns", "tasks") for one in re.split(r"[/:]", cell))
    ]
