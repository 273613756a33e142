"""Whether circles hear an outside view: guests from a function or region that no member is from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.newest import AFTER, began_after
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.core.remember import remembered
from lib.words.phrases import counted

ENOUGH_DAYS = 45
"""A quarter counts if the circle was active for at least this many days of it."""
UNCLEAR = "whether a session took place was not understood"
_MANY = 10**6
"""More quarters than there can be between any two days in a log."""


@remembered
def guests(facts: Facts) -> pd.DataFrame:
    """Held sessions with a guest: rows of `facts.held`, oldest first. "no" in `guest` means there was none.

    Added columns: quarter (int64, since 1970), outside (boolean: the guest's function or region differs from every
    active member's; missing if neither can be compared).
    """
    held = facts.held
    named = held[["guest", "guest_function", "guest_region"]].notna().any(axis=1) & ~(held["guest"] == "no")
    with_guest = named.to_numpy(dtype=bool, na_value=False)
    rosters = facts.rosters(with_guest)
    by_function, by_region = (_differs(facts, with_guest, rosters, each) for each in ("function", "region"))
    differs, unknown = by_function[0] | by_region[0], by_function[1] & by_region[1]
    rows = held[with_guest]
    outside = pd.Series(pd.arrays.BooleanArray(differs, unknown), index=rows.index)
    return rows.assign(quarter=_quarter(rows["on"]), outside=outside)


def _differs(
    facts: Facts,
    with_guest: NDArray[np.bool_],
    rosters: tuple[NDArray[np.int64], NDArray[np.int64]],
    column: str,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each session with a guest: whether no active member has the guest's function (or region), and whether that
    is unknown, because the guest's or all of the members' are not recorded. `rosters`: those of these sessions."""
    members, (session, roster) = facts.log.members, rosters
    guest_is, names = pd.factorize(folded(facts.held[f"guest_{column}"]))
    member_is = positions_in(folded(members[column]), pd.Index(names))[roster]
    known = members[column].notna().to_numpy()[roster]
    compared = np.bincount(session[known], minlength=len(with_guest)) > 0
    same = np.bincount(session[known & (member_is == guest_is[session])], minlength=len(with_guest)) > 0
    unknown = (guest_is < 0) | ~compared
    return (~same & ~unknown)[with_guest], unknown[with_guest]


def outside_view(facts: Facts) -> pd.DataFrame:
    """Quarters that ended before as_of in which a circle was active; hit = with a guest from outside, see `guests`.

    Left out: quarters after the log's newest record or with fewer than 45 active days, and those whose only guests
    cannot be compared. A unit belongs to the last day of its quarter.
    """
    rows = circle_quarters(facts)
    rows = rows[rows["ends"] < facts.as_of]
    found = guests(facts)
    circles = pd.Index(facts.log.circles["circle"])
    here, there = _at(rows, circles), _at(found, circles)
    hit = here.isin(there[found["outside"].fillna(False).astype(bool)])
    return units(
        rows,
        on=rows["ends"],
        hit=hit,
        excluded=[
            (began_after(facts, rows["starts"]), AFTER),
            (rows["active_days"] < ENOUGH_DAYS, f"fewer than {ENOUGH_DAYS} active days in the quarter"),
            (~hit & here.isin(there[found["outside"].isna()]), "guest's function and region not recorded"),
            (~hit & here.isin(_at(_unclear(facts), circles)), UNCLEAR),
        ],
    )


def _at(rows: pd.DataFrame, circles: pd.Index) -> pd.Series:
    """A number for each pair of circle and quarter."""
    return pd.Series(positions_in(rows["circle"], circles) * _MANY + rows["quarter"], index=rows.index)


def _unclear(facts: Facts) -> pd.DataFrame:
    """Sessions with a guest of which it was not understood whether they took place: circle, quarter (of the day they
    were planned for)."""
    rows = facts.sessions
    named = rows[["guest", "guest_function", "guest_region"]].notna().any(axis=1) & ~(rows["guest"] == "no")
    rows = rows[named.fillna(False).astype(bool) & rows["is_unclear"] & (rows["planned"] <= facts.as_of)]
    return pd.DataFrame({"circle": rows["circle"], "quarter": _quarter(rows["planned"])})


def unclear_quarters(facts: Facts) -> set[int]:
    """Quarters (since 1970) in which a guest may have come: to a session of which it was not understood whether it took
    place."""
    return set(_unclear(facts)["quarter"].tolist())


def due_parts(facts: Facts, frame: Any) -> MoreParts:
    """More parts of outside_view, about the quarter of as_of in active circles.

    By circle: due_in_days (int: days left in the quarter; None if it has had a guest from outside or is not active),
    had_guest (bool; None if it is not active, and where the log does not say: a guest of unknown function and region,
    or at a session that may not have taken place). For the program: due_in_days, circles_due (int: those without one
    yet).
    """
    today = _day(pd.Series([facts.as_of]))
    quarter = int(_quarter_of(today)[0])
    days_left = int(_first_day(quarter + 1) - 1 - today[0])
    found = guests(facts)
    came = found["outside"].fillna(False).astype(bool) & (found["quarter"] == quarter)
    with_guest = set(found.loc[came, "circle"])
    unclear = _unclear(facts)
    unknown = set(found.loc[found["outside"].isna() & (found["quarter"] == quarter), "circle"])
    unknown |= set(unclear.loc[unclear["quarter"] == quarter, "circle"])
    active = set(facts.active_circles["circle"])

    def parts(circle: str) -> dict[str, Any]:
        if circle not in active:
            return {"due_in_days": None, "had_guest": None}
        had = circle in with_guest
        return {
            "due_in_days": None if had else days_left,
            "had_guest": had or (None if circle in unknown else False),
        }

    by_circle = {circle: parts(circle) for circle in facts.log.circles["circle"]}
    return {"due_in_days": days_left, "circles_due": len(active - with_guest - unknown)}, by_circle


def due_in_words(days: int | None, *, is_known: bool) -> list[str]:
    """That a guest from outside is due this quarter, in a sentence; [] if one came, or guests are not recorded.
    `is_known`: whether the log says that none came yet."""
    if days is None:
        return []
    when = f"in {counted(days, 'day')}" if days else "today"
    if not is_known:
        return [
            f"Whether a guest from outside the circle came is not known; one is due this quarter, {when}."
        ]
    return [f"A guest from outside the circle is due this quarter, {when}."]


def circle_quarters(facts: Facts) -> pd.DataFrame:
    """One row per circle and calendar quarter in which it was active, up to the quarter of as_of.

    Columns: circle (str), quarter (int64, since 1970), starts, ends (datetime64[s]: its first and last day),
    active_days (int64: in the whole quarter). A circle without a start counts as active from the first day of the
    quarter of its first session.
    """
    circles = facts.log.circles.assign(began=facts.began.array)
    circles = circles[circles["began"] <= facts.as_of]
    began, this_quarter = _quarter(circles["began"]), int(_quarter(pd.Series([facts.as_of]))[0])
    since = np.where(circles["started"].isna(), _first_day(began), _day(circles["started"]))
    ended = np.where(circles["ended"].isna(), _first_day(this_quarter + 1), _day(circles["ended"]))
    until = np.minimum(ended, _first_day(this_quarter + 1))  # the day after the last
    count = np.where(until > since, _quarter_of(until - 1) - began + 1, 0)
    circle = np.repeat(np.arange(len(circles)), count)
    quarter = np.asarray(began)[circle] + np.arange(len(circle)) - np.repeat(np.cumsum(count) - count, count)
    starts, ends = _first_day(quarter), _first_day(quarter + 1) - 1
    active = np.minimum(until[circle] - 1, ends) - np.maximum(since[circle], starts) + 1
    return pd.DataFrame(
        {
            "circle": circles["circle"].take(circle).array,
            "quarter": quarter,
            "starts": starts.astype("datetime64[D]").astype("datetime64[s]"),
            "ends": ends.astype("datetime64[D]").astype("datetime64[s]"),
            "active_days": active,
        }
    )


def _day(days: pd.Series) -> NDArray[np.int64]:
    """Days since 1970."""
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def _quarter(days: pd.Series) -> NDArray[np.int64]:
    """Quarters since 1970."""
    return _quarter_of(_day(days))


def _quarter_of(day: NDArray[np.int64]) -> NDArray[np.int64]:
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // 3


def _first_day(quarter: Any) -> Any:
    """The first day of quarters since 1970, in days since then."""
    return (np.asarray(quarter) * 3).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


DEFINITIONS = (
    Definition(
        "outside_view",
        "Outside view",
        "The share of completed quarters of active circles that had a guest from a function or region that no member "
        "is from.",
        outside_view,
        (("sessions", "guest_function", "guest_region"), ("members", "function", "region")),
        more=due_parts,
        part="Cases",
        about_people=True,
    ),
)
