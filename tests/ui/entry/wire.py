"""A browser without a browser: Streamlit's messages over a WebSocket and files over HTTP, with a cookie."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.data.canaries import Messages, marks_in

SECRET = "0123456789abcdef" * 4
USER, XSRF = "_streamlit_user", "_streamlit_xsrf"


def cookie(url: str, email: str, *, seconds: float = 3600, nonce: str = "", secret: str = SECRET) -> str:
    """The cookie of someone who signed in a minute ago and stays so for `seconds`."""
    now = time.time()
    told = {
        "origin": url,
        "is_logged_in": True,
        "provider": "default",
        "iss": "https://id.example.org",
        "email": email,
        "email_verified": True,
        "name": email,
        "nonce": nonce or f"{email} {now}",
        "iat": now - 60,
        "exp": now + seconds,
    }
    return f"{USER}={create_signed_value(secret, USER, json.dumps(told)).decode()}"


def get(url: str, cookies: str = "", method: str = "GET", data: bytes | None = None) -> tuple[int, bytes]:
    """Status and content of an answer."""
    headers = {"Cookie": cookies} if cookies else {}
    try:
        with urlopen(Request(url, data, headers, method=method), timeout=20) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


class Wire:
    """One page: what it says, and everything that it is told. Without cookies it is a stranger's."""

    def __init__(self, url: str, cookies: str = "", *, page: str = "", opened: bool = True) -> None:
        self.url, self.page = url, page
        token = generate_xsrf_token_string()
        self.cookies = f"{XSRF}={token}" + (f"; {cookies}" if cookies else "")
        parts = urlsplit(url)
        self._open = ExitStack()
        wanted = connect(
            f"ws://{parts.netloc}/_stcore/stream",
            origin=Origin(url),
            subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
            additional_headers={"Cookie": self.cookies},
            max_size=None,
            ping_interval=None,  # a browser sends no pings
        )
        self._socket = self._open.enter_context(wanted)
        self.messages = Messages()
        self.session = ""
        self.fragments: dict[str, None] = {}
        self.deferred: dict[str, str] = {}
        self.buttons: dict[str, str] = {}
        self.menus: dict[str, str] = {}
        self.title = ""
        """The last heading of the first level."""
        self.addresses: list[str] = []
        if opened:
            self.run()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()

    @property
    def marks(self) -> set[str]:
        return marks_in(self.messages.contents)

    def send(self, message: BackMsg) -> None:
        self._socket.send(message.SerializeToString())

    def say(self, **fields: Any) -> None:
        """Send a message of one field: `say(clear_cache=True)`."""
        self.send(BackMsg(**fields))

    def send_raw(self, content: bytes | str) -> None:
        self._socket.send(content)

    def asking(
        self, *, fragment: str = "", click: str = "", widgets: dict[str, Any] | None = None
    ) -> BackMsg:
        """A message that asks for a run."""
        message = BackMsg()
        run = message.rerun_script
        run.SetInParent()
        run.page_name, run.fragment_id = self.page, fragment
        run.context_info.url = f"{self.url}/{self.page}"
        if click:
            run.widget_states.widgets.add(id=click, trigger_value=True)
        for name, value in (widgets or {}).items():
            run.widget_states.widgets.add(id=name, **value)
        return message

    def run(self, seconds: float = 30, **wanted: Any) -> bool:
        """Ask for a run and hear it to its end; out: whether it ended."""
        self.send(self.asking(**wanted))
        return self.hear(_ends_a_run, seconds)

    def download(self, file: str, seconds: float = 10) -> str:
        """Click a download that is made on the click; out: the path of the file, "" if there was no answer."""
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = "one", self.session
        asked.deferred_file.file_id = file
        self.send(message)
        before = len(self.addresses)
        self.hear(lambda answer: answer.HasField("backend_operation_response"), seconds)
        return self.addresses[-1] if len(self.addresses) > before else ""

    def get(self, path: str) -> tuple[int, bytes]:
        return get(f"{self.url}{path}", self.cookies)

    def hear(self, until: Callable[[ForwardMsg], bool] = lambda _: False, seconds: float = 2) -> bool:
        """Take messages until one is the last, or `seconds` pass or the server hangs up; out: whether it came."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            try:
                content = self._socket.recv(timeout=left)
            except (TimeoutError, ConnectionClosed):
                return False
            assert isinstance(content, bytes)
            message = ForwardMsg.FromString(content)
            self._take(message)
            if until(message):
                return True
        return False

    def forget(self) -> None:
        """What was told so far is of no interest."""
        self.messages.forget()
        self.title = ""

    @property
    def closed_with(self) -> int | None:
        """The code with which the server hung up; None while it has not."""
        self.hear(seconds=10)
        return self._socket.close_code

    def _take(self, message: ForwardMsg) -> None:
        self.messages.add(message)
        if message.HasField("new_session"):
            self.session = message.new_session.initialize.session_id or self.session
        element = message.delta.new_element
        if message.delta.fragment_id:
            self.fragments[message.delta.fragment_id] = None
        if element.heading.tag == "h1":
            self.title = element.heading.body
        if element.download_button.deferred_file_id:
            self.deferred[element.download_button.label] = element.download_button.deferred_file_id
        if message.delta.add_block.popover.id:
            self.menus[message.delta.add_block.popover.label] = message.delta.add_block.popover.id
        if element.button.id:
            self.buttons[element.button.label] = element.button.id
        if address := message.backend_operation_response.deferred_file.url:
            self.addresses.append(address)


def _ends_a_run(message: ForwardMsg) -> bool:
    """Whether a run is over and no other follows at once."""
    early = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
    return message.WhichOneof("type") == "script_finished" and message.script_finished != early
