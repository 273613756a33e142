"""Minutes read in a process of their own, which may use so much memory and time and no more.

A file or a text that a person sends can be made to exhaust whatever reads it. The server only hands over bytes.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from lib.bring.minutes.document import MinutesError
from lib.bring.minutes.formats.file import LARGEST_FILE, MB
from lib.bring.minutes.proposals import (
    ActionProposal,
    Attendance,
    CaseProposal,
    DecisionProposal,
    InsightProposal,
    MinutesRead,
    RoleHeld,
    SessionCircle,
    SessionDay,
    Source,
    Unresolved,
)
from lib.bring.minutes.worker import Member
from lib.workbook.common import bounded_process

AT_ONCE = 2
"""Documents that are read at the same time; others wait for their turn."""
MEMORY = 500_000_000
_CODE = bounded_process.code_of("lib.bring.minutes.worker")
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Known:
    """What the log knows: members of the circles that a person may write to, and the keys of all circles."""

    members: tuple[Member, ...]
    circles: tuple[str, ...]
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """One document as a person sent it: its file name with the ending, or "" for a pasted text (UTF-8); the circle and
    the day that the person chose, if they did."""

    name: str
    content: bytes
    circle: str = ""
    day: date | None = None


def read_apart(
    documents: Sequence[Sent], known: Known, *, seconds: float = 8.0
) -> list[MinutesRead | MinutesError]:
    """What each document proposes, or why it cannot be read: in one sentence that begins with its name.

    `seconds` of the processor for all of them, and five times as long by the clock. The one that takes more is given
    up, and those after it are read in another process.
    """
    found: list[MinutesRead | MinutesError] = []
    while len(found) < len(documents):
        rest = documents[len(found) :]
        if len(rest[0].content) > LARGEST_FILE:
            found.append(
                MinutesError(f"{_label(rest[0])} is larger than the {LARGEST_FILE // MB} MB that are read")
            )
        elif not _turns.acquire(timeout=3 * seconds):
            reason = "has to wait, since others are being read; try again in a minute"
            found += [MinutesError(f"{_label(one)} {reason}") for one in rest]
        else:
            try:
                answers = _answers(rest, known, seconds)
            finally:
                _turns.release()
            found += answers[: len(rest)]
            if len(answers) < len(rest):
                label = _label(rest[len(answers)])
                found.append(
                    MinutesError(f"{label} takes too long or too much memory to read; split it in two")
                )
    return found


def _label(sent: Sent) -> str:
    return sent.name or "The text"


def _answers(documents: Sequence[Sent], known: Known, seconds: float) -> list[MinutesRead | MinutesError]:
    """The answers that the process gave before it ended, the first documents first."""
    asked = [
        {
            "name": one.name,
            "size": len(one.content),
            "circle": one.circle,
            "day": one.day.isoformat() if one.day else "",
        }
        for one in documents
    ]
    request = {
        "documents": asked,
        "members": [(one.member, one.circle, one.name, one.email) for one in known.members],
        "circles": known.circles,
        "day_first": known.day_first,
        "memory": MEMORY,
        "seconds": seconds,
    }
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(orjson.dumps(request) + b"\n")
        for one in documents:
            question.write(one.content)
        question.seek(0)
        bounded_process.run(_CODE, question, answer, seconds=seconds)
        answer.seek(0)
        return list(_understood(answer.read().split(b"\n")))


def _understood(lines: Sequence[bytes]) -> Iterator[MinutesRead | MinutesError]:
    for line in lines:
        try:
            found = orjson.loads(line)
            error = MinutesError(str(found["error"])[:2_000]) if "error" in found else None
            one = error or _minutes(found["read"])
        except (ValueError, KeyError, TypeError):
            return
        yield one


def _minutes(found: dict[str, Any]) -> MinutesRead:
    """Proposals from their JSON."""
    day, circle = found["day"], found["circle"]
    return MinutesRead(
        day and _made(SessionDay, day | {"value": _day(day["value"])}),
        circle and _made(SessionCircle, circle),
        tuple(_made(Attendance, one) for one in found["attendance"]),
        tuple(_made(RoleHeld, one) for one in found["roles"]),
        tuple(_made(ActionProposal, one | {"due": _day(one["due"])}) for one in found["actions"]),
        tuple(_made(DecisionProposal, one) for one in found["decisions"]),
        tuple(_made(InsightProposal, one) for one in found["insights"]),
        tuple(_made(Unresolved, one) for one in found["unresolved"]),
        tuple(_made(CaseProposal, one) for one in found["cases"]),
    )


def _made(kind: Any, values: dict[str, Any]) -> Any:
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return kind(**(values | lists | {"source": Source(**values["source"])}))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
