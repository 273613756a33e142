"""Finding an entry of the library by words, kind, topic, and the places where it was tried or worked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.log.format.frames import among, items
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion.what_works import NOT_RECORDED, tried
from lib.metrics.library.entries import entries

_SEARCHED = ("title", "works_when", "topics", "conditions", "adapted", "kind", "circle")


@dataclass(frozen=True)
class Index:
    """What a search reads, made once for a log: `entries`; `titles` and `texts`, folded, one per entry; `topics`,
    `tried` and `worked`: pairs (entry: position in `entries`, name: folded topic, function, region or condition)."""

    entries: pd.DataFrame
    titles: pd.Series
    texts: pd.Series
    topics: pd.DataFrame
    tried: pd.DataFrame
    worked: pd.DataFrame


@remembered
def index(facts: Facts) -> Index:
    """The index of what the viewer may read. No entries: an index in which nothing is found."""
    rows = entries(facts)
    texts = pd.Series("", index=rows.index, dtype="str")
    for name in _SEARCHED:
        texts = texts + " \n " + rows[name].fillna("")
    teams = tried(facts)
    at = positions_in(teams["practice"], pd.Index(rows["practice"]))
    topics = items(rows["topics"])
    return Index(
        rows,
        rows["title"].str.casefold(),
        texts.str.casefold(),
        _pairs(topics.index.to_numpy(dtype=np.int64), topics),
        _places(teams, at, pd.Series(True, index=teams.index)),
        _places(teams, at, teams["effect"] == "worked"),
    )


def _places(teams: pd.DataFrame, at: np.ndarray, mask: pd.Series) -> pd.DataFrame:
    some = (at >= 0) & mask.to_numpy(dtype=bool, na_value=False)
    teams, at = teams[some], at[some]
    conditions = items(teams["conditions"].reset_index(drop=True))
    parts = [_pairs(at, teams[name]) for name in ("function", "region")]
    parts.append(_pairs(at[conditions.index.to_numpy(dtype=np.int64)], conditions))
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


def _pairs(entry: np.ndarray, names: pd.Series) -> pd.DataFrame:
    found = pd.DataFrame({"entry": entry, "name": folded(names).array}).dropna().drop_duplicates()
    return found[found["name"] != NOT_RECORDED].reset_index(drop=True)


def search(
    of: Index,
    text: str = "",
    *,
    kinds: Iterable[str] = (),
    topics: Iterable[str] = (),
    contexts: Iterable[str] = (),
    works_for: Iterable[str] = (),
) -> pd.DataFrame:
    """The entries that match everything asked for: rows of `entries`, best match first.

    `text`: every word of it stands somewhere in the entry's title, conditions, topics, adaptations, kind or circle,
    whatever the case; "" matches all. `kinds`: one of these. `topics`: about one of these. `contexts`: a team in one of
    these functions, regions or conditions tried it; `works_for`: and says that it worked. First come those with more of
    the words in their title, then those reused more often, then by title. Nothing found: no rows.
    """
    words = list(dict.fromkeys(text.casefold().split()))
    matches = np.ones(len(of.entries), dtype=bool)
    in_title = np.zeros(len(of.entries), dtype=np.int64)
    for word in words:
        matches &= of.texts.str.contains(word, regex=False).to_numpy(dtype=bool, na_value=False)
        in_title += of.titles.str.contains(word, regex=False).to_numpy(dtype=bool, na_value=False)
    if wanted := list(kinds):
        matches &= among(of.entries["kind"], wanted).to_numpy(dtype=bool)
    for asked, pairs in ((topics, of.topics), (contexts, of.tried), (works_for, of.worked)):
        if names := [name.strip().casefold() for name in asked]:
            found = np.zeros(len(of.entries), dtype=bool)
            found[pairs.loc[among(pairs["name"], names), "entry"].to_numpy(dtype=np.int64)] = True
            matches &= found
    rows = of.entries[matches]
    order = np.lexsort((np.arange(len(rows)), -rows["reused"].to_numpy(), -in_title[matches]))
    return rows.take(order).reset_index(drop=True)


def choices(of: Index) -> dict[str, list[str]]:
    """What can be asked for, sorted: kinds, topics and contexts (folded), each only if an entry has it."""
    return {
        "kinds": sorted(of.entries["kind"].dropna().unique()),
        "topics": sorted(of.topics["name"].unique()),
        "contexts": sorted(of.tried["name"].unique()),
    }
