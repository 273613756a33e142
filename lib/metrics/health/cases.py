"""How well circles think their cases through: units of each figure (see `lib.metrics.core.rates` for the frames).

A case is a held session whose `case` is filled in. An empty log gives empty frames of units.
"""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import units
from lib.metrics.core.remember import remembered

FIRST_SESSIONS = 3
ENOUGH = {"assumptions": 1, "risks": 1, "options": 2}
"""How many of each a case needs for its thinking to count as tested."""


@remembered
def cases(facts: Facts) -> pd.DataFrame:
    """Held sessions with a case: rows of `facts.held`."""
    return facts.held[facts.held["case"].notna()]


def snapshot(facts: Facts) -> pd.DataFrame:
    """Cases; hit = with a data snapshot. An empty cell means there was none."""
    rows = cases(facts)
    return units(rows, on=rows["on"], hit=rows["snapshot"].notna() & (rows["snapshot"] != "no"))


def brief_ahead(facts: Facts) -> pd.DataFrame:
    """Cases; hit = their brief was sent at least as many days before the session as the setting brief_days says.

    Part: without_brief. An empty cell means that none was sent.
    """
    rows = cases(facts)
    days = (rows["on"] - rows["brief_sent"]).dt.days
    return units(
        rows,
        on=rows["on"],
        hit=days >= float(facts.log.settings["brief_days"]),
        parts={"without_brief": rows["brief_sent"].isna()},
    )


def real_problem(facts: Facts) -> pd.DataFrame:
    """Held sessions; hit = with a case and a business owner. An empty cell means there was none. Part: with_case."""
    rows = facts.held
    with_case = rows["case"].notna()
    return units(
        rows, on=rows["on"], hit=with_case & rows["business_owner"].notna(), parts={"with_case": with_case}
    )


def tested_thinking(facts: Facts) -> pd.DataFrame:
    """Cases; hit = at least 1 assumption, 1 risk and 2 options. Parts: the cases with enough of each.

    An empty cell is not 0: such a case is left out, unless what is recorded already falls short.
    """
    rows = cases(facts)
    enough = {column: rows[column] >= least for column, least in ENOUGH.items()}
    tested = enough["assumptions"] & enough["risks"] & enough["options"]
    return units(
        rows,
        on=rows["on"],
        hit=tested,
        excluded=[(tested.isna(), "assumptions, risks or options not recorded")],
        parts=enough,
    )


def went_wrong_shared(facts: Facts) -> pd.DataFrame:
    """Cases where it was recorded; hit = yes. Parts, of a circle's sessions 1 to 3: first_3 (cases), first_3_shared."""
    rows = cases(facts)
    early = rows["number"] <= FIRST_SESSIONS
    return units(
        rows,
        on=rows["on"],
        hit=rows["went_wrong_shared"],
        excluded=[(rows["went_wrong_shared"].isna(), "not recorded")],
        parts={"first_3": early, "first_3_shared": early & rows["went_wrong_shared"]},
    )


DEFINITIONS = (
    Definition(
        "snapshot",
        "Cases with data",
        "The share of cases that came with a data snapshot.",
        snapshot,
        (("sessions", "case"), ("sessions", "snapshot")),
        has_series=True,
        part="Cases",
    ),
    Definition(
        "brief_ahead",
        "Brief sent ahead",
        "The share of cases whose brief was sent at least 2 days before the session (the settings can change this).",
        brief_ahead,
        (("sessions", "case"), ("sessions", "brief_sent")),
        has_series=True,
        part="Cases",
    ),
    Definition(
        "real_problem",
        "Real problem with an owner",
        "The share of held sessions that worked on a case with a business owner.",
        real_problem,
        (("sessions", "case"), ("sessions", "business_owner")),
        has_series=True,
        part="Cases",
        place=-1,
    ),
    Definition(
        "tested_thinking",
        "Tested thinking",
        "The share of cases with at least one assumption, one risk and two options, where these were recorded.",
        tested_thinking,
        (
            ("sessions", "case"),
            ("sessions", "assumptions"),
            ("sessions", "risks"),
            ("sessions", "options"),
        ),
        has_series=True,
        part="Cases",
    ),
    Definition(
        "went_wrong_shared",
        "Shared what went wrong",
        "The share of cases in which the presenter shared what went wrong, where this was recorded.",
        went_wrong_shared,
        (("sessions", "case"), ("sessions", "went_wrong_shared")),
        has_series=True,
        part="Cases",
        about_people=True,
    ),
)
