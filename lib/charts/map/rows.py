"""The rows in the diffusion map's spec, kept short: each team's spot is written once and looked up by its number."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.diffusion.diffusion_map import DiffusionMap, seats

MOST_OF_A_LINE = 70
NOTHING = "–"
DEEPEST = 4

Rows = list[dict[str, Any]]
Name = Callable[[str], str]


def datasets(found: DiffusionMap, top: int, columns: int, name: Name) -> dict[str, Rows]:
    """The datasets of the spec: places, teams and lighthouses, dots, arrows. `top`: rows above the first place."""
    at = spots(found, top, columns)
    return {
        "places": _places(found, name),
        "teams": _teams(at, name),
        "dots": _lit(at, found.days) + _dots(found, at, name),
        "arrows": _arrows(found, at),
    }


def spots(found: DiffusionMap, top: int, columns: int) -> pd.DataFrame:
    """Where each team and lighthouse is drawn: kind, name, x, y, order, last. Places are boxes of 1 × 1."""
    beside, high = seats(int(found.places["teams"].max()))
    seat = found.teams["seat"].to_numpy()
    x = found.teams["column"] + 0.07 + 0.86 * (seat % beside + 0.5) / beside
    y = found.teams["row"] + top + 0.12 + 0.76 * (seat // beside + 0.5) / high
    beacons = len(found.lighthouses)
    spread = (np.arange(beacons) + 0.5) * columns / max(beacons, 1)
    return pd.DataFrame(
        {
            "kind": pd.Series(["team"] * len(seat) + ["lighthouse"] * beacons, dtype="str"),
            "name": pd.Series([*found.teams["team"], *found.lighthouses["lighthouse"]], dtype="str"),
            "x": np.round(np.concatenate([x, spread]), 3),
            "y": np.round(np.concatenate([y, np.full(beacons, 0.5)]), 3),
            "order": np.concatenate([found.teams["order"], found.lighthouses["order"]]).astype("int64"),
            "last": np.concatenate([found.teams["last"], found.lighthouses["last"]]).astype("int64"),
        }
    )


def records(frame: pd.DataFrame) -> Rows:
    """A frame's rows as plain JSON."""
    return json.loads(frame.to_json(orient="records", force_ascii=False))


def _places(found: DiffusionMap, name: Name) -> Rows:
    places = pd.DataFrame({"f": found.places["function"].map(name), "r": found.places["region"].map(name)})
    return records(places)


def _teams(at: pd.DataFrame, name: Name) -> Rows:
    columns = {"kind": "k", "x": "x", "y": "y", "order": "i", "last": "j"}
    short = at[list(columns)].rename(columns=columns)
    return records(short.assign(n=range(len(at)), t=at["name"].map(name)))


def _numbers(at: pd.DataFrame) -> pd.Series:
    return pd.Series(range(len(at)), index=at["kind"] + "\0" + at["name"])


def _lit(at: pd.DataFrame, days: int) -> Rows:
    numbers = np.flatnonzero(at["kind"] == "lighthouse").tolist()
    same = {"s": "lighthouse", "a": 0, "b": days + 1, "p": NOTHING, "e": NOTHING, "c": NOTHING}
    return [{"n": number, **same} for number in numbers]


def _dots(found: DiffusionMap, at: pd.DataFrame, name: Name) -> Rows:
    stages = found.stages
    named = stages["source"].notna()
    source = stages["source"].where(named, "not named").where(named | stages["unattributed"], NOTHING)
    source = source.where(~(stages["unattributed"] & named), source + " (impossible)")
    dots = pd.DataFrame(
        {
            "n": _numbers(at).reindex("team\0" + stages["team"]).array,
            "s": stages["stage"],
            "a": stages["day"],
            "b": stages["until"],
            "p": source.map(name),
            "e": stages["effect"].fillna(NOTHING),
            "c": stages["conditions"].fillna(NOTHING).map(lambda text: name(_cut(text))),
        }
    )
    rows = zip(records(dots), stages["unattributed"], strict=True)
    return [row | {"u": 1} if is_unattributed else row for row, is_unattributed in rows]


def _cut(text: str) -> str:
    return text if len(text) <= MOST_OF_A_LINE else f"{text[:MOST_OF_A_LINE]}…"


def _arrows(found: DiffusionMap, at: pd.DataFrame) -> Rows:
    arrows, numbers = found.arrows, _numbers(at)
    short = {
        "m": numbers.reindex(arrows["source_kind"] + "\0" + arrows["source"]).array,
        "n": numbers.reindex("team\0" + arrows["team"]).array,
        "d": arrows["day"],
        "g": arrows["generation"].clip(upper=DEEPEST),
    }
    return records(pd.DataFrame(short))
