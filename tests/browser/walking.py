"""A walk over every page of the navigation, whatever pages there are, and what the server sent on the way."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.driving import pick, settled
from tests.data.canaries import Messages

_STREAMLITS_OWN = ("/static/", "/app/static/", "/favicon")
_GO = """path => {
  window.pharosWent = window.pharosTraffic.asked;
  window.history.pushState({}, "", path + window.location.search);
  window.dispatchEvent(new PopStateEvent("popstate", { state: window.history.state }));
}"""


class Sent:
    """Everything that the server sends to a page, from before it is opened: WebSocket messages, answers, downloads."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._messages = Messages()
        self._answers: list[Response] = []
        self._files: list[bytes] = []
        page.on("websocket", self._listen)
        page.on("response", lambda answer: self._answers.append(answer))

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, frame: str | bytes) -> None:
        assert isinstance(frame, bytes)
        self._messages.add(ForwardMsg.FromString(frame))

    @property
    def pages(self) -> list[str]:
        """The paths of the navigation, hidden ones too."""
        return list(self._messages.pages)

    @property
    def has_late_parts(self) -> bool:
        return self._messages.has_late_parts

    def forget(self) -> None:
        """Start anew: what was sent so far belongs to another role or page."""
        self._messages.forget()
        self._answers.clear()
        self._files.clear()

    def download_all(self) -> None:
        """Press every download button of the page and keep what comes."""
        for button in enabled(self._page.get_by_test_id("stDownloadButton").get_by_role("button")):
            with self._page.expect_download() as download:
                button.click()
            self._files.append(download.value.path().read_bytes())

    def contents(self) -> list[bytes]:
        """All of it, in bytes."""
        answers = [
            answer.body()
            for answer in self._answers
            if answer.ok
            and not urlsplit(answer.url).path.startswith(_STREAMLITS_OWN)
            and not _is_download(answer)
        ]
        return [*self._messages.contents, *answers, *self._files]


def _is_download(answer: Response) -> bool:
    """Chromium hands a download's body to a file only."""
    return answer.headers.get("content-disposition", "").startswith("attachment")


def enabled(found: Locator) -> Iterator[Locator]:
    for place in range(found.count()):
        if found.nth(place).is_visible() and found.nth(place).is_enabled():
            yield found.nth(place)


def view_as(page: Page, role: str) -> None:
    """Look at the program as a role; without a choice of people, the first of them."""
    page.get_by_role("button", name="View as").click()
    pick(page, "View as", role)
    page.keyboard.press("Escape")
    settled(page)


def go(page: Page, path: str) -> None:
    """Another page of the navigation in the same session, as the browser's history would."""
    page.evaluate(_GO, f"/{path}")
    page.wait_for_function("window.pharosTraffic.asked > window.pharosWent")
    settled(page)


def open_late_parts(page: Page) -> None:
    """Open what is sent only when opened: expanders, tabs, and the views of Actions."""
    for summary in enabled(page.get_by_test_id("stExpander").locator("details:not([open]) > summary")):
        summary.click()
        settled(page)
    views = page.get_by_role("radiogroup", name="What to see").get_by_role("radio")
    for tab in (*enabled(page.get_by_test_id("stTab")), *enabled(views)):
        tab.click()
        settled(page)
