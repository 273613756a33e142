"""What minutes propose: each proposal beside the line that it came from, with what could not be resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Presence = Literal["yes", "no", "excused"]
Role = Literal["facilitator", "note_taker"]


@dataclass(frozen=True, slots=True)
class Source:
    """The line (from 1) and the sentence of it that a proposal came from, as written."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SessionDay:
    """The day the session was held. `value` None: a day is written there, but which one is not clear."""

    value: date | None
    source: Source
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionCircle:
    """The circle that met. `circle`: its key; None if the text names one that is not in the log."""

    circle: str | None
    source: Source
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person. `person`: the member's key, or the name as written if `is_member` is False."""

    person: str
    present: Presence
    source: Source
    is_member: bool = True
    is_guest: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """Who facilitated or took notes; `person` as in Attendance."""

    role: Role
    person: str
    source: Source
    is_member: bool = True


@dataclass(frozen=True, slots=True)
class ActionProposal:
    """What somebody agreed to do. `owners`: as in Attendance, the first one is the owner; empty: none is named.

    `is_likely` False: it may as well be talk, so it is offered and not kept until somebody says so.
    """

    what: str
    owners: tuple[str, ...]
    due: date | None
    source: Source
    is_done: bool = False
    doubts: tuple[str, ...] = ()
    is_likely: bool = True


@dataclass(frozen=True, slots=True)
class DecisionProposal:
    """What was decided. `is_likely` as in ActionProposal."""

    text: str
    source: Source
    is_likely: bool = True


@dataclass(frozen=True, slots=True)
class InsightProposal:
    """What was learned."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class CaseProposal:
    """The case that the session was about."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something in the text that is no proposal as it stands: what it is, and why."""

    found: str
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class MinutesRead:
    """Everything that one document proposes."""

    day: SessionDay | None = None
    circle: SessionCircle | None = None
    attendance: tuple[Attendance, ...] = ()
    roles: tuple[RoleHeld, ...] = ()
    actions: tuple[ActionProposal, ...] = ()
    decisions: tuple[DecisionProposal, ...] = ()
    insights: tuple[InsightProposal, ...] = ()
    unresolved: tuple[Unresolved, ...] = field(default=())
    cases: tuple[CaseProposal, ...] = ()
