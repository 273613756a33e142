"""What a save sees of the tabs it writes to, from one request to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.workbook.base import Grid
from lib.workbook.common.cells import header_text, same
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.save.cells_seen import Asked, View
from lib.workbook.google.save.items import Findings, Item, examine
from lib.workbook.google.save.lock import Hold

SEEN_WHOLE = 10_000
"""Cells of key and written columns that are asked for with every batch, so that a row that moved is found at once."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a tab that gets new rows: its last row as far as known (from 0), and columns to see whole."""

    row: int
    titles: frozenset[str] = frozenset()


class Sight:
    """The tabs of a held spreadsheet as last seen. `grid` gives a tab as it was read before the save."""

    def __init__(
        self, hold: Hold, workbook: str, sheet_ids: Mapping[str, int], grid: Callable[[str], Grid | None]
    ) -> None:
        self.hold, self.workbook = hold, workbook
        self.sheet_ids, self._grid = dict(sheet_ids), grid
        self.views: dict[str, View] = {}
        self._everything = False

    def asked(self, items: Iterable[Item], ends: Mapping[str, End] | None = None) -> list[Asked]:
        """What to see of each tab of `items`, and of the tabs in `ends`, which get new rows."""
        ends = ends or {}
        titles = {title: set(end.titles) for title, end in ends.items()}
        rows: dict[str, set[int]] = {title: set() for title in ends}
        for item in items:
            titles.setdefault(item.tab, set()).update(item.titles)
            rows.setdefault(item.tab, set()).add(item.row)
        left, asked = SEEN_WHOLE, []
        for title in sorted(titles, key=self.height):
            at = self._columns(title)
            columns = {at[name] for name in titles[title] if name in at}
            cells = self.height(title) * len(columns)
            if cells > left:
                columns = set()
            else:
                left -= cells
            unknown = self._everything or not at
            asked.append(
                Asked(
                    title,
                    tuple(sorted(rows[title])),
                    tuple(sorted(columns)),
                    ends[title].row if title in ends else None,
                    max(at.values(), default=0) + 1,
                    everything=unknown,
                )
            )
        return asked

    def open(
        self, ask: Callable[[], Sequence[Asked]], look: Callable[[Sequence[Asked]], dict[str, View]]
    ) -> None:
        """See the tabs through `look`; whole tabs where rows that are asked for are not there any more."""
        try:
            self._show(look(ask()))
        except GoogleError as error:
            if error.status != 400 or "exceeds grid limits" not in error.said:
                raise
            self._everything = True
            try:
                self._show(look(ask()))
            finally:
                self._everything = False

    def check(self, items: Sequence[Item]) -> Findings:
        """Find the rows of `items` in what was seen, looking closer where that does not tell."""
        findings = examine(items, self.views, self.workbook)
        if findings.lost:
            self.look_closer(findings.lost)
            findings = examine(items, self.views, self.workbook)
        return findings

    def look_closer(self, items: Sequence[Item]) -> None:
        """Read the whole columns that tell rows apart, then the rows themselves."""
        for title in {item.tab for item in items}:
            view, mine = self.views[title], [item for item in items if item.tab == title]
            at = view.columns(set().union(*(item.titles for item in mine)))
            view.learn_columns(self.hold.columns(title, sorted(at.values())))
            examine(mine, self.views, self.workbook)
            seen = self.hold.read([Asked(title, tuple(sorted({item.row for item in mine})))])
            if title in seen:
                view.learn(seen[title])

    def find_end(self, title: str, titles: Iterable[str]) -> None:
        """Make sure that the end of a tab is known: where the row last known is not as it was, rows went or moved."""
        view, grid = self.views[title], self._grid(title)
        if view.whole or view.tail is None or grid is None:
            return
        width = max(len(grid.columns), view.width)
        if all(same(view.cell(view.tail, c).value, grid.cell(view.tail + 1, c)) for c in range(width)):
            return
        at = view.columns(titles) or self._columns(title)
        view.learn_columns(self.hold.columns(title, sorted(at.values())))

    def refresh(self, items: Sequence[Item]) -> None:
        """See the tabs of `items` as they are now."""
        self._show(self.hold.batch([], self.asked(items)))

    def height(self, title: str) -> int:
        """Rows of a tab as last read, 0 where it was not."""
        grid = self._grid(title)
        return grid.height if grid else 0

    def _show(self, views: Mapping[str, View]) -> None:
        self.views = {**self.views, **views}

    def _columns(self, title: str) -> dict[str, int]:
        """Where headers stand, as seen in this save or as last read."""
        if title in self.views:
            view = self.views[title]
            return view.columns([header_text(seen.value) for seen in view.cells.get(0, {}).values()])
        grid = self._grid(title)
        headers = [header_text(column[0]) if len(column) else "" for column in grid.columns] if grid else []
        return {name: column for column, name in reversed(list(enumerate(headers))) if name}
