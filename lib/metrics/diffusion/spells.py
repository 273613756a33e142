"""How long a team was at each stage of a practice: the adoption rows as spells.

A spell lasts from its row to the next row of the same team and practice. A later told or trying row does not end a use,
and of several rows on one day, the last counts. Columns are str and datetime64[s]; a frame without rows keeps them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import either
from lib.log.format.model import CircleLog
from lib.metrics.core.lookup import positions_in
from lib.metrics.diffusion.adoptions import ADOPTING, AWARE, Day, of_practice, stage_rows

RANKS = ("stopped", "told", "trying", "adopted", "adapted", "sustained")
"""Stages from least to furthest, to find how far a team has come with any practice."""


def spells(
    log: CircleLog, as_of: Day, practice: str | None = None, *, stages: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every spell up to `as_of`, for one practice or all, sorted by practice and team and then by date. `stages`:
    `stage_rows` of the same log and day, of all practices.

    Columns: practice, team, stage (str); since, until (NaT if it goes on); source (str: the team or lighthouse that
    this row names, else the latest one named before it); effect, conditions (str, the latest known by then).
    """
    if stages is None:
        rows = stage_rows(log, as_of, practice)
    else:
        rows = stages if practice is None else of_practice(stages, practice)
    pair, date = rows["pair"].to_numpy(), rows["date"].to_numpy()
    is_aware, is_adopting = (rows["stage"].isin(which).to_numpy() for which in (AWARE, ADOPTING))
    decisive = _latest(~is_aware, pair)
    ends_nothing = is_aware & (decisive >= 0) & is_adopting[decisive]
    kept = np.flatnonzero(~ends_nothing)
    same_pair = pair[kept][1:] == pair[kept][:-1]
    is_last = np.append(~(same_pair & (date[kept][1:] == date[kept][:-1])), True)[: len(kept)]
    kept = kept[is_last]
    goes_on = np.append(pair[kept][1:] != pair[kept][:-1], True)[: len(kept)]
    noted = {
        "source": either(rows["from_team"], rows["from_team"].notna(), rows["lighthouse"]),
        "effect": rows["effect"],
        "conditions": rows["conditions"],
    }
    known = {
        name: values.array.take(_latest(values.notna().to_numpy(), pair)[kept], allow_fill=True)
        for name, values in noted.items()
    }
    since = date[kept]
    until = np.where(goes_on, np.datetime64("NaT"), np.append(since[1:], since[:1]))
    own = {name: rows[name].array.take(kept) for name in ("practice", "team", "stage")}
    found = pd.DataFrame(own | {"since": since, "until": until.astype(date.dtype)} | known)
    return found.astype({"stage": "str", "effect": "str"})


def _latest(is_known: NDArray[np.bool_], pair: NDArray[np.int64]) -> NDArray[np.int64]:
    """The latest row up to each row, of the same pair, of which something is known; -1 if there is none. Rows are
    sorted by pair."""
    row = np.arange(len(pair))
    latest = np.maximum.accumulate(np.where(is_known, row, -1))
    return np.where(latest >= np.searchsorted(pair, pair), latest, -1)


def furthest(of_pairs: pd.DataFrame) -> pd.DataFrame:
    """The furthest stage each team had reached with any practice at the time. `of_pairs`: `spells`.

    Columns: team, stage, since, until; sorted by team and then by date. Two spells in a row never have the same stage.
    """
    rank = positions_in(of_pairs["stage"], pd.Index(RANKS))
    ends = of_pairs["until"].notna().to_numpy()
    changes = pd.DataFrame(
        {
            "team": np.concatenate([of_pairs["team"], of_pairs.loc[ends, "team"]]),
            "on": np.concatenate([of_pairs["since"], of_pairs.loc[ends, "until"]]),
        }
    ).astype({"team": "str", "on": "datetime64[s]"})
    standing = np.zeros((len(changes), len(RANKS)), dtype=np.int64)
    standing[np.arange(len(of_pairs)), rank] = 1
    standing[np.arange(len(of_pairs), len(changes)), rank[ends]] = -1
    order = changes.sort_values(["team", "on"], kind="stable").index.to_numpy()
    changes = changes.take(order).reset_index(drop=True)
    standing = pd.DataFrame(standing[order]).groupby(changes["team"].array).cumsum().to_numpy()
    best = len(RANKS) - 1 - np.argmax(standing[:, ::-1] > 0, axis=1)
    changes["stage"] = pd.Index(RANKS, dtype="str").take(best)
    changes = changes.drop_duplicates(["team", "on"], keep="last")
    same = (changes["team"] == changes["team"].shift()) & (changes["stage"] == changes["stage"].shift())
    changes = changes[~same]
    until = changes.groupby("team")["on"].shift(-1)
    found = changes.rename(columns={"on": "since"}).assign(until=until)
    return found[["team", "stage", "since", "until"]].reset_index(drop=True)
