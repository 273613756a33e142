"""What is published of a wave, and when: once, after its quarter is over; then again only from answers that came later.

A *publication* is the table of some answers of one wave, counted once and kept. Its figures never change, whatever
happens to the answers. Answers that come later wait until there are at least k of them. Then they get a publication of
their own, in which only they are counted, by the same rule (`lib.metrics.pulse.disclosure`). So no answer is in two
publications, and two publications compared tell no more than each of them alone. A circle's figure is combined from
what was published of it.

Which answers were counted is known by their respondent (random and new in each wave), kept as a digest. Answers without
a respondent can be counted in the first publication only. A publication that would show no figure at all is not kept:
its answers wait for more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.metrics.pulse import disclosure
from lib.metrics.pulse.cells import closed_on
from lib.metrics.pulse.disclosure import PUBLISHED, TABLE
from lib.metrics.pulse.publish import Published, comments, publish, publishable, spelled_once, waves

_IN_CELL = [*TABLE, "cell", "circle"]


@dataclass(frozen=True)
class Publication:
    """One publication of a wave: the `number`-th, from 1.

    `k`, `comments_k`: the thresholds, fixed with the first publication. `table`: see `publishable`. `counted`: digests
    of the respondents whose answers are in it, by circle as it is spelled in the table. `unnamed`: how many answers
    without a respondent are in it.
    """

    wave: str
    number: int
    k: int
    comments_k: int
    table: pd.DataFrame = field(compare=False)
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unnamed: int = 0

    @property
    def has_figures(self) -> bool:
        """Whether it shows any figure; one without any must not be kept."""
        return bool((self.table["state"] == PUBLISHED).any())


def due(
    answers: pd.DataFrame, kept: Sequence[Publication], k: int, comments_k: int, last: pd.Timestamp
) -> list[Publication]:
    """The publications that are to be kept now: at most one for each wave that closed by `last`.

    `answers`: as in `publishable`, with a column `respondent`. `kept`: all earlier publications. `k`, `comments_k`: for
    waves without one. Those without figures are only first ones: they say which circles are below the threshold.
    """
    rows = marked(answers)
    found = []
    for wave in sorted(rows["wave"].dropna().unique()):
        if closed_on(wave) > last:
            continue
        earlier = [each for each in kept if each.wave == wave]
        ks = (earlier[0].k, earlier[0].comments_k) if earlier else (k, comments_k)
        fresh = rows[(rows["wave"] == wave) & ~rows["mark"].isin(_counted(earlier))]
        if earlier:
            fresh = fresh[fresh["mark"] != ""]
            if len(fresh) < ks[0]:
                continue
        named = fresh[fresh["mark"] != ""]
        publication = Publication(
            wave,
            max((each.number for each in earlier), default=0) + 1,
            *ks,
            publishable(answers.loc[fresh.index], k=ks[0]),
            {name: tuple(sorted(marks)) for name, marks in named.groupby("circle")["mark"]},
            len(fresh) - len(named),
        )
        if publication.has_figures or not earlier:
            found.append(publication)
    return found


def published(
    survey: CircleLog, settings: Mapping[str, float | str], kept: Sequence[Publication]
) -> Published:
    """The survey as everyone may see it, from publications (and from first ones without figures); nothing is counted.

    `settings`: the log's, whose thresholds are named where no wave is published yet.
    """
    now, answers = publish(survey, settings), survey.tabs["pulse"]
    return replace(now, table=combined(kept), comments=comments_of(answers, kept))


def combined(kept: Sequence[Publication]) -> pd.DataFrame:
    """What is published of all waves together, as `publishable`: each cell combined from those of the publications."""
    if not kept:
        return disclosure.no_cells()
    rows = pd.concat([each.table for each in kept], ignore_index=True)
    spelled: dict[str, str] = {}
    rows["circle"] = rows["circle"].map(lambda name: spelled.setdefault(fold(name), name), na_action="ignore")
    if not rows.duplicated(_IN_CELL).any():
        return disclosure.arranged(rows)
    # A rest without numbers does not hide what an earlier or later publication shows of the rest.
    plain = rows.assign(circle=rows["circle"].fillna(""), part=rows["cell"])
    found = disclosure.whole(plain.assign(cell="circle"), [*TABLE, "part", "circle"])
    found = found.rename(columns={"part": "cell"})
    return disclosure.arranged(found.assign(circle=found["circle"].where(found["cell"] == "circle")))


def uncounted(answers: pd.DataFrame, kept: Sequence[Publication]) -> dict[str, int]:
    """By wave: answers without a respondent that came after the first publication, and so are never counted."""
    rows = marked(answers)
    unnamed = rows[rows["mark"] == ""].groupby("wave").size()
    known = {wave: sum(each.unnamed for each in kept if each.wave == wave) for wave in {e.wave for e in kept}}
    return {
        wave: int(unnamed.get(wave, 0)) - count
        for wave, count in known.items()
        if unnamed.get(wave, 0) > count
    }


def comments_of(answers: pd.DataFrame, kept: Sequence[Publication]) -> pd.DataFrame:
    """The comments that may be read: wave, comment (str). Those of a publication, if it has `comments_k` or more.

    Comments without a respondent are left out where more answers without one came since.
    """
    rows, late = marked(answers), uncounted(answers, kept)
    found = [comments(answers.iloc[:0])]
    for each in kept:
        is_in = (rows["wave"] == each.wave) & rows["mark"].isin(_counted([each]))
        if each.unnamed and each.wave not in late:
            is_in |= (rows["wave"] == each.wave) & (rows["mark"] == "")
        found.append(comments(answers.loc[rows.index[is_in]], k=each.comments_k))
    return pd.concat(found, ignore_index=True).astype("str")


def marked(answers: pd.DataFrame) -> pd.DataFrame:
    """wave, circle (as first spelled), mark (a digest of the respondent; "" without one), for the rows that count."""
    respondents = answers["respondent"] if "respondent" in answers else pd.Series(np.nan, index=answers.index)
    frame = pd.DataFrame({"wave": waves(answers["wave"]), "circle": spelled_once(answers["circle"])})
    frame = frame.assign(respondent=respondents.astype("str")).dropna(subset=["wave", "circle"])
    texts = frame["respondent"].fillna("").map(fold)
    marks = [
        _digest(wave, fold(circle), text) if text else ""
        for wave, circle, text in zip(frame["wave"], frame["circle"], texts, strict=True)
    ]
    return frame.assign(mark=np.array(marks, dtype=object))


def _digest(*parts: str) -> str:
    return hashlib.blake2s("\n".join(parts).encode("utf-8", "replace"), digest_size=6).hexdigest()


def _counted(kept: Sequence[Publication]) -> set[str]:
    return {mark for each in kept for marks in each.counted.values() for mark in marks}
