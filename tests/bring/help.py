"""Small sheets as newcomers keep them, and what they are read as once every guess is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lib.bring.acceptance import settings_rows, with_settings
from lib.bring.doubts import Proposal, proposed
from lib.bring.guess import Choices
from lib.bring.shaping import shaped
from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse
from lib.workbook.base import Grid


def grid(tab: str, *rows: tuple[object, ...], **more: object) -> Grid:
    """A tab with these rows; shorter ones are filled with blanks."""
    width = max(map(len, rows))
    full = [(*row, *[None] * (width - len(row))) for row in rows]
    return Grid("w", tab, [list(column) for column in zip(*full, strict=True)], **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Accepted:
    """What was proposed, and the log and grids once it is accepted."""

    proposal: Proposal
    log: CircleLog
    grids: tuple[Grid, ...]

    @property
    def present(self) -> dict[tuple[str, str], str]:
        """(day of the session, member) -> what was read."""
        day_of = dict(
            zip(
                self.log.sessions["session"],
                self.log.sessions["planned"].dt.strftime("%Y-%m-%d"),
                strict=True,
            )
        )
        rows = self.log.attendance.to_dict("records")
        return {(day_of[row["session"]], row["member"]): str(row["present"]) for row in rows}

    @property
    def asked(self) -> list[str]:
        return [question.setting for question in self.proposal.asked]


def accepted(*grids: Grid, answers: Mapping[str, str] | None = None) -> Accepted:
    """The log once every guess, and these answers (settings row -> value), are accepted."""
    choices = Choices(answers={("w", name): value for name, value in (answers or {}).items()})
    found = proposed(grids, choices)
    rows = [*settings_rows(found.guesses), *((name, value) for _, name, value in found.answers)]
    brought = shaped(with_settings(grids, rows))
    return Accepted(found, parse(brought), brought)
