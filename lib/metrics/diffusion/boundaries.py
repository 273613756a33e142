"""Whether practices cross from function to function and from region to region."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.spreading import RECORDS

Place: TypeAlias = Literal["function", "region"]
LIGHTHOUSE = "lighthouse"
"""The source of adoptions learned from a lighthouse, because a lighthouse has no function or region."""
NOT_RECORDED = "not recorded"


def _units(facts: Facts, place: Place) -> pd.DataFrame:
    rows = spreading.attributed(facts)
    source, own = rows[f"source_{place}"], rows[place]
    return units(
        rows,
        on=rows["adopted_on"],
        hit=(source != own).fillna(False).astype(bool),
        excluded=[
            (rows["source_kind"] == "lighthouse", "learned from a lighthouse"),
            (source.isna() | own.isna(), f"{place} not recorded"),
        ],
    )


def cross_boundary(facts: Facts) -> pd.DataFrame:
    """Adoptions learned from another team; hit = that team is in a different function."""
    return _units(facts, "function")


def region_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of cross_boundary, for the program and by circle: regions, [n, N] of the same for regions."""
    rows = _units(facts, "region")
    rows = rows[rows["reason"].isna()]
    circles = facts.log.circles["circle"].to_list()
    by_circle = rows.groupby("circle", observed=True)["hit"].agg(["sum", "size"]).astype("int64")
    found = {
        str(name): pair for name, pair in zip(by_circle.index, by_circle.to_numpy().tolist(), strict=True)
    }

    def parts(pair: list[int]) -> dict[str, Any]:
        return {"regions": pair}

    return parts([int(rows["hit"].sum()), len(rows)]), {
        circle: parts(found.get(circle, [0, 0])) for circle in circles
    }


def flows(facts: Facts, place: Place) -> pd.DataFrame:
    """Where attributed adoptions came from and went: one row per pair of functions (or regions) that occurs.

    Columns: source, target (str; LIGHTHOUSE for any lighthouse, NOT_RECORDED if a team's place is blank), adoptions
    (int64), crosses (bool: between two different places, both recorded). Adoptions sum to the attributed adoptions.
    """
    rows = spreading.attributed(facts)
    source = rows[f"source_{place}"].fillna(NOT_RECORDED)
    source = source.mask(rows["source_kind"] == "lighthouse", LIGHTHOUSE)
    target = rows[place].fillna(NOT_RECORDED)
    names = pd.Index(pd.concat([source, target]).unique(), dtype="str").sort_values()
    codes, counts = np.unique(
        positions_in(source, names) * max(len(names), 1) + positions_in(target, names), return_counts=True
    )
    came, went = np.divmod(codes, max(len(names), 1))
    named = ~names.isin([LIGHTHOUSE, NOT_RECORDED])
    return pd.DataFrame(
        {
            "source": names.take(came),
            "target": names.take(went),
            "adoptions": counts.astype(np.int64),
            "crosses": named[came] & named[went] & (came != went),
        }
    ).astype({"source": "str", "target": "str"})


DEFINITIONS = (
    Definition(
        "cross_boundary",
        "Across functions",
        "The share of adoptions learned from another team whose source is in another function. Also shown: the share "
        "whose source is in another region.",
        cross_boundary,
        (*RECORDS, ("adoptions", "from_team"), ("teams", "function", "region")),
        windowed=False,
        more=region_parts,
        group="diffusion",
        is_habit=False,
        interval=True,
        part="Spread",
    ),
)
