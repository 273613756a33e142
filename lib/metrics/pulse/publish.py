"""The pulse survey, made publishable: one table per wave, counted once, the same for every viewer.

Nothing outside this module and `lib.metrics.pulse.disclosure` sees answers. What a page, a filter, the JSON or a
download shows is picked from their table, or combined from its published cells; administrators get the same.
`lib.metrics.pulse.disclosure` has the rule for one table. What the rule leaves to decide is decided here:

- What an attacker may know: every published cell of every wave, every count, who was in which circle, the own answer.
- Questions are tables of their own: people skip questions, so each has its own counts and its own hidden circles.
  Averages of two questions cannot be subtracted from each other.
- Tables depend on the wave's own answers and on k, and on nothing else. A circle that moves to another sponsor, is
  renamed or ends in the log, or a viewer, filter, period or day, changes which cells are picked, never a cell. Circles
  are told apart as the survey spells them (case and spaces aside).
- Waves are calendar quarters, shown once they are over, never mixed: a period shows the latest wave that closed in
  it, so no two periods differ by a part of a wave. Respondents are random and new each wave: nobody is followed.
- Precision: averages are rounded to 0.1, in the JSON too. At full precision the fractions of those who skipped an
  item stand out from the sum (a sixth among sevenths). Disclosure goes before "full precision" here.
- All answers equal: an average at the end of the scale would tell every answer, so the ends are cut off ("4.8 or
  higher"). No spread, minimum, maximum or interval of the answers is published. An average in the middle tells nobody
  that all agreed.
- Counts of a hidden circle are not shown. Whether a circle gave no answer at all is ("no answers"): there is nobody
  whose answer could be guessed.
- k (`min_group`) holds for all circles and questions of a wave alike. A lower k publishes what a higher one hid, and
  nothing that a k of 3 would not: whoever may set it gets that table at most.
- Comments are never given by circle or beside answers: all comments of a wave together, from `min_comments` (10) on,
  in an order that is theirs and not the rows'. What they say may name people, so only administrators read them.

What remains, and no rule for tables can take away: answers that reach the sheet after a quarter's end change a table
that people may have seen, so enter them all at once. (Pages never show a quarter before it is over, whatever day they
look from; the command line takes the day it is given, from somebody who can open the survey anyway.) Whoever knows the
own answer is left with k - 1 others. Whoever believes that everybody else answered as in the last wave reads the one
who left from the two sums. Whoever can write to the survey workbook can fill up a circle until it is shown.
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
    """A survey as everybody may see it.

    `table`: see `publishable`. `comments`: wave, comment (str). `k`: the threshold used. `recorded`: the questions
    that the survey has columns for. `unreadable_waves`: answers whose wave is no quarter, which are nowhere else.
    """

    table: pd.DataFrame
    comments: pd.DataFrame
    k: int
    comments_k: int
    recorded: frozenset[str]
    unreadable_waves: int


def publish(survey: CircleLog, settings: Mapping[str, float | str]) -> Published:
    """The tables and comments of a parsed survey workbook, with `min_group` and `min_comments` of the log's settings.

    An empty survey gives empty frames. Comments need at least as many as answers do.
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
    """The published tables of all waves in `answers`: what may be seen by anyone, and nothing more.

    In: a row a respondent: wave ("2026-Q1"), circle, safety_1 .. safety_7, trust, curiosity, confidence,
    goal_progress (1 to 5; missing, other values or a missing column: not answered). Rows without a readable wave or
    without a circle are in no table. k counts as at least 3.

    Out: a row a wave, question and cell, sorted; no answers: no rows.
    wave, question  str: "2026-Q1"; safety, trust, curiosity, confidence or goal_progress
    cell, circle    str: "circle" with its name as first spelled; "rest" (the hidden circles together) and "total"
                    (everybody) without one
    state           str: "published", "below the reporting threshold" or "no answers" (to this question)
    n, left_out     Int64: people counted, people in the cell who did not answer; missing unless published, n 0 where
                    there are no answers
    value           float64: the mean of the people's scores, to 0.1; missing unless published
    low, high       float64: where the true mean lies: half a step around value, or to the end of the scale
    bound           str: "or higher", "or lower" where value is cut off, else ""

    A person's safety score is the mean of the answered items, 1, 3 and 5 reversed (6 - answer), where at least 5 of
    the 7 are answered (Edmondson 1999, team psychological safety). A mean is over persons, a total over all persons.
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
    """wave, circle (str) and a float column a question (NaN: not answered); rows that belong to a wave and circle."""
    items = {name: _points(answers, name) for name in (*SAFETY, *QUESTIONS[1:])}
    items |= {name: 6 - items[name] for name in REVERSED}
    safety = pd.DataFrame({name: items[name] for name in SAFETY})
    frame = pd.DataFrame({"wave": waves(answers["wave"]), "circle": _spelled_once(answers["circle"])})
    frame["safety"] = safety.mean(axis=1).where(safety.notna().sum(axis=1) >= ENOUGH_ITEMS)
    frame = frame.assign(**{name: items[name] for name in QUESTIONS[1:]})
    return frame.dropna(subset=["wave", "circle"])


def _points(answers: pd.DataFrame, name: str) -> pd.Series:
    if name not in answers:
        return pd.Series(np.nan, index=answers.index, dtype="float64")
    points = pd.to_numeric(answers[name], errors="coerce").astype("float64")
    return points.where(points.isin([1, 2, 3, 4, 5]))


def _spelled_once(circles: pd.Series) -> pd.Series:
    """Circles as first spelled in the survey; blank ones missing."""
    first: dict[str, str] = {}
    for name in circles.dropna().unique():
        first.setdefault(fold(str(name)), " ".join(str(name).split()))
    first.pop("", None)
    return circles.map(lambda name: first.get(fold(str(name))), na_action="ignore").astype("str")


def waves(texts: pd.Series) -> pd.Series:
    """Waves as "2026-Q1" (str), however they are spelled (2026 q1, 2026Q1); missing where they are no quarter."""

    def named(text: object) -> str | None:
        match = _WAVE.fullmatch(str(text).strip())
        return f"{match['year']}-Q{match['quarter']}" if match else None

    found = {text: named(text) for text in texts.dropna().unique()}
    return texts.map(found, na_action="ignore").astype("str")


def comments(answers: pd.DataFrame, *, k: float = 10) -> pd.DataFrame:
    """Comments of each wave that has at least `k` (never less than 3): wave, comment (str), in an order of their own.

    No column `comment`, or too few: no rows.
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
