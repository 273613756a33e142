"""The program as one reader may see it, measured once for all their mails."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.period import usual
from lib.metrics.desk import since, waiting
from lib.metrics.desk.since import Changed
from lib.metrics.program.program import Program, measure
from lib.metrics.sponsorship.acts import reviews


class Seen:
    """The log and the program of one viewer on one day, in the usual period. `circles`: only these; empty = all."""

    def __init__(
        self, whole: CircleLog, viewer: Viewer, as_of: pd.Timestamp, circles: Collection[str] = ()
    ) -> None:
        self.viewer, self.as_of, self.circles = viewer, as_of, sorted(circles)
        self._whole = whole

    @cached_property
    def log(self) -> CircleLog:
        """The log as the viewer may see it, with all circles."""
        return redact(self._whole, self.viewer)

    @cached_property
    def program(self) -> Program:
        """The program of the chosen circles."""
        period = usual(self.log.settings["period"], self.as_of, reviews(self.log)["date"])
        return measure(self.log.filtered(circles=self.circles), self.as_of, period=period)

    def changes(self, then: pd.Timestamp) -> list[Changed]:
        """What changed since a day: what the overview shows as "what changed"."""
        return since.changes(self.program, self.program.as_known_on(then))

    def asked_in(self) -> set[str]:
        """The circles with an open ask that is put to the viewer."""
        return set(waiting.asks_of(self.program.facts, self.viewer.email)["circle"])
