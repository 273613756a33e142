"""Driving the app as a person would: a server of its own, the system's Chromium, and a few questions about a page."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    ViewportSize,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as TooLong

from lib.source.second import room
from tests.servers import warm

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
SETTLE_SECONDS = 60

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
_LOOPBACK = re.compile(
    r"(https?|wss?)://(127\.0\.0\.1|localhost|\[::1\])[:/]|(about|blob|data|chrome-error):"
)

ColorScheme = Literal["light", "dark"]


class Server:
    """One `streamlit run` on a free loopback port, with a home of its own: no settings or secrets of this machine's
    user reach it, and what it writes by default (data/) lands there too. The project's config.toml does reach it. A
    cold one imports everything itself, as on a server where it just started. `port`: to come back where it was. It has
    no second process unless `env` asks for it."""

    def __init__(
        self,
        home: Path,
        script: Path | str = "app.py",
        env: Mapping[str, str] | None = None,
        secrets: str | None = None,
        *,
        cold: bool = False,
        port: int | None = None,
    ) -> None:
        self.home = home
        self._log = home / "server.log"
        settings = home / ".streamlit"
        settings.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / ".streamlit" / "config.toml", settings)
        if secrets is not None:
            (settings / "secrets.toml").write_text(secrets, encoding="utf-8")
        port = port or free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = warm.start(
            [
                *("run", str(ROOT / script)),
                *("--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true"),
                *("--secrets.files", str(settings / "secrets.toml"), "--logger.enableRich", "false"),
            ],
            home=home,
            env={**_clean_environment(), "HOME": str(home), room.SETTING: "0", **(env or {})},
            log=self._log,
            cold=cold,
        )
        try:
            self._wait_until_healthy()
        except BaseException:
            self.stop()
            raise

    @property
    def process(self) -> int:
        """The number of its process."""
        return self._process.pid

    @property
    def log(self) -> str:
        """What the server printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End the server. Viewers who are still connected are not waited for."""
        self._process.terminate()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        return
            except (URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self.log}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _clean_environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PHAROS_", "STREAMLIT_", "PYTHON"))
    }


def browser_path() -> str:
    """The Chromium or Chrome of this machine; the variable CHROMIUM goes first."""
    for name in (os.environ.get("CHROMIUM", ""), *_NAMES, _MAC):
        if name and (path := shutil.which(name)):
            return path
    raise RuntimeError("no Chromium or Chrome found: run tests/install_chromium.sh")


@contextmanager
def launched() -> Iterator[Browser]:
    """Headless Chromium, which can reach this machine only."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


# Notes when the page last asked the server for something and when the server last said anything.
_NOTE_TRAFFIC = """(() => {
  window.pharosTraffic = { asked: 0, answered: 0 };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => { window.pharosTraffic.answered = performance.now(); });
    }
    send(data) { window.pharosTraffic.asked = performance.now(); super.send(data); }
  };
})()"""


class Profiles:
    """Browser profiles, lent one after the other: what one page has fetched and compiled the next need not.

    A profile comes back without cookies and without what pages stored, and as many as are wanted are out at a time:
    each is a viewer of its own.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[tuple[BrowserContext, set[str]]] = []

    @contextmanager
    def page(
        self, *, width: int = 1440, height: int = 900, color_scheme: ColorScheme = "light"
    ) -> Iterator[Page]:
        """A page in a profile that nobody else has; fails at its end where it asked for anything outside this
        machine."""
        profile, outside = self._idle.pop() if self._idle else self._new()
        outside.clear()
        page = profile.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=color_scheme, reduced_motion="reduce")
        try:
            yield page
        except BaseException:
            profile.close()
            raise
        _empty(profile)
        asked = sorted(outside)
        self._idle.append((profile, outside))
        assert not asked, f"the page asked for something outside this machine: {asked}"

    def close(self) -> None:
        """End the profiles that nobody has."""
        for profile, _ in self._idle:
            profile.close()
        self._idle.clear()

    def _new(self) -> tuple[BrowserContext, set[str]]:
        profile = self._browser.new_context(reduced_motion="reduce")
        profile.add_init_script(_NOTE_TRAFFIC)
        return profile, _watched(profile)


def _empty(profile: BrowserContext) -> None:
    """Forget what the pages of a profile left there. One stays, blank: its process keeps what it has compiled."""
    profile.clear_cookies()
    profile.clear_permissions()
    *others, last = profile.pages
    for page in (*others, last):
        if page.evaluate("location.protocol").startswith("http"):
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    for page in others:
        page.close()
    try:
        last.goto("about:blank", timeout=2000)
    except Error:  # the page asks whether to leave it
        last.close()


@contextmanager
def opened(browser: Browser, **wanted: Any) -> Iterator[Page]:
    """A page in a profile that ends with it; `wanted` as in `Profiles.page`."""
    profiles = Profiles(browser)
    try:
        with profiles.page(**wanted) as page:
            yield page
    finally:
        profiles.close()


def _watched(profile: BrowserContext) -> set[str]:
    """Addresses outside this machine that pages of a profile ask for, filled as they do."""
    outside: set[str] = set()

    def note(url: str) -> None:
        if not _LOOPBACK.match(url):
            outside.add(url)

    profile.on("request", lambda request: note(request.url))
    profile.on("page", lambda page: page.on("websocket", lambda websocket: note(websocket.url)))
    return outside


# What still moves on the page, in words; "" when nothing does.
_BUSY = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return "no app yet";
  if (app.dataset.testConnectionState !== "CONNECTED") return "not connected";
  if (app.dataset.testScriptState !== "notRunning") return "script " + app.dataset.testScriptState;
  const { asked, answered } = window.pharosTraffic;
  if (asked > answered && performance.now() - asked < 5000) return "waiting for the server";
  for (const id of ["stSkeleton", "stSkeletonElement", "stSpinner"])
    if (document.querySelector(`[data-testid="${id}"]`)) return id;
  if (document.querySelector('[data-stale="true"]')) return "stale elements";
  for (const chart of document.querySelectorAll('[data-testid="stVegaLiteChart"], [data-testid="stMetricChart"]'))
    if (chart.checkVisibility() && !chart.querySelector("canvas, svg")) return "a chart without a drawing";
  if (document.fonts.status !== "loaded") return "fonts";
  return "";
}"""


def quiet(page: Page, for_seconds: float = 0.2, within_seconds: float = SETTLE_SECONDS) -> Page:
    """Waits until the script run has ended and everything is drawn, and stays so for a moment. Gives the page back.

    An answer of the server that is still under way counts as movement. `st.skeleton` and spinners that a page shows for
    good are never quiet.
    """
    deadline = time.monotonic() + within_seconds
    since: float | None = None
    busy = ""
    while time.monotonic() < deadline:
        busy = page.evaluate(_BUSY)
        now = time.monotonic()
        if busy:
            since = None
        elif since is None:
            since = now
        elif now - since >= for_seconds:
            return page
        page.wait_for_timeout(40)
    raise AssertionError(f"the page did not settle in {within_seconds:g} s: {busy or 'it kept moving'}")


def settled(page: Page, within_seconds: float = SETTLE_SECONDS) -> Page:
    """`quiet`, and fails where the script ended in an exception. Call it after opening an address and after every
    action."""
    quiet(page, within_seconds=within_seconds)
    assert page.get_by_test_id("stException").count() == 0, "the page shows an exception"
    return page


def pick(page: Page, box: str, option: str, *, typed: bool = False) -> None:
    """Opens a list, narrows it by what is typed, and chooses. The list is opened again where the page was drawn anew
    meanwhile, which closes it; a person would do the same."""
    combobox, chosen = (
        page.get_by_role("combobox", name=box),
        page.get_by_role("option", name=option, exact=True),
    )
    for last in (False, False, True):
        combobox.scroll_into_view_if_needed()
        quiet(page)  # a page that still scrolls closes the list
        try:
            combobox.fill(option, timeout=10_000) if typed else combobox.click(timeout=10_000)
            chosen.click(timeout=10_000)
        except TooLong:
            if last:
                raise
            settled(page)
        else:
            return


_SIDEWAYS = """() => {
  const boxes = [document.documentElement, ...document.querySelectorAll('[data-testid="stMain"]')];
  const wide = boxes.filter(box => box.scrollWidth > box.clientWidth + 1);
  if (!wide.length) return [];
  const edge = document.documentElement.clientWidth + 1;
  const name = element => element.tagName.toLowerCase() + (element.dataset.testid ? `[${element.dataset.testid}]` : "")
    + ` reaches ${Math.round(element.getBoundingClientRect().right)} of ${edge - 1} px`;
  const scrollsItself = element => element.dataset.testid !== "stMain" && element !== document.body
    && getComputedStyle(element).overflowX !== "visible";
  const isCut = element => element && (scrollsItself(element) || isCut(element.parentElement));
  const beyond = [...document.querySelectorAll('[data-testid="stMain"] *')]
    .filter(element => element.getBoundingClientRect().right > edge && !isCut(element.parentElement));
  const inner = beyond.filter(element => !beyond.some(other => other !== element && element.contains(other)));
  return (inner.length ? inner : wide).slice(0, 5).map(name);
}"""


def scrolls_sideways(page: Page) -> list[str]:
    """What makes the page wider than its window, a line each; empty where nothing does."""
    return page.evaluate(_SIDEWAYS)


WHOLE_HEIGHT = """() => {
  const boxes = document.querySelectorAll('[data-testid="stMain"], [data-testid="stSidebarContent"]');
  return Math.ceil(Math.max(...[...boxes].map(box => box.getBoundingClientRect().top + box.scrollHeight)));
}"""


_BEFORE_CLOSED = """() => {
  const closed = [...document.querySelectorAll('[data-testid="stExpander"] details:not([open])')];
  const height = closed.reduce((sum, box) => sum + box.getBoundingClientRect().height + 16, 0);
  return Math.ceil(document.querySelector('[data-testid="stMain"]').scrollHeight - height);
}"""


def height_before_closed(page: Page) -> int:
    """Pixels of the page without its closed sections."""
    return page.evaluate(_BEFORE_CLOSED)


@contextmanager
def in_full_height(page: Page) -> Iterator[None]:
    """The window as high as the whole page for a while: Streamlit scrolls inside a box, and what that box cuts off is
    seen by neither a picture nor axe. Chromium draws up to 16,384 pixels."""
    before = page.viewport_size
    assert before is not None
    for _ in range(3):
        wanted: ViewportSize = {"width": before["width"], "height": min(page.evaluate(WHOLE_HEIGHT), 16_000)}
        if page.viewport_size == wanted:
            break
        page.set_viewport_size(wanted)
        quiet(page)
    yield
    page.set_viewport_size(before)


def whole_page(page: Page, path: Path) -> None:
    """A picture of the whole page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with in_full_height(page):
        page.screenshot(path=path, animations="disabled")


# st.metric draws its own sparkline, and the dot at its end has no name that an app could give it.
_STREAMLITS_OWN = re.compile(r'svg-img-alt .*class="mark-symbol role-mark metric_chart_')


def axe_violations(page: Page, context: str | None = None) -> list[str]:
    """Serious and critical accessibility violations of the whole page, a line each. `context`: a selector to look at
    alone. axe leaves out what it cannot judge, such as text over a drawing or on a tab."""
    with in_full_height(page):
        found = Axe().run(page, context=context).response["violations"]
    lines = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:200]}: {node.get('failureSummary', '')}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
    return [line for line in lines if not _STREAMLITS_OWN.match(line)]
