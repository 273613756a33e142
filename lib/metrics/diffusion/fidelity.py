"""How many components of a practice teams keep, at the last check on record, and whether the log says what changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import MoreParts, Tally
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.adoptions import ADOPTING
from lib.metrics.diffusion.spread_figures import by_circle, circle_codes, tallied
from lib.metrics.diffusion.spreading import RECORDS


@remembered
def checks(facts: Facts) -> pd.DataFrame:
    """The last check of every adopter: one row each, by practice and team.

    Columns: practice, team, circle (str); kept (float64: components kept, from the last adopting stage that records
    them, NaN if none does); components (float64: of the practice, NaN if it lists none); checked_on (datetime64[s]: the
    day of that stage); usable (bool: both are known and kept is not more than components).
    """
    rows = spreading.stages(facts)
    rows = rows[rows["stage"].isin(ADOPTING)]
    found = rows.drop_duplicates("pair")[["pair", "practice", "team", "circle"]]
    checked = rows[rows["components_kept"].notna()].drop_duplicates("pair", keep="last").set_index("pair")
    kept = checked["components_kept"].reindex(found["pair"]).astype("float64").to_numpy()
    components = spreading.of_practices(facts, found, "components").astype("float64").to_numpy()
    return found.assign(
        kept=kept,
        components=components,
        checked_on=checked["date"].reindex(found["pair"]).array,
        usable=(components > 0) & (kept <= components),
    ).reset_index(drop=True)


def fidelity(facts: Facts) -> Tally:
    """Components of adopted practices, counted for each adopter; n = those kept at the last check.

    Part: teams_checked.
    """
    rows = checks(facts)
    usable, circle = rows["usable"].to_numpy(), circle_codes(facts, rows["circle"])
    kept, components = rows["kept"].to_numpy(), rows["components"].to_numpy()
    no_parts = ~(components > 0)
    unchecked = ~no_parts & np.isnan(kept)
    reasons = {
        "the practice does not list its components": no_parts,
        "components kept not recorded": unchecked,
        "more components kept than the practice has": ~usable & ~no_parts & ~unchecked,
    }
    return tallied(
        facts,
        {
            "n": by_circle(facts, np.where(usable, kept, 0), circle),
            "N": by_circle(facts, np.where(usable, components, 0), circle),
            "teams_checked": by_circle(facts, usable, circle),
        },
        {why: by_circle(facts, mask, circle) for why, mask in reasons.items()},
    )


def check_parts(facts: Facts, frame: pd.DataFrame | None) -> MoreParts:
    """More parts of fidelity, for the program and by circle: median_check_age (days, None without checks), adapted
    (int: adopters that adapted it) and adapted_how (int: those whose latest change says how)."""
    rows = checks(facts)
    rows = rows[rows["usable"]]
    age = (facts.as_of - rows["checked_on"]).dt.days
    changed = spreading.stages(facts)
    changed = changed[changed["stage"] == "adapted"].drop_duplicates("pair", keep="last")
    noted = by_circle(facts, changed["adapted_how"].notna().to_numpy(), changed["circle"])
    every = by_circle(facts, np.ones(len(changed)), changed["circle"])
    ages = age.groupby(rows["circle"]).median()

    def parts(age: float, every: int, noted: int) -> dict[str, Any]:
        return {"median_check_age": None if np.isnan(age) else age, "adapted": every, "adapted_how": noted}

    circles = facts.log.circles["circle"].to_list()
    by = zip(circles, ages.reindex(circles).tolist(), every.tolist(), noted.tolist(), strict=False)
    return parts(float(age.median()), int(every.sum()), int(noted.sum())), {
        circle: parts(*row) for circle, *row in by
    }


DEFINITIONS = (
    Definition(
        "fidelity",
        "Components kept",
        "The share of the components of adopted practices that teams kept at their last check. Adapting a practice is "
        "fine if the log says how; how often it does is also shown.",
        tally=fidelity,
        needs=(*RECORDS, ("practices", "components"), ("adoptions", "components_kept")),
        improvement="neutral",
        windowed=False,
        more=check_parts,
        group="diffusion",
        is_habit=False,
        part="Lasting",
    ),
)
