"""How long a practice takes from the first team that adopts it to the second: whether it leaves its first place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Estimate, MoreParts, units
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.spreading import RECORDS
from lib.metrics.statistics import many_curves
from lib.words.phrases import counted

_NOTHING: Estimate = (None, None, None)


@remembered
def waits(facts: Facts) -> pd.DataFrame:
    """Practices that a team adopted: practice, circle (str), first, second (datetime64[s]: the days on which the first
    and the second team adopted it, NaT without a second), days (float64: between them, or from the first to as_of)."""
    events = spreading.adopted(facts).sort_values(["practice", "adopted_on", "team"])
    place = events.groupby("practice").cumcount()
    first = events.loc[place == 0, ["practice", "circle", "adopted_on"]].rename(
        columns={"adopted_on": "first"}
    )
    second = events[place == 1].set_index("practice")["adopted_on"]
    rows = first.reset_index(drop=True)
    rows["second"] = second.reindex(rows["practice"]).array
    return rows.assign(days=(rows["second"].fillna(facts.as_of) - rows["first"]).dt.days.astype("float64"))


def second_team(facts: Facts) -> pd.DataFrame:
    """Practices that a team adopted; hit = a second team did too. A unit belongs to the day of the first."""
    rows = waits(facts)
    return units(rows, on=rows["first"], hit=rows["second"].notna())


@remembered
def _medians(facts: Facts) -> pd.DataFrame:
    """`many_curves.medians` by circle, and of all practices in the last row; NaN where fewer than 5 are followed."""
    rows, names = waits(facts), pd.Index(facts.log.circles["circle"])
    of, days = positions_in(rows["circle"], names), rows["days"].to_numpy(dtype=np.float64)
    reached, some = rows["second"].notna().to_numpy(), of >= 0
    found = pd.concat(
        [
            many_curves.medians(days[some], reached[some], of[some], len(names)),
            many_curves.medians(days, reached, np.zeros(len(rows), dtype=np.int64), 1),
        ],
        ignore_index=True,
    )
    found.loc[found["N"] < MIN_FOR_PERCENT, ["value", "low", "high", "longest"]] = np.nan
    return found


def medians(facts: Facts, frame: pd.DataFrame) -> tuple[Estimate, dict[str, Estimate]]:
    """Days by which half of the practices have a second team (Kaplan-Meier), with the 95 % interval; None where not
    reached, and with fewer than 5 practices. `frame`: units, empty if the workbook lacks what they need."""
    circles = facts.log.circles["circle"].to_list()
    if frame.empty:
        return _NOTHING, dict.fromkeys(circles, _NOTHING)
    rows: list[Any] = [
        tuple(None if np.isnan(value) else value for value in row)
        for row in _medians(facts)[["value", "low", "high"]].to_numpy().tolist()
    ]
    return rows[-1], dict(zip(circles, rows, strict=False))


def more_than(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """Part more_than (float days): how long practices were followed without half of them having a second team; None
    where the median is known or fewer than 5 are followed."""
    found, circles = _medians(facts), facts.log.circles["circle"].to_list()
    longest = found["longest"].where(found["value"].isna())
    parts = [{"more_than": None if np.isnan(days) else days} for days in longest.to_list()]
    return parts[-1], dict(zip(circles, parts, strict=False))


def in_words(facts: Facts, practice: str) -> str:
    """When the second team adopted one practice after the first, in a sentence; "" if no team adopted it."""
    rows = waits(facts)
    rows = rows[rows["practice"] == practice]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    days = counted(int(row["days"]), "day")
    if pd.isna(row["second"]):
        return f"No second team is recorded yet, {days} after the first adopted it."
    if not row["days"]:
        return f"The first two teams adopted it on the same day, {row['first']:%-d %B %Y}."
    return f"The second team adopted it {days} after the first, on {row['second']:%-d %B %Y}."


DEFINITIONS = (
    Definition(
        "second_team",
        "Days to the second team",
        "The number of days within which half of the practices that one team adopted were adopted by a second team "
        "(Kaplan-Meier). Practices without a second team count only for the time they have had so far.",
        second_team,
        (*RECORDS, ("adoptions", "date")),
        unit="days",
        improvement="down",
        windowed=False,
        more=more_than,
        estimate=medians,
        group="diffusion",
        is_habit=False,
    ),
)
