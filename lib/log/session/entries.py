"""What the form about one session holds: one record of plain values, without a clock and without widgets.

A new record may refer to another new one of the same form: `new_ref("insights", 2)` stands for the second new insight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lib.log.changing.changes import is_filled
from lib.log.format.schema import singular

KEYED = {"asks": "ask", "practices": "practice", "lighthouses": "lighthouse"}
"""The key column that a new record gets, by tab; other tabs are known by what they say."""
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "asks": ("circle", "raised"),
    "practices": ("circle", "session", "added"),
    "lighthouses": ("circle", "started"),
    "adoptions": ("date",),
    "milestones": ("circle",),
    "coaching": ("circle", "date"),
}
"""By tab of an `Entry`, the columns that follow from the session: its circle, its key, or the day it was held."""
USUAL: Mapping[str, Mapping[str, str]] = {"asks": {"status": "open"}, "practices": {"status": "draft"}}
"""What a new record says where the form leaves it blank."""


def new_ref(tab: str, number: int) -> str:
    """What stands for the key of a new record of the same form, by its place there (from 1): "new insight 2"."""
    return f"new {singular(tab)} {number}"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One member of the roster. `present` None: nobody has said yet. `reflection` None: not asked."""

    member: str
    present: str | None = None
    prework: str | None = None
    reflection: bool | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """An open action as the session left it. A new status or an update makes it reviewed. `closed`: the day it was
    done or cancelled; the day of the session if that is not said."""

    action: str
    is_reviewed: bool = False
    status: str | None = None
    update: str | None = None
    effect: str | None = None
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class NewAction:
    """A new action. `insight` and `practice` are keys of the log, or a `new_ref` of the same form."""

    what: str | None = None
    owner: str | None = None
    partner: str | None = None
    due: date | None = None
    kind: str | None = None
    insight: str | None = None
    outcome: str | None = None
    priority: str | None = None
    practice: str | None = None
    experiment_type: str | None = None
    depends_on: str | None = None

    @property
    def is_begun(self) -> bool:
        """Whether anything but the kind is filled in."""
        return any(
            map(
                is_filled,
                (
                    *(self.what, self.owner, self.partner, self.due, self.insight, self.outcome),
                    *(self.priority, self.practice, self.experiment_type, self.depends_on),
                ),
            )
        )


@dataclass(frozen=True, slots=True)
class NewInsight:
    """A new insight. `actions`: those that follow from it, by key or as `new_ref` of the same form."""

    text: str | None = None
    member: str | None = None
    topics: str | None = None
    actions: tuple[str, ...] = ()

    @property
    def is_begun(self) -> bool:
        """Whether anything is filled in."""
        return any(map(is_filled, (self.text, self.member, self.topics))) or bool(self.actions)


@dataclass(frozen=True, slots=True)
class Entry:
    """A new record of another tab (asks, practices, lighthouses, adoptions, milestones, coaching), by its columns.

    What follows from the session (key, circle, day) is filled in when it is written: see `FOLLOWS`. `number`: its place
    among the form's new records of that tab, from 1.
    """

    tab: str
    number: int
    values: Mapping[str, object]

    @property
    def is_begun(self) -> bool:
        """Whether anything is filled in."""
        return any(map(is_filled, self.values.values()))

    @property
    def called(self) -> str:
        """What messages call it, such as "new ask 1"."""
        return new_ref(self.tab, self.number)


@dataclass(frozen=True, slots=True)
class Update:
    """New values for a record that the log already has, found by its `key` columns; blank values change nothing."""

    tab: str
    key: Mapping[str, object]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """The contents of the form. `session`: the key of a session in the log, or of a new one if `is_new`; `values`: its
    other columns, as change sets hold them."""

    circle: str
    session: str
    is_new: bool
    held: date | None
    values: Mapping[str, object] = field(default_factory=dict)
    attendance: tuple[Attendee, ...] = ()
    reviews: tuple[Review, ...] = ()
    actions: tuple[NewAction, ...] = ()
    insights: tuple[NewInsight, ...] = ()
    entries: tuple[Entry, ...] = ()
    updates: tuple[Update, ...] = ()
