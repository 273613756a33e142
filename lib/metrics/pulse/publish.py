"""The pulse survey made publishable: one table per wave, counted once, the same for every viewer.

Nothing outside this module and `lib.metrics.pulse.disclosure` sees answers. Everything that a page, a filter, the JSON
or a download shows is taken from their table, or combined from its published cells; administrators get the same.
`lib.metrics.pulse.disclosure` has the rule for one table. This module decides what that rule leaves open:

- What an attacker may know: every published cell of every wave, every count, who was in which circle, and their own
  answers and those of one more respondent.
- Each question has a table of its own: people skip questions, so each has its own counts and its own hidden circles.
  Averages of two questions cannot be subtracted from each other.
- A table depends on the wave's own answers and on k, and on nothing else. If a circle moves to another sponsor, is
  renamed or ends in the log, or if the viewer, filter, period or day changes, other cells may be taken, but no cell
  changes. Circles are identified by their spelling in the survey (ignoring case and spaces).
- Waves are calendar quarters. They are shown once they are over, and never mixed: a period shows the latest wave that
  closed in it, so no two periods differ by part of a wave. Respondent ids are random and new in each wave, so nobody
  can be followed.
- A wave is counted once and kept; answers that come later get a table of their own once there are k of them
  (`lib.metrics.pulse.publications`).
- Precision: averages are rounded to 0.1, in the JSON too. At full precision, the scores of people who skipped an item
  would stand out in the sum (a sixth among sevenths). Here, disclosure takes precedence over "full precision".
- No spread, minimum, maximum or interval of the answers is published. An average in the middle does not show that
  everyone agreed.
- Counts of a hidden circle are not shown. It is shown that a circle gave no answers at all ("no answers"), because then
  there is nobody whose answer could be guessed.
- k (`min_group`) is the same for all circles and questions of a wave, and fixed once the wave is published.
- Comments are never shown by circle or next to answers, only all comments of a wave together, once there are at least
  `min_comments` (10), in an order that does not depend on their rows. They may name people, so only administrators read
  them.

What remains, and what no rule for tables can prevent: three people who pool their answers may learn a fourth one's.
People who assume that everyone else answered as in the last wave can read the answer of somebody who left from the two
sums. Anyone who can write to the survey workbook can fill up a circle until it is shown, and sees raw rows anyway.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.metrics.pulse import disclosure

SAFETY = tuple(f"safety_{item}" for item in range(1, 8))
REVERSED = ("safety_1", "safety_3", "safety_5")
ENOUGH_ITEMS = 5
QUESTIONS = ("safety", "trust", "curiosity", "confidence", "goal_progress")
_WAVE = re.compile(r"(?P<year>(?:19|20)\d\d)[\s_/-]*[qQ](?P<quarter>[1-4])")


@dataclass(frozen=True)
class Published:
    """A survey as everyone may see it.

    `table`: see `publishable`. `comments`: wave, comment (str). `k`, `comments_k`: the thresholds used. `recorded`: the
    questions that the survey has columns for. `unreadable_waves`: the number of rows whose wave is not a quarter; they
    are not counted anywhere else. `collecting`: waves with answers whose quarter is not over. `notes`: which waves are
    not shown, or not to the full, and why, in sentences.
    """

    table: pd.DataFrame
    comments: pd.DataFrame
    k: int
    comments_k: int
    recorded: frozenset[str]
    unreadable_waves: int
    collecting: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def publish(survey: CircleLog, settings: Mapping[str, float | str]) -> Published:
    """The tables and comments of a parsed survey workbook, counted now, using `min_group` and `min_comments` of the
    log's settings. What people see is kept instead, see `lib.metrics.pulse.publications`.

    An empty survey gives empty frames. The threshold for comments is never lower than the one for answers.
    """
    answers = survey.tabs["pulse"]
    k = disclosure.threshold(float(settings["min_group"]))
    comments_k = max(k, int(float(settings["min_comments"])))
    asked = {name for name in QUESTIONS if survey.has("pulse", name)}
    if sum(survey.has("pulse", item) for item in SAFETY) >= ENOUGH_ITEMS:
        asked.add("safety")
    return Published(
        publishable(answers, k=k),
        comments(answers, k=comments_k),
        k,
        comments_k,
        frozenset(asked),
        int(waves(answers["wave"]).isna().sum()),
    )


def publishable(answers: pd.DataFrame, *, k: float = 5) -> pd.DataFrame:
    """The published tables of all waves in `answers`: everything that anyone may see, and nothing more.

    In: one row per respondent: wave ("2026-Q1"), circle, safety_1 .. safety_7, trust, curiosity, confidence,
    goal_progress (1 to 5; missing, other values or a missing column: not answered). Rows without a readable wave or
    without a circle are in no table. A k below 3 counts as 3.

    Out: one row per wave, question and cell, sorted; no rows without answers.
    wave, question  str: "2026-Q1"; safety, trust, curiosity, confidence or goal_progress
    cell, circle    str: "circle" with its name as first spelled; "rest" (the hidden circles together) and "total"
                    (everybody) without one
    state           str: "published", "below the reporting threshold" or "no answers" (to this question)
    n, left_out     Int64: people counted, and people in the cell who did not answer; missing unless published, but n is
                    0 where there are no answers
    value           float64: the mean of the people's scores, to 0.1; missing unless published
    low, high       float64: the range of the true mean: half a step on either side of value, or to the end of the scale
    bound           str: "or higher" or "or lower" where value is cut off, "range" where only low to high is known and
                    value is its middle, else ""

    A person's safety score is the mean of the answered items, with 1, 3 and 5 reversed (6 - answer), if at least 5 of
    the 7 are answered (Edmondson 1999, team psychological safety). A circle's mean is over its people, a total's over
    all people.
    """
    scores = _scores(answers)
    asked = scores.groupby(["wave", "circle"], sort=True)
    people = asked.size()
    sums = [
        pd.DataFrame(
            {
                "question": question,
                "n": asked[question].count(),
                "sum": asked[question].sum(),
                "left_out": people - asked[question].count(),
            }
        ).reset_index()
        for question in QUESTIONS
    ]
    return disclosure.published(pd.concat(sums, ignore_index=True), disclosure.threshold(k))


def _scores(answers: pd.DataFrame) -> pd.DataFrame:
    """wave, circle (str) and one float column per question (NaN: not answered), for rows with a wave and a circle."""
    items = {name: _points(answers, name) for name in (*SAFETY, *QUESTIONS[1:])}
    items |= {name: 6 - items[name] for name in REVERSED}
    safety = pd.DataFrame({name: items[name] for name in SAFETY})
    frame = pd.DataFrame({"wave": waves(answers["wave"]), "circle": spelled_once(answers["circle"])})
    frame["safety"] = safety.mean(axis=1).where(safety.notna().sum(axis=1) >= ENOUGH_ITEMS)
    frame = frame.assign(**{name: items[name] for name in QUESTIONS[1:]})
    return frame.dropna(subset=["wave", "circle"])


def _points(answers: pd.DataFrame, name: str) -> pd.Series:
    if name not in answers:
        return pd.Series(np.nan, index=answers.index, dtype="float64")
    points = pd.to_numeric(answers[name], errors="coerce").astype("float64")
    return points.where(points.isin([1, 2, 3, 4, 5]))


def spelled_once(circles: pd.Series) -> pd.Series:
    """Circles as first spelled in the survey; missing where blank."""
    first: dict[str, str] = {}
    for name in circles.dropna().unique():
        first.setdefault(fold(str(name)), " ".join(str(name).split()))
    first.pop("", None)
    return circles.map(lambda name: first.get(fold(str(name))), na_action="ignore").astype("str")


def waves(texts: pd.Series) -> pd.Series:
    """Waves as "2026-Q1" (str), however they are spelled (2026 q1, 2026Q1); missing if not a quarter."""

    def named(text: object) -> str | None:
        match = _WAVE.fullmatch(str(text).strip())
        return f"{match['year']}-Q{match['quarter']}" if match else None

    found = {text: named(text) for text in texts.dropna().unique()}
    return texts.map(found, na_action="ignore").astype("str")


def comments(answers: pd.DataFrame, *, k: float = 10) -> pd.DataFrame:
    """Comments of each wave that has at least `k` of them (never less than 3): wave, comment (str).

    Their order does not depend on the order of the rows. No rows without a column `comment`, or with too few comments.
    """
    frame = pd.DataFrame({"wave": waves(answers["wave"])})
    frame["comment"] = answers["comment"].astype("str") if "comment" in answers else pd.Series(dtype="str")
    frame["comment"] = frame["comment"].str.strip()
    frame = frame[frame["wave"].notna() & frame["comment"].notna() & (frame["comment"] != "")]
    enough = frame.groupby("wave")["comment"].transform("size") >= disclosure.threshold(k)
    frame = frame[enough].astype("str")
    marks = [
        hashlib.blake2s(f"{wave}\n{text}".encode()).hexdigest()
        for wave, text in zip(frame["wave"], frame["comment"], strict=True)
    ]
    return frame.assign(mark=marks).sort_values(["wave", "mark"], ignore_index=True)[["wave", "comment"]]
