"""A large log of adoptions for `tests.bench`, and the figures to time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.log.format.frames import empty_frame
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.metrics.core.facts import Facts
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.diffusion import (
    adoption_time,
    boundaries,
    fidelity,
    pace,
    spread_figures,
    spreading,
    stages,
    sustainment,
    what_works,
    words,
)
from lib.metrics.diffusion import travel as practices
from lib.metrics.program.program import measure
from tests.metrics.diffusion import one_at_a_time

LAST_DAY = pd.Timestamp("2026-06-30")
FIRST_DAY = np.datetime64("2024-07-01")
JOURNEY = (("told", -14), ("trying", -7), ("adopted", 0), ("sustained", 45))


def _frame(tab: str, **columns: object) -> pd.DataFrame:
    empty = empty_frame(tab)
    frame = pd.DataFrame(columns).reindex(columns=empty.columns)
    frame["_workbook"], frame["_row"] = "big.xlsx", np.arange(2, len(frame) + 2)
    return frame.astype(empty.dtypes.to_dict())


def large_log(teams: int = 2000, practices: int = 40, rows: int = 40_000, seed: int = 7) -> CircleLog:
    """A log of `rows` adoption rows: teams hear of practices, try them and adopt them along an S-curve, four in five
    from an earlier team, then sustain or stop them."""
    rng = np.random.default_rng(seed)
    names = np.array([f"Team {number:04}" for number in range(teams)])
    keys = np.array([f"practice {number:02}" for number in range(practices)])
    circles = np.array([f"Circle {number:02}" for number in range(20)])
    adopters = rows // len(JOURNEY) // practices
    blocks = []
    for key in keys:
        team = names[rng.permutation(teams)[:adopters]]
        day = np.sort(rng.logistic(360, 90, adopters).clip(20, 690)).astype("timedelta64[D]")
        source = team[(rng.random(adopters) * np.arange(adopters)).astype(int)].astype(object)
        source[(rng.random(adopters) < 0.2) | (np.arange(adopters) < 5)] = None
        stops = rng.random(adopters) < 0.2
        for stage, days in JOURNEY:
            blocks.append(
                pd.DataFrame(
                    {
                        "practice": key,
                        "team": team,
                        "stage": np.where(stops & (stage == "sustained"), "stopped", stage),
                        "date": FIRST_DAY + day + np.timedelta64(days, "D"),
                        "from_team": source,
                        "effect": rng.choice(["worked", "mixed", "did not work", "too early"], adopters),
                        "conditions": rng.choice(["small team", "remote, night shift", "new lead"], adopters),
                        "components_kept": rng.integers(1, 6, adopters),
                    }
                )
            )
    rows_of = pd.concat(blocks, ignore_index=True).sample(frac=1, random_state=seed).reset_index(drop=True)
    tabs = {
        "circles": _frame("circles", circle=circles),
        "practices": _frame(
            "practices", practice=keys, title=keys, circle=circles[np.arange(practices) % 20], components=5,
            added=FIRST_DAY,
        ),
        "teams": _frame(
            "teams", team=names, function=rng.choice([f"Function {n}" for n in range(8)], teams),
            region=rng.choice([f"Region {n}" for n in range(5)], teams), size=rng.integers(3, 80, teams),
            circle_member=rng.random(teams) < 0.3,
        ),
        "adoptions": _frame("adoptions", **{name: rows_of[name].to_numpy() for name in rows_of}),
    }  # fmt: skip
    recorded = frozenset((tab, column) for tab in TABS for column in TABS[tab].column_names)
    return CircleLog({tab: tabs.get(tab, empty_frame(tab)) for tab in TABS}, recorded)


def one_practice(log: CircleLog, practice: str) -> str:
    """Count everything that is shown about one practice; out: the words about it."""
    facts = Facts(log, LAST_DAY)
    own = spreading.for_practice(facts, practice)
    events = spreading.events(own)
    for tally in (spread_figures.adoption_rate, spread_figures.current_use, spread_figures.reach_grid):
        tally(own)
    spread_figures.reach_parts(own, None)
    one_at_a_time.adoption_curve(own.log, practice, LAST_DAY, stages=spreading.stages(own))
    edges, impossible = spreading.attributed(own), spreading.impossible(own)
    one_at_a_time.spread(own.log, practice, LAST_DAY, events=events, edges=edges, impossible=impossible)
    one_at_a_time.tree(own.log, practice, LAST_DAY, events=events, edges=edges)
    for place in ("function", "region"):
        boundaries.flows(own, place)
    adoption_time.classes(own)
    pace.forecast(own)
    sustainment.curve(own)
    fidelity.fidelity(own)
    for by in what_works.DIMENSIONS:
        what_works.strata(own, by)
    stages.standing(own)
    return words.in_words(facts, practice)


def all_practices(log: CircleLog) -> None:
    """Count the figures of every practice, as in the JSON, and those of the program and its circles."""
    practices.travel(log, LAST_DAY)
    figures = measure(log, LAST_DAY).figures
    for key, definition in DICTIONARY.items():
        if definition.group == "diffusion":
            _ = figures[key]
