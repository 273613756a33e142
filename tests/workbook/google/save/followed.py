"""The test server in this process, without sockets, whose rows, columns and cells are followed by identity.

Every row and column gets a number that stays with it through sorts, inserts, deletes and moves, and every cell a
history of who wrote what before or in which request. So a test can say where a value belongs wherever it was moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from lib.workbook.google.account import HOSTS, USER_AGENT
from lib.workbook.google.client import GoogleClient, Pace
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.app import encode
from tests.servers.sheets.calls import Call
from tests.servers.sheets.errors import ApiError, quota_exceeded, unavailable
from tests.servers.sheets.grid import Sheet
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google_help import EMAIL, Time

START = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
PHAROS, PERSON = "Pharos", "person"
Place = tuple[int, int]
"""A cell by the numbers of its row and its column."""


class Killed(BaseException):
    """The process is killed."""


@dataclass(frozen=True, slots=True)
class Event:
    """A cell was set: by whom, right before (a person) or in (Pharos) the request with this number."""

    who: str
    request: int
    value: Any
    old: Any = None


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """What a row held when someone deleted it."""

    who: str
    request: int
    cells: Mapping[int, Any]


class FollowedSheet(Sheet):
    """A tab that knows its rows and columns by number. All of it is replaced, never changed, as its values are."""

    google: Google
    row_ids: tuple[int, ...]
    column_ids: tuple[int, ...]
    makers: Mapping[int, str]
    events: Mapping[Place, tuple[Event, ...]]
    deleted: Mapping[int, DeletedRow]

    @staticmethod
    def follow(sheet: Sheet, google: Google) -> FollowedSheet:
        """Follow an existing tab, cut to a few blank rows and columns beside its content."""
        height, width = sheet.used()
        sheet.row_count, sheet.column_count = height + 3, width + 2
        sheet.__class__ = FollowedSheet
        assert isinstance(sheet, FollowedSheet)
        sheet.google = google
        sheet.row_ids = tuple(range(sheet.row_count))
        sheet.column_ids = tuple(range(sheet.column_count))
        sheet.makers, sheet.events, sheet.deleted = {}, {}, {}
        return sheet

    def set_row(self, row: int, values: dict[int, Any], extras: dict[int, Any]) -> None:
        for column, value in values.items():
            old = self.value(row, column)
            if value is not None or old is not None:
                place = self.row_ids[row], self.column_ids[column]
                event = Event(self.google.actor, self.google.requests + self.google.is_between, value, old)
                self.events = {**self.events, place: (*self.events.get(place, ()), event)}
        super().set_row(row, values, extras)

    def insert_rows(self, at: int, count: int) -> None:
        new = tuple(self.google.new_id() for _ in range(count))
        self.row_ids = (*self.row_ids[:at], *new, *self.row_ids[at:])
        self.makers = {**self.makers, **dict.fromkeys(new, self.google.actor)}
        super().insert_rows(at, count)

    def delete_rows(self, at: int, end: int) -> None:
        gone = {
            self.row_ids[row]: DeletedRow(
                self.google.actor, self.google.requests + self.google.is_between, self.held(row)
            )
            for row in range(at, min(end, self.row_count))
        }
        self.deleted = {**self.deleted, **gone}
        self.row_ids = (*self.row_ids[:at], *self.row_ids[end:])
        super().delete_rows(at, end)

    def insert_columns(self, at: int, count: int) -> None:
        new = tuple(self.google.new_id() for _ in range(count))
        self.column_ids = (*self.column_ids[:at], *new, *self.column_ids[at:])
        super().insert_columns(at, count)

    def delete_columns(self, at: int, end: int) -> None:
        self.column_ids = (*self.column_ids[:at], *self.column_ids[end:])
        super().delete_columns(at, end)

    def reorder(self, box: Any, order: Iterable[int]) -> None:
        order = list(order)
        ids = list(self.row_ids)
        for target, source in enumerate(order, box.top):
            ids[target] = self.row_ids[source]
        self.row_ids = tuple(ids)
        super().reorder(box, order)

    def move(self, dimension: str, source: int, target: int) -> None:
        """Drag a row or column to where `target` is now; metadata goes along, as with Google's moveDimension."""
        rows = dimension == "ROWS"
        size = self.row_count if rows else self.column_count
        order = [index for index in range(size) if index != source]
        order.insert(target, source)
        if rows:
            self.reach(size)
            self.rows, self.extras = [self.rows[i] for i in order], [self.extras[i] for i in order]
            self.row_ids = tuple(self.row_ids[i] for i in order)
        else:
            self.rows = [_moved(row, order) for row in self.rows]
            at = {old: new for new, old in enumerate(order)}
            self._shift_extras(at.__getitem__)
            self.column_ids = tuple(self.column_ids[i] for i in order)
        now = {old: new for new, old in enumerate(order)}
        tags = self.google.book.tags
        for tag in list(tags._along(self.sheet_id, dimension)):
            tags._relocate(tag, now[tag.location.index or 0])

    def held(self, row: int) -> dict[int, Any]:
        """The cells of a row that are not blank, by the number of their column."""
        cells = self.rows[row] if row < len(self.rows) else []
        return {self.column_ids[c]: value for c, value in enumerate(cells) if value not in (None, "")}

    def by_id(self) -> dict[int, dict[int, Any]]:
        """All rows by number, each as `held`."""
        return {number: self.held(row) for row, number in enumerate(self.row_ids)}

    def shown(self) -> list[list[Any]]:
        """The content for people: rows down to the last one used."""
        return [["" if cell is None else cell for cell in row] for row in self.rows[: self.used()[0]]]


def _moved(row: Sequence[Any], order: Sequence[int]) -> list[Any]:
    cells = [row[i] if i < len(row) else None for i in order]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with a request: "fail" (503), "quota" (429), "lose" (no answer) or "kill", before or after it is
    done."""

    kind: str
    after: bool
    lasting: bool = False
    """Whether all later requests fail as well, until `Google.recover`."""


@dataclass
class Google:
    """One spreadsheet on the test server. `acts` are done, and `troubles` happen, at requests by number from 1."""

    tabs: Mapping[str, Sequence[Sequence[Any]]]
    follows_sort: bool = False
    tops: Mapping[str, int] = field(default_factory=dict)
    """How many rows are above the header row, by tab, where there are some."""
    acts: dict[int, list[Callable[[Google], None]]] = field(default_factory=dict)
    troubles: dict[int, Trouble] = field(default_factory=dict)
    requests: int = 0
    is_on: bool = False
    """Whether requests count, and acts and troubles happen."""
    is_between: int = 0
    """1 while a person acts: their events carry the number of the request that follows."""
    actor: str = PHAROS
    log: list[str] = field(default_factory=list)
    time: Time = field(default_factory=Time)
    was_cut_off: bool = False
    """Whether a process that was saving was killed, or never got its answers."""

    def __post_init__(self) -> None:
        self.server = SheetsServer()
        self.file_id = self.server.load_rows(self.tabs, "Circle log", formulas=False)
        self.book = self.server.book(self.file_id)
        self.book.tags.follows_sort = self.follows_sort
        self._ids = count(10_000)
        self._lasting: Trouble | None = None
        for sheet in self.book.sheets:
            FollowedSheet.follow(sheet, self)

    def new_id(self) -> int:
        return next(self._ids)

    def sheet(self, title: str) -> FollowedSheet:
        found = self.book.by_title(title)
        assert isinstance(found, FollowedSheet)
        return found

    def header_at(self, title: str) -> int:
        """Where the header row is now (from 0); where it was, if it is gone."""
        top, rows = self.tops.get(title, 0), self.sheet(title).row_ids
        return rows.index(top) if top and top in rows else top

    def now(self) -> datetime:
        return START + timedelta(seconds=self.time.now)

    def workbook(self) -> GoogleWorkbook:
        """The spreadsheet as a newly started process sees it, read once."""
        client = GoogleClient(
            _Account(self),  # type: ignore[arg-type]
            timeout=(2.0, 5.0),
            pace=Pace(most=10_000, clock=self.time.clock, sleep=self.time.sleep),
            clock=self.time.clock,
            sleep=self.time.sleep,
            jitter=lambda low, high: high,
        )
        workbook = GoogleWorkbook(client, self.file_id, clock=self.time.clock, now=self.now)
        writer = workbook._writing()
        if hasattr(writer, "_run_later"):
            writer._run_later = lambda seconds, work: None
        workbook.read()
        return workbook

    def recover(self) -> None:
        """Nothing goes wrong any longer, but for what is planned for later requests."""
        self._lasting = None

    def act(self, gap: int) -> None:
        """Do what is planned before the request with this number."""
        self.actor, self.is_between = PERSON, 1
        for act in self.acts.pop(gap, ()):
            act(self)
        self.actor, self.is_between = PHAROS, 0

    def finish_acts(self) -> None:
        """Do what was planned for requests that never came."""
        for gap in sorted(self.acts):
            self.log.append("-")
            self.act(gap)

    def answer(self, request: requests.PreparedRequest) -> requests.Response:
        """What the server answers, after the acts and with the troubles of this request."""
        trouble = self._lasting
        if self.is_on:
            self.act(self.requests + 1)
            self.requests += 1
            trouble = self.troubles.pop(self.requests, None) or self._lasting
            if trouble and trouble.lasting:
                self._lasting = Trouble(trouble.kind, False)
                self.was_cut_off |= trouble.kind == "lose" or trouble.after
        parts = urlsplit(str(request.url))
        name = parts.path.rpartition("/")[2].removeprefix(self.file_id)
        self.log.append(f"{self.requests} {name or request.method}{f' {trouble.kind}' if trouble else ''}")
        if trouble and not trouble.after:
            return self._failed(request, trouble)
        body = request.body or b""
        call = Call(
            str(request.method),
            parts.path,
            parts.query,
            body.encode() if isinstance(body, str) else body,
            request.headers.get("content-type", ""),
        )
        entry, _ = self.server.arrive(call)
        try:
            content = encode(
                self.server.perform(call, request.headers.get("authorization", ""), entry), compact=True
            )
            response = _response(request, 200, content)
        except ApiError as error:
            self.log[-1] += f" -> {error.code} {error.message[:60]}"
            response = _response(request, error.code, encode(error.body(call.drive), compact=True))
        return self._failed(request, trouble) if trouble else response

    def _failed(self, request: requests.PreparedRequest, trouble: Trouble) -> requests.Response:
        if trouble.kind == "kill":
            self.was_cut_off = True
            raise Killed
        if trouble.kind == "lose":
            raise requests.ConnectionError("Connection aborted.", request=request)
        error = quota_exceeded(write=True) if trouble.kind == "quota" else unavailable(503)
        return _response(request, error.code, encode(error.body(False), compact=True))


def _response(request: requests.PreparedRequest, status: int, content: bytes) -> requests.Response:
    response = requests.Response()
    response.status_code, response._content = status, content
    response.url, response.request = str(request.url), request
    response.headers["Content-Type"] = "application/json; charset=UTF-8"
    return response


class _Wire(BaseAdapter):
    """Hands requests to the server in this process."""

    def __init__(self, google: Google) -> None:
        super().__init__()
        self.google = google

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        return self.google.answer(request)

    def close(self) -> None:
        pass


class _Account:
    """An account whose tokens need no signature."""

    email = EMAIL

    def __init__(self, google: Google) -> None:
        self.google = google

    def may_write(self) -> _Account:
        return self

    def session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.headers["User-Agent"] = USER_AGENT
        for host in HOSTS:
            session.mount(host, _Wire(self.google))
        return session

    def token(self, session: requests.Session, timeout: tuple[float, float], refused: str = "") -> str:
        return "any-token"
