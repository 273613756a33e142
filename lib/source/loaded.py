"""A log as it was last read, with what is known about newer states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lib.log.format.model import CircleLog
from lib.source.losses import Held


@dataclass(frozen=True, slots=True)
class Loaded:
    """A log as it was last read.

    `refreshing`: a newer state is being read. `problem`: why it could not be read, `stale_since`: since when.
    `problems`: parts of the workbook that are missing or old, in words. `is_remote`: checked from time to time, not on
    every page. `held`: a newer state that lost too much to be shown without asking.
    """

    log: CircleLog
    workbook: str
    title: str
    revision: str
    read_at: datetime
    is_demo: bool = False
    refreshing: bool = False
    problem: str | None = None
    stale_since: datetime | None = None
    problems: tuple[str, ...] = ()
    is_remote: bool = False
    held: Held | None = None

    @property
    def newest_revision(self) -> str:
        """The revision read last, whether it is shown or held back."""
        return self.held.revision if self.held else self.revision
