"""The tabs that a save writes to, as seen in its latest requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lib.workbook.base import Grid
from lib.workbook.common.cells import header_text
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.column_names import fixed_column
from lib.workbook.google.save.examining import Findings, examine
from lib.workbook.google.save.items import Item
from lib.workbook.google.save.lock import SaveSession
from lib.workbook.google.save.tab_query import HeaderHint, TabQuery


@dataclass(frozen=True, slots=True)
class TabEnd:
    """The end of a tab that gets new rows: its last known row (from 0), and the columns to read in full."""

    row: int
    titles: frozenset[str] = frozenset()


class TabsSeen:
    """The tabs of a locked spreadsheet as last seen. `grid` returns a tab as it was read before the save, or None."""

    def __init__(
        self,
        session: SaveSession,
        workbook: str,
        sheet_ids: Mapping[str, int],
        grid: Callable[[str], Grid | None],
    ) -> None:
        self.session, self.workbook = session, workbook
        self.sheet_ids, self.grid = dict(sheet_ids), grid
        self.views: dict[str, TabView] = {}
        self.header_rows: dict[str, int] = {}
        """Where the header rows were (from 0) that are not the first of their tabs."""
        self.whole: set[str] = set()
        """The tabs to read in full from now on."""
        self._everything = False

    def queries(self, items: Iterable[Item], ends: Mapping[str, TabEnd] | None = None) -> list[TabQuery]:
        """What to read of each tab of `items`, and of the tabs in `ends`, which get new rows.

        The columns that identify the rows or are written are read whole, however long they are: so a row is found
        wherever it is, and all of it is as of one moment.
        """
        ends = ends or {}
        titles = {title: set(end.titles) for title, end in ends.items()}
        rows: dict[str, set[int]] = {title: set() for title in ends}
        for item in items:
            titles.setdefault(item.tab, set()).update(item.titles)
            rows.setdefault(item.tab, set()).add(item.row)
        queries = []
        for title in sorted(titles):
            at = self._columns(title)
            untitled = {column for name in titles[title] if (column := fixed_column(name)) is not None}
            columns = {at[name] for name in titles[title] if name in at} | untitled
            is_unknown = self._everything or title in self.whole or not at
            queries.append(
                TabQuery(
                    title,
                    tuple(sorted(rows[title])),
                    tuple(sorted(columns)),
                    ends[title].row if title in ends else None,
                    max(at.values(), default=0) + 1,
                    everything=is_unknown,
                    header=self.header(title),
                )
            )
        return queries

    def open(
        self,
        make_queries: Callable[[], Sequence[TabQuery]],
        send: Callable[[Sequence[TabQuery]], dict[str, TabView]],
    ) -> None:
        """Read the tabs by `send`; whole tabs if rows that were queried no longer exist. Raises what `send` raises."""
        try:
            self.see(send(make_queries()))
        except GoogleError as error:
            if error.status != 400 or "exceeds grid limits" not in error.google_message:
                raise
            self._everything = True
            try:
                self.see(send(make_queries()))
            finally:
                self._everything = False

    def sees(self, items: Iterable[Item], ends: Mapping[str, TabEnd] | None = None) -> bool:
        """Whether the columns that a query for these needs were seen whole; not if columns moved just before it."""
        for query in self.queries(items, ends):
            view = self.views.get(query.title)
            if view is not None and not set(query.columns) <= view.whole_columns:
                return False
        return True

    def check(self, items: Sequence[Item]) -> Findings:
        """Look up the rows of `items` in what was seen."""
        return examine(items, self.views, self.workbook)

    def refresh(self, items: Sequence[Item]) -> None:
        """Read the tabs of `items` as they are now. Raises GoogleError."""
        self.see(self.session.batch([], self.queries(items)))

    def see_headers(self, headers: Mapping[str, Sequence[str]]) -> None:
        """Note where columns are by the header rows that a write showed."""
        for title, header in headers.items():
            if title in self.views:
                at = {name: column for column, name in reversed(list(enumerate(header))) if name}
                if 2 * len(self.views[title].columns(at)) >= len(at):
                    self.views[title].written_at = at

    def header(self, title: str) -> HeaderHint:
        """Where the header row of a tab was when it was last seen."""
        row = self.header_rows.get(title, 0)
        view = self.views.get(title)
        height = view.height if view else self.height(title)
        return HeaderHint(view.top if view and row else row, frozenset(self._columns(title)), height)

    def read(self, queries: Sequence[TabQuery]) -> dict[str, TabView]:
        """Read more without taking it over. Raises GoogleError."""
        return self.session.read([replace(query, header=self.header(query.title)) for query in queries])

    def height(self, title: str) -> int:
        """The number of rows of a tab as last read, 0 if it was not read."""
        grid = self.grid(title)
        return grid.height if grid else 0

    def see(self, views: Mapping[str, TabView]) -> None:
        """Take over what an answer shows."""
        for title, view in views.items():
            if title in self.views:
                old = self.views[title]
                now = {} if old.lost_header else old.columns(filter(None, old.header()))
                view.earlier = old.earlier | now | old.written_at
        self.views = {**self.views, **views}

    def _columns(self, title: str) -> dict[str, int]:
        """The column of each header, as seen in this save or as last read."""
        if title in self.views:
            view = self.views[title]
            now = view.columns([header_text(seen.value) for seen in view.cells.get(view.top, {}).values()])
            return view.earlier | view.written_at | ({} if view.lost_header else now)
        grid = self.grid(title)
        top = self.header_rows.get(title, 0)
        headers = (
            [header_text(grid.cell(top + 1, column)) for column in range(len(grid.columns))] if grid else []
        )
        return {name: column for column, name in reversed(list(enumerate(headers))) if name}
