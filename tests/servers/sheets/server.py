"""The control object: starts the server, loads workbooks, sets faults, the human and other knobs, keeps the log."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import uvicorn

from .app import Gateway
from .calls import Call, find
from .control_files import FileControl
from .errors import ApiError
from .faults import Fault, FaultPlan
from .human import Human
from .oauth import TokenOffice
from .scopes import accepted
from .store import Store


@dataclass
class LoggedCall:
    """A request as it arrived; `status` is that of the answer, 0 for a dropped connection."""

    number: int
    endpoint: str
    method: str
    path: str
    query: str
    body: str
    write: bool
    status: int = 0


@dataclass
class Hook:
    """Something that a test does before requests whose method and path match."""

    method: str
    path: str
    work: Callable[[], Any]
    times: int


class SheetsServer(FileControl):
    """A running test server. All work on data happens under `lock`, one request at a time."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self.lock = threading.RLock()
        self.epoch = 0
        self.host, self.port = host, port
        self.reset()
        self._uvicorn: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def reset(self) -> None:
        """Forget all files, the log, faults, the human, tokens and knobs."""
        with self.lock:
            self.epoch += 1
            self.store = Store()
            self.faults = FaultPlan()
            self.office = TokenOffice()
            self.human: Human | None = None
            self.log: list[LoggedCall] = []
            self.hooks: list[Hook] = []

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> SheetsServer:
        config = uvicorn.Config(
            Gateway(self),
            self.host,
            self.port,
            log_level="error",
            lifespan="off",
            ws="none",
            access_log=False,
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, name="sheets-server", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._uvicorn.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the Sheets test server did not start")
            time.sleep(0.005)
        self.port = self._uvicorn.servers[0].sockets[0].getsockname()[1]
        return self

    def stop(self) -> None:
        if self._uvicorn and self._thread:
            self._uvicorn.should_exit = True
            self._uvicorn.force_exit = True
            self._thread.join(10)

    def serve(self) -> None:
        """Run in this thread until interrupted."""
        assert self._thread is not None
        while self._thread.is_alive():
            self._thread.join(0.5)

    def arrive(self, call: Call) -> tuple[LoggedCall, Fault | None]:
        """Log a request and draw its fault."""
        route = find(call)
        name, write = (route.name, route.write) if route else ("unknown", False)
        with self.lock:
            call.epoch, number = self.epoch, len(self.log) + 1
            text = call.raw_body.decode("utf-8", "replace")
            entry = LoggedCall(number, name, call.method, call.path, call.query, text, write)
            self.log.append(entry)
            return entry, self.faults.draw(call.method, call.path)

    def perform(self, call: Call, authorization: str, entry: LoggedCall) -> Any:
        """Do a request's work: hooks and the human first, then rights, quota and the method itself."""
        with self.lock:
            if call.epoch != self.epoch:
                raise ApiError(503, "The server was reset while this request was under way.")
            self._interfere(call, entry)
            scopes = accepted(entry.endpoint, call.drive, call.params.get("alt") == "media")
            service = "drive" if call.drive else "sheets"
            caller = self.office.caller(authorization, service, call.method, scopes)
            call.principal = caller.principal
            self.faults.charge(call.principal, entry.write)
            route = find(call)
            if route is None:
                raise ApiError(404, "Not Found", "NOT_FOUND")
            with self.store.as_seen_by(caller.app, caller.own_files_of) as store:
                return route.handler(store, call)

    def _interfere(self, call: Call, entry: LoggedCall) -> None:
        for hook in list(self.hooks):
            if re.fullmatch(hook.method, call.method) and re.search(hook.path, call.path):
                hook.times -= 1
                if hook.times <= 0:
                    self.hooks.remove(hook)
                hook.work()
        if self.human:
            named = [b for file_id, b in self.store.books.items() if f"/{file_id}" in call.path]
            for book in named or list(self.store.books.values())[:1]:
                if self.human.maybe(book, entry.number):
                    self.store.files[book.file_id].touch()

    def fail(self, kind: str, **options: Any) -> Fault:
        """Add a fault; see `Fault` for kinds and options. It hits one request unless `times` says otherwise."""
        with self.lock:
            return self.faults.add(kind, **options)

    def recover(self, seed: int = 0) -> None:
        """Remove all faults and quotas; the generator starts again from `seed`."""
        with self.lock:
            self.faults.clear(seed)

    def before(self, path: str, work: Callable[[], Any], method: str = ".*", times: int = 1) -> None:
        """Call `work` before the next `times` requests whose path matches."""
        with self.lock:
            self.hooks.append(Hook(method, path, work, times))

    def be_human(self, probability: float, seed: int = 0, **options: Any) -> Human:
        """Let a human act before requests with this probability; see `Human`. Probability 0 ends it."""
        with self.lock:
            self.human = Human(probability, seed, **options)
            return self.human

    def counts(self) -> Counter[str]:
        """How often each API method was called since the log was cleared."""
        with self.lock:
            return Counter(entry.endpoint for entry in self.log)

    def clear_log(self) -> None:
        with self.lock:
            self.log.clear()

    def log_json(self) -> list[dict[str, Any]]:
        with self.lock:
            return [asdict(entry) for entry in self.log]
