"""CircleLog: a whole log as typed frames, frozen.

Every frame has all columns of its tab in `lib.log.format.schema` (a column that the workbook lacks is all missing, and
not in `recorded`), plus `_workbook` (str) and `_row` (int64, the row number as people count), which say where a row
came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import CHECK_COLUMNS, among, at_places, empty_checks, empty_set_aside
from lib.log.format.narrowed import Narrowed, Replaced
from lib.log.format.of_sponsors import OfSponsors
from lib.log.format.schema import SETTINGS


@dataclass(frozen=True)
class CircleLog:
    """Everything a program's workbooks say, checked. Never change a frame in place: all viewers share it.

    `tabs`: one typed frame for each tab of the schema, always present.
    `recorded`: (tab, column) pairs whose header is in at least one workbook.
    `settings`: targets and thresholds, defaults filled in. `checks`: see CHECK_COLUMNS. `set_aside`: rows not used.
    `missing_tabs`: required tabs that no workbook has. `rows_found`: number of rows with content, by tab. `beyond`: the
    unfiltered teams and adoptions, where a filter by function or region left some of their rows out. `not_understood`:
    (tab, column) -> the rows (workbook, row) whose cell holds something that could not be read: missing in the frame,
    and never to be counted as blank. `sees_people_of`: the circles whose people the viewer may see (None: all).
    `counting`: where a viewer may not see all people, the log from which figures are counted, with opaque numbers for
    persons; never list, search or show it. `unread_tabs`: tabs of the format with content of which no row could be
    used: what they hold is unknown, and never "nothing". `dated_checks`: see `checks_on`. `plausible_until`: no action
    can have been closed after this day (None: not known). `of_sponsors`: what the whole log shows about sponsors, where
    the viewer may not see their addresses (None: see `lib.access.of_sponsors`). `derived_members`: the workbooks
    without a members tab, whose members are those whom the attendance names. `unplanned`: the rows (workbook, row) of
    sessions that were logged without having been planned. `assumed`: (tab, column) -> the rows whose value in the frame
    is the column's default because the workbook has none: never to be stated as recorded. `derived_tabs`: tabs that no
    workbook has; their rows are what other tabs name. `record_days`: see `lib.log.format.record_days`; of the whole
    log, also where it is filtered or redacted.
    """

    tabs: Mapping[str, pd.DataFrame]
    recorded: frozenset[tuple[str, str]] = frozenset()
    settings: Mapping[str, float | str] = field(default_factory=lambda: SETTINGS)
    checks: pd.DataFrame = field(default_factory=empty_checks)
    set_aside: pd.DataFrame = field(default_factory=empty_set_aside)
    missing_tabs: tuple[str, ...] = ()
    rows_found: Mapping[str, int] = field(default_factory=dict)
    beyond: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    not_understood: Mapping[tuple[str, str], frozenset[tuple[str, int]]] = field(default_factory=dict)
    sees_people_of: frozenset[str] | None = None
    counting: CircleLog | None = None
    unread_tabs: tuple[str, ...] = ()
    dated_checks: pd.DataFrame | None = None
    plausible_until: pd.Timestamp | None = None
    of_sponsors: OfSponsors | None = None
    derived_members: frozenset[str] = frozenset()
    unplanned: frozenset[tuple[str, int]] = frozenset()
    assumed: Mapping[tuple[str, str], frozenset[tuple[str, int]]] = field(default_factory=dict)
    derived_tabs: frozenset[str] = frozenset()
    record_days: NDArray[np.datetime64] = field(default_factory=lambda: np.array([], dtype="datetime64[s]"))

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.__dict__["tabs"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: what was worked out of a log and is remembered with it does not go to another process."""
        return {each.name: self.__dict__[each.name] for each in fields(self)}

    def has(self, tab: str, *columns: str) -> bool:
        """Whether any workbook has this tab and all these columns; if not, they were not recorded."""
        if not columns:
            return any(recorded_tab == tab for recorded_tab, _ in self.recorded)
        return all((tab, column) in self.recorded for column in columns)

    def unclear(self, tab: str, column: str) -> pd.Series:
        """Which rows of a tab's frame have a cell in `column` that could not be read (bool, with the frame's index)."""
        return at_places(self.tabs[tab], self.not_understood.get((tab, column), ()))

    def is_assumed(self, tab: str, column: str) -> pd.Series:
        """Which rows of a tab's frame hold the default of `column`, not a cell's value (bool, with its index)."""
        return at_places(self.tabs[tab], self.assumed.get((tab, column), ()))

    @property
    def names_people(self) -> bool:
        """Whether the log says who leads or sponsors a circle: without that, nobody can be let in or refused."""
        return self.has("circles", "lead") or self.has("circles", "sponsor")

    def lacks(self, tab: str) -> str | None:
        """Why nothing is known of a tab: "no asks tab", "the asks tab could not be read"; None if it was read."""
        if tab in self.unread_tabs:
            return f"the {tab} tab could not be read"
        return None if self.has(tab) else f"no {tab} tab"

    def lacks_any(self, tab: str, *columns: str) -> str | None:
        """Why nothing is known of these columns: as `lacks`, or "no due or first_due column in the actions tab"; None
        if any workbook has one of them."""
        if lacking := self.lacks(tab):
            return lacking
        if any(self.has(tab, column) for column in columns):
            return None
        if tab in self.derived_tabs:
            return f"no {tab} tab"
        return f"no {' or '.join(columns)} column in the {tab} tab"

    def checks_on(self, day: pd.Timestamp) -> pd.DataFrame:
        """The checks for a reader on that day: `checks`, and the dates of what has happened that are still to come."""
        if self.dated_checks is None:
            return self.checks
        later = self.dated_checks[(self.dated_checks["on"] > day) & ~(self.dated_checks["since"] > day)]
        if later.empty:
            return self.checks
        return pd.concat([self.checks, later[list(CHECK_COLUMNS)]], ignore_index=True)

    @property
    def size(self) -> int:
        """How many bytes of memory the tabs take."""
        return sum(int(frame.memory_usage().sum()) for frame in self.tabs.values())

    @property
    def is_empty(self) -> bool:
        """Whether the log has no circle at all."""
        return self.tabs["circles"].empty

    def with_tabs(self, **frames: pd.DataFrame) -> CircleLog:
        """The same log with some frames replaced, also where figures are counted from."""
        counting = self.counting.with_tabs(**frames) if self.counting else None
        return replace(self, tabs=Replaced(self.tabs, frames), counting=counting)

    def with_beyond(self, **frames: pd.DataFrame) -> CircleLog:
        """The same log with these frames in `beyond`, also where figures are counted from."""
        counting = self.counting.with_beyond(**frames) if self.counting else None
        return replace(self, beyond=MappingProxyType(frames), counting=counting)

    @property
    def counted(self) -> CircleLog:
        """The log that figures are counted from: `counting`, or this log if the viewer may see everybody."""
        return self.counting or self

    @property
    def with_roster(self) -> CircleLog:
        """The log with all members, those that the viewer may not see as opaque numbers: to count them, never to list
        them."""
        if self.counting is None:
            return self
        tabs = Replaced(self.tabs, {"members": self.counting.members})
        return replace(self, tabs=tabs, counting=None)

    @property
    def everywhere(self) -> CircleLog:
        """The log with teams of all functions and regions: an adopter's source may be a team that is filtered out."""
        return self.with_tabs(**self.beyond).with_beyond() if self.beyond else self

    def filtered(
        self,
        *,
        circles: Iterable[str] = (),
        sponsors: Iterable[str] = (),
        priorities: Iterable[str] = (),
        programs: Iterable[str] = (),
        functions: Iterable[str] = (),
        regions: Iterable[str] = (),
    ) -> CircleLog:
        """The log with only the circles that match every given filter; an empty filter matches all.

        `circles`, `sponsors`, `priorities` and `programs` choose circles, and with them every row that belongs to one.
        Practices, their lighthouses and their spread belong to the whole program and stay.
        `functions` and `regions` choose the teams a practice can reach, and their adoptions. They never choose people,
        so no filter can narrow an attendance figure to a few persons.
        """
        chosen = self._filtered(circles, sponsors, priorities, programs, functions, regions)
        if self.counting is None or chosen is self:
            return chosen
        counting = self.counting._filtered(circles, sponsors, priorities, programs, functions, regions)
        return replace(chosen, counting=counting)

    def matching(
        self,
        circles: Iterable[str] = (),
        sponsors: Iterable[str] = (),
        priorities: Iterable[str] = (),
        programs: Iterable[str] = (),
    ) -> pd.Series:
        """Which rows of the circles tab match every given filter (bool); an empty filter matches all."""
        rows = self.tabs["circles"]
        keep = pd.Series(True, index=rows.index)
        columns = ("circle", "sponsor", "priority", "program")
        for column, wanted in zip(columns, (circles, sponsors, priorities, programs), strict=True):
            if wanted := list(wanted):
                keep &= among(rows[column], wanted)
        return keep

    def without(self, circles: Collection[str]) -> CircleLog:
        """The log without these circles, and without every row that belongs to one. None given: the log itself."""
        if not circles:
            return self
        kept = self.tabs["circles"]["circle"]
        kept = kept[~among(kept, circles)]
        counting = self.counting.without(circles) if self.counting else None
        return replace(self, tabs=Narrowed(self.tabs, frozenset(kept)), counting=counting)

    def _filtered(
        self,
        circles: Iterable[str],
        sponsors: Iterable[str],
        priorities: Iterable[str],
        programs: Iterable[str],
        functions: Iterable[str],
        regions: Iterable[str],
    ) -> CircleLog:
        keep = self.matching(circles, sponsors, priorities, programs)
        kept = self
        if not keep.all():
            names = self.tabs["circles"].loc[keep, "circle"]
            kept = replace(self, tabs=Narrowed(self.tabs, frozenset(names)))
        teams = self.tabs["teams"]
        chosen = pd.Series(True, index=teams.index)
        for column, wanted in (("function", functions), ("region", regions)):
            wanted = list(wanted)
            if wanted:
                chosen &= among(teams[column], wanted)
        if chosen.all():
            return kept
        adoptions = self.tabs["adoptions"]
        frames = {
            "teams": teams[chosen],
            "adoptions": adoptions[among(adoptions["team"], teams.loc[chosen, "team"].unique())],
        }
        beyond = self.beyond or {"teams": teams, "adoptions": adoptions}
        return replace(kept, tabs=Replaced(kept.tabs, frames), beyond=MappingProxyType(dict(beyond)))
