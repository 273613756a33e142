"""The results ledger: what lighthouses measured before and after, with its evidence, what failed, and what is missing.

Results of different measures are never added up, and never one return-on-investment number. A lighthouse shows what
happened where it stood, and no more than that: the log does not say what else changed there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.access.redaction import KEPT
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import priorities
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.core.remember import remembered_any_time
from lib.metrics.diffusion import what_works
from lib.metrics.diffusion.practice_titles import titles
from lib.metrics.impact import amounts

DUE_DAYS = 180
"""A lighthouse that has not ended is expected to have a result after this many days."""
WORDS = ("improved", "unchanged", "worse", "rose", "fell", "not comparable")
NOT_MEASURED = "not measured"
_GAPS = {
    "measure": "measure",
    "unit": "unit",
    "better": "which way is better",
    "before": "value before",
    "after": "value after",
    "measured": "day measured",
    "evidence": "evidence",
}
"""Columns of a result, and what to call one that is blank."""


@remembered_any_time
def ledger(facts: Facts) -> pd.DataFrame:
    """Every lighthouse of the log's circles that had started by as_of: by priority, measured ones first, then by key.

    Columns: priority, lighthouse, practice, title, circle, measure, unit, before, after (str, as written; the unit as
    written beside the numbers if its cell is blank), change (float64: after - before, NaN if not comparable), word
    (str: one of WORDS, NOT_MEASURED, or KEPT where the viewer may not read the two values), is_measured (bool: has
    before and after), measured (datetime64[s]), evidence (str), due_on (datetime64[s]: the day it ended, else 180 days
    after it started), is_due (bool), worked, mixed, did_not_work (int64: teams that tried its practice, by what they
    report), failed_under (str: conditions of those for which it did not work, as written, "" for none), gaps (str: what
    is missing of the result, "" for nothing), _workbook, _row. A measurement after as_of is not known yet. Without
    lighthouses: no rows.
    """
    rows = facts.log.lighthouses
    known = positions_in(rows["circle"], pd.Index(facts.log.circles["circle"])) >= 0
    rows = rows[known & ~(rows["started"] > facts.as_of)]
    is_later = (rows["measured"] > facts.as_of).to_numpy()
    cells = {name: _text(rows[name]) for name in ("measure", "unit", "before", "after", "evidence")}
    cells |= {name: cells[name].mask(is_later) for name in ("after", "evidence")}
    read = {name: [_amount(text) for text in cells[name]] for name in ("before", "after")}
    better = rows["better"].astype("str").where(rows["better"].notna())
    measured = rows["measured"].mask(is_later)
    filled = cells | {"better": better, "measured": measured}
    is_measured = cells["before"].notna() & cells["after"].notna()
    own = rows[["lighthouse", "practice", "circle"]].assign(
        title=_title(facts, rows["practice"]),
        **cells,
        change=[_change(*pair) for pair in zip(read["before"], read["after"], strict=True)],
        word=_words(cells, read, better, is_measured),
        is_measured=is_measured,
        measured=measured,
        due_on=due_on(rows, facts.as_of),
        gaps=_gaps(filled),
        **rows[["_workbook", "_row"]],
    )
    own["unit"] = own["unit"].fillna(
        pd.Series([_unit(*pair) for pair in zip(*read.values(), strict=True)], own.index)
    )
    own["is_due"] = own["due_on"] <= facts.as_of
    own.insert(0, "priority", priorities(facts.log, rows).to_numpy())
    own = own.assign(**_tried(facts, own["practice"]))
    return own.sort_values(
        ["priority", "is_measured", "lighthouse"], ascending=[True, False, True], ignore_index=True
    )


def due_on(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """The day from which a result is expected of each lighthouse (datetime64[s]): when it ended by as_of, else 180 days
    after its start; missing without either."""
    ended = rows["ended"].where(rows["ended"] <= as_of)
    return ended.fillna(rows["started"] + pd.Timedelta(days=DUE_DAYS)).astype("datetime64[s]")


def _text(cells: pd.Series) -> pd.Series:
    cells = cells.str.strip()
    return cells.where(cells != "").astype("str")


def _amount(text: Any) -> amounts.Amount | None:
    return amounts.read(text) if isinstance(text, str) and text != KEPT else None


def _change(before: amounts.Amount | None, after: amounts.Amount | None) -> float:
    if before is None or after is None or amounts.word(before, after, None) == "not comparable":
        return np.nan
    return after.number - before.number


def _unit(before: amounts.Amount | None, after: amounts.Amount | None) -> str | None:
    return (after and after.words) or (before and before.words) or None


def _words(
    cells: dict[str, pd.Series],
    read: dict[str, list[amounts.Amount | None]],
    better: pd.Series,
    is_measured: pd.Series,
) -> pd.Series:
    found = [
        amounts.word(before, after, way if isinstance(way, str) else None)
        for before, after, way in zip(read["before"], read["after"], better, strict=True)
    ]
    kept = (cells["before"] == KEPT) | (cells["after"] == KEPT)
    words = pd.Series(found, index=is_measured.index, dtype="str").mask(kept, KEPT)
    return words.where(is_measured, NOT_MEASURED)


def _gaps(cells: dict[str, pd.Series]) -> pd.Series:
    missing = pd.DataFrame({label: cells[name].isna() for name, label in _GAPS.items()})
    return pd.Series(
        [", ".join(missing.columns[row]) for row in missing.to_numpy(dtype=bool)],
        index=missing.index,
        dtype="str",
    )


def _title(facts: Facts, practices: pd.Series) -> pd.Series:
    library = facts.log.practices
    names = titles(library).reset_index(drop=True)
    at = positions_in(practices, pd.Index(library["practice"]))
    return names.reindex(at).set_axis(practices.index).fillna(practices)


def _tried(facts: Facts, practices: pd.Series) -> dict[str, Any]:
    """worked, mixed, did_not_work and failed_under of each practice (index of `practices`)."""
    tried = what_works.tried(facts)
    keys = pd.Index(practices.dropna().unique())
    at = positions_in(tried["practice"], keys)
    place = positions_in(practices, keys)
    found: dict[str, Any] = {}
    for word in what_works.CONCLUSIVE:
        mask = (at >= 0) & (tried["effect"] == word).to_numpy(dtype=bool, na_value=False)
        counts = np.append(np.bincount(at[mask], minlength=len(keys)), 0)
        found[word.replace(" ", "_")] = counts[place].astype(np.int64)
    failed = tried[(at >= 0) & (tried["effect"] == "did not work").to_numpy(dtype=bool, na_value=False)]
    named = failed.dropna(subset="conditions").groupby("practice")["conditions"]
    under = named.agg(lambda some: ", ".join(sorted(dict.fromkeys(some))))
    found["failed_under"] = under.reindex(practices).fillna("").to_numpy(dtype=object)
    return found


def results(facts: Facts) -> pd.DataFrame:
    """Lighthouses that ended by as_of or started more than 180 days ago; hit = their measure has a value before and one
    after. A unit belongs to the day from which a result is expected.

    Parts, of those measured: improved, unchanged, worse, one_way (it is not recorded which way is better), unclear (not
    two numbers of one unit), kept (the viewer may not read them). Left out: neither a start nor an end recorded.
    """
    rows = ledger(facts)
    rows = rows[rows["is_due"] | rows["due_on"].isna()]
    word = rows["word"]
    return units(
        rows,
        on=rows["due_on"],
        hit=rows["is_measured"],
        excluded=[(rows["due_on"].isna(), "neither start nor end recorded")],
        parts={
            "improved": word == "improved",
            "unchanged": word == "unchanged",
            "worse": word == "worse",
            "one_way": word.isin(["rose", "fell"]),
            "unclear": word == "not comparable",
            "kept": word == KEPT,
        },
    )


def by_priority(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of results, for the program only: by_priority, {priority: {"n", "N", and each part: int}}."""
    rows = ledger(facts)
    counted = frame[frame["reason"].isna()]
    priority = rows["priority"].reindex(counted.index)
    names = ["hit", "improved", "unchanged", "worse", "one_way", "unclear", "kept"]
    sums = counted[names].astype("int64").groupby(priority.to_numpy(), sort=True).sum()
    sums.insert(1, "N", counted.groupby(priority.to_numpy(), sort=True).size())
    return {"by_priority": sums.rename(columns={"hit": "n"}).to_dict("index")}, {}


DEFINITIONS = (
    Definition(
        "results",
        "Results measured",
        "Of the lighthouses that ended or started more than 180 days ago, the share whose measure has a value before "
        "and one after. Improved, unchanged and worse are counted; results of different measures are never added up.",
        results,
        (("lighthouses", "before"), ("lighthouses", "after")),
        windowed=False,
        more=by_priority,
        group="impact",
        is_habit=False,
    ),
)
