"""The three answers that a sponsor reads first, on the overview and in the brief."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from lib.log.format.model import CircleLog
from lib.log.format.narrowed import rows_with
from lib.metrics.diffusion import practice_titles
from lib.metrics.program import mine, redesign, sponsor_needs, summary
from lib.metrics.program.program import Program


class Answer(NamedTuple):
    """A question, and its answer in parts of one or more sentences; none of them is empty."""

    question: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.parts)


def answers(program: Program, own: Collection[str], in_use: pd.DataFrame) -> list[Answer]:
    """The three questions with their answers: the viewer's `own` circles first, then the program, then how it was in
    the period before. `in_use`: see `practices_in_use`."""
    asked = (
        (
            "Is it healthy?",
            mine.health(program, own),
            redesign.first_words(program, most=1),
            summary.health(program),
        ),
        (
            "Where am I needed?",
            mine.needs(program, own),
            sponsor_needs.needs(program),
            sponsor_needs.before(program),
        ),
        (
            "What came of it?",
            mine.outcome(program, own),
            summary.outcome(program, in_use),
            summary.outcome_before(program),
        ),
    )
    return [Answer(question, mine.before_all(*words)) for question, *words in asked]


def practices_in_use(program: Program, log: CircleLog, table: pd.DataFrame) -> pd.DataFrame:
    """Practices of the program's circles that at least one eligible team adopted, highest adoption rate first.

    `log`: with all circles. `table`: `lib.metrics.diffusion.sources.diffusion_table` of all practices, whose columns
    the result has, with `title`; a practice without a title shows its key.
    """
    circles = program.facts.log.circles
    if len(circles) < len(log.circles):
        own = rows_with(log.practices, "circle", circles["circle"].to_list())["practice"]
        table = rows_with(table, "practice", own.to_list())
    table = table[(table["eligible"] > 0) & (table["adopted"] > 0)]
    title = practice_titles.titles(table, shows_hidden=True)
    return table.assign(title=title).sort_values(["rate", "title"], ascending=[False, True])
