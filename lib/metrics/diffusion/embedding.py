"""How far a practice is part of the daily work of its lighthouse: four answers from 1 to 5, and the weakest of them.

The questions follow the four parts of normalization process theory, which the questionnaire NoMAD asks about in more
detail: that people understand a practice, take part, can do it in their work, and judge what it brings.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import units
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import lighthouses
from lib.words.phrases import counted, plural, sentence, sentences

QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "embed_sense": "people see why",
        "embed_commitment": "people take part",
        "embed_work": "it fits the work",
        "embed_review": "results are looked at",
    }
)
"""The columns of the four answers, and what a low answer says is missing."""
EMBEDDED_FROM = 4.0
"""A practice is embedded where no answer is lower."""


@remembered
def answers(facts: Facts) -> pd.DataFrame:
    """The active lighthouses with their four answers as of the day; rows as in `lighthouses.active`.

    Columns: lighthouse, circle (str), started, embed_on (datetime64[s]), the four answers (Float64, missing where they
    are dated after as_of or too few people answered), too_few (bool: fewer people than the setting `min_group`; a blank
    number of people means that the team answered together), lowest (Float64), gap (str: the columns with the lowest
    answer, separated by commas). lowest and gap are missing unless all four questions are answered.
    """
    rows = lighthouses.active(facts)
    columns = list(QUESTIONS)
    too_few = rows["embed_people"] < int(float(facts.log.settings["min_group"]))
    too_few = too_few.fillna(False).astype(bool)
    hidden = too_few | (rows["embed_on"] > facts.as_of)
    given = rows[columns].astype("Float64").mask(hidden)
    lowest = given.min(axis=1, skipna=False)
    is_lowest = given.eq(lowest, axis=0).fillna(False).to_numpy(dtype=bool)
    gap = [", ".join(name for name, low in zip(columns, row, strict=True) if low) for row in is_lowest]
    found = rows[["lighthouse", "circle", "started", "embed_on"]].assign(too_few=too_few, lowest=lowest)
    found[columns] = given
    return found.assign(gap=pd.Series(gap, index=rows.index, dtype="str").where(lowest.notna()))


def embedded(facts: Facts) -> pd.DataFrame:
    """Active lighthouses with all four answers; hit = none of the answers is below EMBEDDED_FROM. Parts: by question,
    those whose lowest answer it is and is below EMBEDDED_FROM; a tie counts for each."""
    rows = answers(facts)
    low = (rows["lowest"] < EMBEDDED_FROM).fillna(False)
    gaps = rows["gap"].fillna("").str.split(", ")
    parts = {name: low & np.array([name in gap for gap in gaps], dtype=bool) for name in QUESTIONS}
    return units(
        rows,
        on=rows["started"],
        hit=rows["lowest"] >= EMBEDDED_FROM,
        excluded=[
            (rows["too_few"], "too few people answered"),
            (rows["lowest"].isna(), "not all four questions answered"),
        ],
        parts=parts,
    )


def weakest(rows: pd.DataFrame) -> pd.Series:
    """By lighthouse, its lowest answer in words: "2.5 of 5: it fits the work"; otherwise why it is not known. `rows`:
    of `answers`."""
    said = [_weakest(row) for row in rows.to_dict("records")]
    return pd.Series(said, index=pd.Index(rows["lighthouse"]), dtype="str")


def _weakest(row: Mapping[Hashable, Any]) -> str:
    if row["too_few"]:
        return "too few answered to show"
    if pd.isna(row["lowest"]):
        some = any(pd.notna(row[name]) for name in QUESTIONS)
        return "not all four questions answered" if some else "not recorded"
    return f"{row['lowest']:.3g} of 5: {' and '.join(QUESTIONS[name] for name in row['gap'].split(', '))}"


def in_words(rows: pd.DataFrame) -> str:
    """How many lighthouses are embedded, and the question that holds most of the others back, in a sentence or two.
    `rows`: of `answers`."""
    known = rows[rows["lowest"].notna()]
    if known.empty:
        if rows["too_few"].any():
            return "How embedded the practices are is not shown: too few people answered."
        return (
            "How embedded the practices are is not recorded: four questions in the lighthouses tab, from embed_sense "
            "to embed_review, ask for it."
        )
    low = known[(known["lowest"] < EMBEDDED_FROM).to_numpy(dtype=bool)]
    n, N = len(known) - len(low), len(known)
    done = (
        f"{n:,} of {counted(N, 'lighthouse')} that answered the four questions {plural(n, 'has', 'have')} no answer "
        f"below {EMBEDDED_FROM:g} of 5"
    )
    if low.empty:
        return sentence(done)
    counts = {name: sum(name in gap.split(", ") for gap in low["gap"]) for name in QUESTIONS}
    most = max(counts.values())
    named = " and ".join(f"“{QUESTIONS[name]}”" for name, number in counts.items() if number == most)
    return sentences(
        done, f"the weakest part is most often {named} (in {most:,} of the {len(low):,} that have one)"
    )


DEFINITIONS = (
    Definition(
        "embedded",
        "Practices embedded",
        "Of the active lighthouses whose team answered the four questions of the embedding check (people see why, take "
        "part, can do it in their work, and look at what it brings), the share in which no answer is below 4. A "
        "practice lasts no better than its lowest answer. Answers of fewer people than `min_group` are not counted.",
        embedded,
        tuple(("lighthouses", name) for name in QUESTIONS),
        windowed=False,
        group="diffusion",
        is_habit=False,
    ),
)
