"""How sponsors answer what circles ask of them: whether, how soon, and what they grant.

An answer that a lead of the circle recorded counts nowhere: nobody answers in a sponsor's name.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.access.of_sponsors import of_sponsors
from lib.log.format.of_sponsors import OfSponsors
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.rates import Estimate, Mask, MoreParts, units
from lib.metrics.core.remember import remembered
from lib.metrics.statistics import survival

BY_LEAD = "recorded by a lead of the circle"
UNDATED = "answered without a date"


@remembered
def sponsors(facts: Facts) -> OfSponsors:
    """What only addresses show about sponsors; see `OfSponsors`."""
    return of_sponsors(facts.log)


def by_lead(facts: Facts, tab: str, rows: pd.DataFrame) -> pd.Series:
    """Which rows of asks or sponsor_acts a lead of the circle recorded (bool)."""
    wrong = sponsors(facts).by_leads[tab]
    places = zip(rows["_workbook"], rows["_row"].tolist(), strict=True)
    return pd.Series([place in wrong for place in places], index=rows.index, dtype=bool)


@remembered
def _asks(facts: Facts) -> pd.DataFrame:
    """`facts.asks` with by_lead (bool). The answers of leads stay answers: the ask no longer waits."""
    rows = facts.asks
    is_answered = ~rows["is_open"] & ~rows["is_unclear"]
    return rows.assign(by_lead=by_lead(facts, "asks", rows) & is_answered)


def _left_out(rows: pd.DataFrame) -> list[tuple[Mask, str]]:
    return [(rows["is_unclear"], "status not understood"), (rows["by_lead"], BY_LEAD)]


def asks_answered(facts: Facts) -> pd.DataFrame:
    """Asks raised by as_of; hit = answered by then. A unit belongs to the day the ask was raised.

    Parts: escalated (still open after more than escalate_days)."""
    rows = _asks(facts)
    limit = float(facts.log.settings["escalate_days"])
    return units(
        rows,
        on=rows["raised"],
        hit=~rows["is_open"],
        excluded=_left_out(rows),
        parts={"escalated": rows["is_open"] & (rows["age_days"] > limit)},
    )


def ask_days(facts: Facts) -> pd.DataFrame:
    """Asks raised by as_of whose time to an answer is known; hit = answered. Open ones are followed until as_of."""
    rows = _asks(facts)
    answered = ~rows["is_open"]
    return units(
        rows,
        on=rows["raised"],
        hit=answered,
        excluded=[
            *_left_out(rows),
            (answered & rows["answered"].isna(), UNDATED),
            (answered & (rows["answered"] < rows["raised"]), "answered before it was raised"),
        ],
        parts={"open": rows["is_open"]},
    )


def _followed(facts: Facts, frame: pd.DataFrame) -> pd.DataFrame:
    """Days (float64) until the answer or as_of, answered (bool) and circle (str) of the units that count."""
    frame = frame[frame["reason"].isna()]
    rows = _asks(facts).loc[frame.index]
    answered = frame["hit"].to_numpy()
    until = rows["answered"].where(answered, facts.as_of)
    days = (until - rows["raised"]).dt.days.astype("float64")
    return pd.DataFrame({"days": days, "answered": answered, "circle": rows["circle"]})


def _median(rows: pd.DataFrame) -> Estimate:
    if len(rows) < MIN_FOR_PERCENT:
        return None, None, None
    return survival.median(survival.curve(rows["days"], rows["answered"]))


def medians(facts: Facts, frame: pd.DataFrame) -> tuple[Estimate, dict[str, Estimate]]:
    """Median days to an answer with its 95 % interval (Kaplan-Meier), for the program and by circle.

    None where half of the asks are not answered yet, and with fewer than 5 asks."""
    if frame.empty:
        return (None, None, None), {}
    rows = _followed(facts, frame)
    return _median(rows), {str(circle): _median(some) for circle, some in rows.groupby("circle")}


def more_than(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """Part more_than (float days): how long asks were followed without half of them being answered; None where the
    median is known or fewer than 5 are followed."""
    circles = facts.log.circles["circle"].to_list()
    if frame.empty:
        return {"more_than": None}, {circle: {"more_than": None} for circle in circles}
    rows = _followed(facts, frame)

    def part(some: pd.DataFrame) -> dict[str, Any]:
        is_reached = len(some) < MIN_FOR_PERCENT or _median(some)[0] is not None
        return {"more_than": None if is_reached else float(some["days"].max())}

    by_circle = {str(circle): part(some) for circle, some in rows.groupby("circle")}
    return part(rows), {circle: by_circle.get(circle, {"more_than": None}) for circle in circles}


def granted(facts: Facts) -> pd.DataFrame:
    """Asks answered by as_of; hit = granted. A unit belongs to the day of the answer."""
    rows = _asks(facts)
    rows = rows[~rows["is_open"]]
    return units(
        rows,
        on=rows["answered"],
        hit=rows["status"] == "granted",
        excluded=[
            *_left_out(rows),
            (rows["answered"].isna(), UNDATED),
            (~rows["status"].isin(["granted", "declined"]), "granted or declined not recorded"),
        ],
    )


def hours_and_amounts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of granted, for the program and by circle: hours ({"granted", "asked"}; None without an hours column)
    and amounts (currency -> {"granted", "asked"}, never added across currencies; asks without one are counted in
    amounts_without_currency). Asked: of all asks answered; what was granted replaces what was asked in the cell."""
    rows = facts.asks.reindex(frame.index[frame["reason"].isna()]) if len(frame) else facts.asks.iloc[:0]
    has_hours = facts.log.has("asks", "hours")
    program, by_circle = _Sums(has_hours), {name: _Sums(has_hours) for name in facts.log.circles["circle"]}
    for circle, status, *cells in zip(
        rows["circle"], rows["status"], rows["hours"], rows["amount"], rows["currency"], strict=True
    ):
        for sums in filter(None, (program, by_circle.get(circle))):
            sums.add(status == "granted", *cells)
    return program.parts, {name: sums.parts for name, sums in by_circle.items()}


class _Sums:
    """Hours, and amounts by currency, of some answered asks, as parts of a figure."""

    def __init__(self, has_hours: bool) -> None:
        self._hours = {"granted": 0.0, "asked": 0.0} if has_hours else None
        self._amounts: dict[str, dict[str, float]] = {}
        self._without_currency = 0

    def add(self, is_granted: bool, hours: Any, amount: Any, currency: Any) -> None:
        if self._hours is not None and pd.notna(hours):
            _add(self._hours, is_granted, hours)
        if pd.isna(amount):
            return
        if not isinstance(currency, str):
            self._without_currency += 1
            return
        of_currency = self._amounts.setdefault(currency.strip().upper(), {"granted": 0.0, "asked": 0.0})
        _add(of_currency, is_granted, amount)

    @property
    def parts(self) -> dict[str, Any]:
        return {
            "hours": self._hours,
            "amounts": dict(sorted(self._amounts.items())),
            "amounts_without_currency": self._without_currency,
        }


def _add(sums: dict[str, float], is_granted: bool, value: Any) -> None:
    sums["asked"] += float(value)
    sums["granted"] += float(value) if is_granted else 0.0


DEFINITIONS = (
    Definition(
        "asks_answered",
        "Asks answered",
        "Of what circles asked of sponsors, the share that has been answered, whether granted or declined. Answers "
        "that a lead of the circle recorded do not count.",
        asks_answered,
        (("asks", "status", "answered"),),
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
    ),
    Definition(
        "ask_days",
        "Days to an answer",
        "The number of days within which half of what circles ask of sponsors is answered (Kaplan-Meier). Open asks "
        "count only for the time they have been open.",
        ask_days,
        (("asks", "answered"),),
        unit="days",
        improvement="down",
        more=more_than,
        estimate=medians,
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
        has_column=False,
    ),
    Definition(
        "granted",
        "Asks granted",
        "Of the asks that sponsors answered, the share they granted, with the hours and the amounts in each currency.",
        granted,
        (("asks", "status"),),
        improvement="neutral",
        more=hours_and_amounts,
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
    ),
)
