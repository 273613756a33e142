"""Whether circles see their sponsors: acts in each quarter, and reviews held when they were due.

An act that a lead of the circle recorded counts nowhere: nobody acts in a sponsor's name.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.access.of_sponsors import acts_by_leads
from lib.log.format.model import CircleLog
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.newest import AFTER, began_after
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.core.remember import remembered
from lib.metrics.health.outside import ENOUGH_DAYS, circle_quarters
from lib.metrics.sponsorship.answers import BY_LEAD, by_lead, sponsors

_TOO_SHORT = f"fewer than {ENOUGH_DAYS} active days in the quarter"
NO_SPONSOR = "no sponsor recorded for the circle"
_MANY = 10**6
_DAY = pd.Timedelta(days=1)


@remembered
def acts(facts: Facts) -> pd.DataFrame:
    """Rows of sponsor_acts dated by as_of, with by_lead (bool: recorded by a lead, so that it counts nowhere)."""
    rows = facts.log.sponsor_acts
    rows = rows[rows["date"] <= facts.as_of]
    return rows.assign(by_lead=by_lead(facts, "sponsor_acts", rows))


def sponsor_visible(facts: Facts) -> pd.DataFrame:
    """Quarters that ended before as_of in which a circle was active; hit = with at least one sponsor's act in the
    circle. Quarters with fewer than 45 active days and those after the log's newest record are left out. A unit
    belongs to the last day of its quarter."""
    rows = circle_quarters(facts)
    rows = rows[rows["ends"] < facts.as_of]
    circles = pd.Index(facts.log.circles["circle"])
    here = positions_in(rows["circle"], circles) * _MANY + rows["quarter"]
    found = acts(facts)
    found = found[~found["by_lead"]]
    there = positions_in(found["circle"], circles) * _MANY + _quarter(found["date"])
    return units(
        rows,
        on=rows["ends"],
        hit=np.isin(here, there[positions_in(found["circle"], circles) >= 0]),
        excluded=[
            (began_after(facts, rows["starts"]), AFTER),
            (rows["active_days"] < ENOUGH_DAYS, _TOO_SHORT),
        ],
    )


def _quarter(days: pd.Series) -> Any:
    """Quarters since 1970."""
    return days.to_numpy().astype("datetime64[M]").astype(np.int64) // 3


def acts_by_kind(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of sponsor_visible, about the acts of the period: kinds (kind -> acts, "not recorded" for a blank
    one) and by_leads (acts that a lead recorded, which count nowhere). Acts for the whole program are in no circle."""
    rows = acts(facts)
    rows = rows[facts.in_period(rows["date"])]

    def parts(some: pd.DataFrame) -> dict[str, Any]:
        kinds = some.loc[~some["by_lead"], "kind"].astype("str").fillna("not recorded").value_counts()
        return {"kinds": dict(sorted(kinds.to_dict().items())), "by_leads": int(some["by_lead"].sum())}

    by_circle = {str(circle): parts(some) for circle, some in rows.groupby("circle")}
    nothing = parts(rows.iloc[:0])
    return parts(rows), {circle: by_circle.get(circle, nothing) for circle in facts.log.circles["circle"]}


@remembered
def reviews(log: CircleLog) -> pd.DataFrame:
    """The reviews that a log records: rows of the reviews tab, then acts of kind review that no lead recorded.

    Columns: date (datetime64[s]), sponsor (str: whose it was; missing for the whole program's). No rows without any.
    """
    acts, wrong = log.sponsor_acts, acts_by_leads(log)
    places = zip(acts["_workbook"], acts["_row"].tolist(), strict=True)
    counts = np.array([place not in wrong for place in places], dtype=bool)
    frames = [each[["date", "sponsor"]] for each in (log.reviews, acts[(acts["kind"] == "review") & counts])]
    rows = pd.concat(frames, ignore_index=True)
    return rows[rows["date"].notna()]


@remembered
def review_days(facts: Facts) -> dict[str, Any]:
    """The days on which each circle was reviewed by as_of: circle -> sorted days (datetime64[D]). Circles that never
    were have no entry."""
    known = sponsors(facts).reviewed
    found: dict[str, list[np.datetime64]] = {}
    for tab, rows in (("reviews", facts.log.reviews), ("sponsor_acts", acts(facts))):
        rows = rows[~rows["by_lead"]] if tab == "sponsor_acts" else rows
        rows = rows[rows["date"] <= facts.as_of]
        days = rows["date"].to_numpy().astype("datetime64[D]")
        for workbook, row, day in zip(rows["_workbook"], rows["_row"].tolist(), days, strict=True):
            for circle in known[tab].get((workbook, row), ()):
                found.setdefault(circle, []).append(day)
    return {circle: np.unique(np.array(days)) for circle, days in found.items()}


def reviews_held(facts: Facts) -> pd.DataFrame:
    """Reviews that were due by as_of: one every review_every_days since the circle began, until it ended; hit = held in
    the days before it was due. A unit belongs to the day the review was due.

    Reviews name their sponsor: a circle without one has none that could be found, and is left out. So is a review that
    was due after a time that began after the log's newest record.
    """
    every = int(float(facts.log.settings["review_every_days"]))
    began, held = facts.began, review_days(facts)
    ended = dict(zip(facts.log.circles["circle"], facts.log.circles["ended"], strict=True))
    rows: list[tuple[str, pd.Timestamp, bool]] = []
    for circle, start in began.dropna().items():
        end = ended[str(circle)]
        last: pd.Timestamp = min(facts.as_of, end) if pd.notna(end) else facts.as_of
        days = held.get(str(circle), np.array([], dtype="datetime64[D]"))
        due = start + every * _DAY
        while due <= last:
            first = (
                0
                if due == start + every * _DAY
                else np.searchsorted(days, _numpy(due - every * _DAY), "right")
            )
            rows.append((str(circle), due, bool(np.searchsorted(days, _numpy(due), "right") > first)))
            due += every * _DAY
    frame = pd.DataFrame(rows, columns=["circle", "due", "held"]).astype(
        {"circle": "str", "due": "datetime64[s]", "held": "bool"}
    )
    known = facts.log.circles.set_index("circle")["sponsor"]
    nobody = frame["circle"].map(known[~known.index.duplicated()]).isna() & ~frame["held"]
    since = frame["due"] - every * _DAY
    after = began_after(facts, since) & ~frame["held"].to_numpy()
    return units(frame, on=frame["due"], hit=frame["held"], excluded=[(nobody, NO_SPONSOR), (after, AFTER)])


def _numpy(day: pd.Timestamp) -> np.datetime64:
    return day.to_datetime64().astype("datetime64[D]")


def reviews_overdue(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """Part overdue: active circles whose last review, or without one their start, is more than review_every_days ago;
    for a circle 1 or 0."""
    every = float(facts.log.settings["review_every_days"])
    began, held = facts.began, review_days(facts)
    active, circles = set(facts.active_circles["circle"]), facts.log.circles
    with_sponsor = set(circles.loc[circles["sponsor"].notna(), "circle"])

    def overdue(circle: str) -> int:
        days = held.get(circle)
        since = began[circle] if days is None else pd.Timestamp(days[-1])
        is_known = days is not None or circle in with_sponsor
        return int(is_known and circle in active and pd.notna(since) and (facts.as_of - since).days > every)

    by_circle = {circle: overdue(circle) for circle in facts.log.circles["circle"]}
    return {"overdue": sum(by_circle.values())}, {circle: {"overdue": n} for circle, n in by_circle.items()}


DEFINITIONS = (
    Definition(
        "sponsor_visible",
        "Sponsor seen",
        "The share of completed quarters in which a circle had at least one visit, message, update or review from a "
        f"sponsor. Acts {BY_LEAD} do not count.",
        sponsor_visible,
        (("sponsor_acts", "circle"),),
        needs_rows=("sponsor_acts",),
        more=acts_by_kind,
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
    ),
    Definition(
        "reviews_held",
        "Reviews held",
        "Of the reviews that were due, one every 90 days for each circle (the settings can change this), the share "
        "that was held.",
        reviews_held,
        (("reviews", "date"),),
        or_needs=(("sponsor_acts", "kind"),),
        needs_rows=("reviews", "sponsor_acts"),
        more=reviews_overdue,
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
    ),
)
