"""The library as a reader meets it: each entry with where it was tried, what it did there, and whom to ask.

Only entries whose title the viewer may read are here; nothing hints at the others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.access.redaction import KEPT
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.practice_titles import is_readable
from lib.metrics.diffusion.what_works import CONCLUSIVE, tried
from lib.metrics.library.figures import contexts
from lib.metrics.library.uses import is_stale, known, last_looked_at, unnamed, unread, uses

_TEXTS = ("kind", "status", "works_when", "diagram", "link")


@remembered
def entries(facts: Facts) -> pd.DataFrame:
    """Readable entries known by as_of that are not retired, by title and key.

    Columns: practice, title, circle ("" for none), lead (whom to ask: the circle's lead, missing where the viewer may
    not read it), kind, status, works_when, diagram (Mermaid text), link, topics (of the case it came from and of its
    insights) (str, missing if not recorded); added, looked_at (datetime64[s]: reviewed, else added); days (Int64: since
    looked_at); stale (bool); tried, worked, mixed, did_not_work (int64: teams), places (int64: functions and regions
    where it worked); conditions, adapted (str: what teams wrote, each once, by name, "" for nothing); actions,
    lighthouses, adoptions (int64: what named it after it was added), reused (int64: their sum); tries_known,
    reuse_known (bool: that no team tried it may be said, and that nothing named it since), _workbook, _row.
    """
    rows = _readable_rows(facts)
    rows = rows[(rows["status"] != "retired").to_numpy()]
    looked = last_looked_at(rows, facts.as_of)
    found = rows[["practice", "circle", "added", "_workbook", "_row"]].assign(
        title=rows["title"].str.strip(),
        lead=_lead(facts, rows["circle"]),
        **{name: _readable(rows[name]) for name in _TEXTS},
        topics=_topics(facts, rows),
        looked_at=looked,
        days=(facts.as_of - looked).dt.days.astype("Int64"),
        stale=is_stale(rows, facts.as_of),
    )
    keys = pd.Index(found["practice"])
    found = found.assign(**_effects(facts, keys), **_reuse(facts, keys))
    found = found.assign(
        tries_known=(found["tried"] > 0) | (not absence.unknown(facts, "stages")),
        reuse_known=(found["reused"] > 0) | _no_use_may_be_said(facts, found),
    )
    return found.sort_values(["title", "practice"], ignore_index=True)


def retired(facts: Facts) -> int:
    """How many readable entries known by as_of are retired, and so are none of `entries`."""
    return int((_readable_rows(facts)["status"] == "retired").sum())


def _readable_rows(facts: Facts) -> pd.DataFrame:
    rows = known(facts)
    return rows[rows["title"].map(is_readable).to_numpy(dtype=bool)]


def _readable(cells: pd.Series) -> pd.Series:
    texts = cells.astype("str").where(cells.notna())
    return texts.where((texts != KEPT) & (texts.str.strip() != "")).astype("str")


def _lead(facts: Facts, circle: pd.Series) -> pd.Series:
    circles = facts.log.circles
    at = positions_in(circle, pd.Index(circles["circle"]))
    return _readable(circles["lead"].reset_index(drop=True)).reindex(at).set_axis(circle.index)


def _topics(facts: Facts, rows: pd.DataFrame) -> pd.Series:
    """Topics of the session that each entry came from, and of its insights, as one list."""
    sessions, insights = facts.log.sessions, facts.log.insights
    own = insights.dropna(subset=["topics"]).groupby("session")["topics"].agg(", ".join)
    of_case = sessions.set_index("session")["case_topics"]
    parts = [
        _readable(some[~some.index.duplicated()].reindex(rows["session"]).set_axis(rows.index))
        for some in (of_case, own)
    ]
    both = parts[0].fillna("") + parts[1].fillna("").where(parts[0].isna(), ", " + parts[1]).fillna("")
    return both.map(_each_once).where(both != "").astype("str")


def _each_once(text: str) -> str:
    return ", ".join(sorted({part.strip() for part in text.split(",")} - {"", KEPT}))


def _effects(facts: Facts, keys: pd.Index) -> dict[str, np.ndarray]:
    rows = tried(facts)
    at = positions_in(rows["practice"], keys)
    rows, at = rows[at >= 0], at[at >= 0]

    def count(mask: pd.Series) -> np.ndarray:
        return np.bincount(at[mask.to_numpy(dtype=bool, na_value=False)], minlength=len(keys)).astype(
            np.int64
        )

    places = contexts(facts)
    places = places[places["is_place"] & (places["worked"] > 0)]
    of_place = positions_in(places["practice"], keys)
    stages = spreading.stages(facts)
    return {
        "tried": np.bincount(at, minlength=len(keys)).astype(np.int64),
        **{word.replace(" ", "_"): count(rows["effect"] == word) for word in CONCLUSIVE},
        "places": np.bincount(of_place[of_place >= 0], minlength=len(keys)).astype(np.int64),
        "conditions": _written(rows["practice"], rows["conditions"], keys),
        "adapted": _written(stages["practice"], stages["adapted_how"], keys),
    }


def _no_use_may_be_said(facts: Facts, found: pd.DataFrame) -> pd.Series:
    """Of which entries it is known that nothing named them since, if nothing is counted (bool): the day they were added
    is known, no use is without a day, and every tab that names entries could be read."""
    if unnamed(facts.log) or unread(facts.log):
        return pd.Series(False, found.index)
    named = uses(facts)
    return found["added"].notna() & ~found["practice"].isin(named.loc[named["on"].isna(), "practice"])


def _written(practice: pd.Series, texts: pd.Series, keys: pd.Index) -> np.ndarray:
    """What was written about each practice, each text once, sorted, joined by semicolons."""
    some = pd.DataFrame({"practice": practice, "text": texts.str.strip()}).dropna()
    some = some[(some["text"] != KEPT) & (some["text"] != "")].drop_duplicates().sort_values("text")
    joined = some.groupby("practice")["text"].agg("; ".join)
    return joined.reindex(keys).fillna("").to_numpy(dtype=object)


def _reuse(facts: Facts, keys: pd.Index) -> dict[str, np.ndarray]:
    named = uses(facts)
    named = named[named["later"]]
    at = positions_in(named["practice"], keys)
    kinds = {"actions": "action", "lighthouses": "lighthouse", "adoptions": "adoption"}
    counts = {
        name: np.bincount(at[(at >= 0) & (named["kind"] == kind).to_numpy()], minlength=len(keys)).astype(
            np.int64
        )
        for name, kind in kinds.items()
    }
    return counts | {"reused": np.sum(list(counts.values()), axis=0).astype(np.int64)}
