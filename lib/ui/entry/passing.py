"""Which messages of a browser reach Streamlit.

What people who may enter send passes as it is, except for messages that no page of Pharos sends. Of what a stranger
sends, nothing passes: a new message takes its place that asks for the page, with a click on one of the buttons that the
stranger's page has, and nothing else in it.
"""

from __future__ import annotations

import re

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState

LARGEST_OF_A_STRANGER = 16 * 1024
"""Bytes of a message of a stranger that are looked at. A larger one asks for the page and nothing else."""
_MOST_OF_AN_ADDRESS, _MOST_OF_A_TEXT = 2_000, 300
_PAGES_SEND = (
    "rerun_script",
    "stop_script",
    "file_urls_request",
    "app_heartbeat",
    "backend_operation_request",
)
_PAGES_ASK_FOR = ("deferred_file", "dataframe_chunk")
_IDS = re.compile(rb"\$\$ID-[0-9a-f]{8,64}-(?:sign_in_[\w-]{1,60}|sign_out)")


def read(content: bytes) -> BackMsg | None:
    """The message in a WebSocket's frame; None if it is not one."""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except Exception:  # noqa: BLE001 - protobuf's error depends on its implementation
        return None
    return message


def passes(message: BackMsg) -> bool:
    """Whether a message of someone who may enter is one that pages send: not one that clears the caches that all share,
    looks at the server's files or is for developers."""
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in _PAGES_ASK_FOR
    return kind in _PAGES_SEND


def without_strays(run: ClientState) -> None:
    """Take out, in place, states of widgets that no page can have drawn: Streamlit's ids begin with $$. It would take
    any other name for something that a script has set, and fail with a traceback in the log."""
    kept = [widget for widget in run.widget_states.widgets if widget.id.startswith("$$")]
    if len(kept) < len(run.widget_states.widgets):
        _replace(run, kept)


def buttons(payload: bytes) -> set[str]:
    """Ids of the sign-in buttons in a message to a stranger."""
    return {found.decode() for found in _IDS.findall(payload)}


def of_a_stranger(content: bytes, shown: set[str]) -> BackMsg | None:
    """What Streamlit gets in place of a stranger's message: a request for the page, with clicks on buttons in `shown`.

    None if the message does not ask for the page.
    """
    if len(content) > LARGEST_OF_A_STRANGER:
        return whole_page(ClientState())
    message = read(content)
    if message is None or message.WhichOneof("type") != "rerun_script":
        return None
    own = whole_page(message.rerun_script)
    for state in message.rerun_script.widget_states.widgets:
        if state.id in shown and state.trigger_value:
            own.rerun_script.widget_states.widgets.add(id=state.id, trigger_value=True)
    return own


def whole_page(state: ClientState) -> BackMsg:
    """A message that asks for the whole page at the address of `state`, without what people typed or chose there."""
    own = BackMsg()
    run = own.rerun_script
    run.SetInParent()
    if len(state.query_string) <= _MOST_OF_AN_ADDRESS:
        run.query_string = state.query_string
    run.page_script_hash = state.page_script_hash[:_MOST_OF_A_TEXT]
    run.page_name = state.page_name[:_MOST_OF_A_TEXT]
    if state.HasField("context_info"):
        about = state.context_info
        for name in ("timezone", "locale", "url", "color_scheme"):
            if len(text := getattr(about, name)) <= _MOST_OF_AN_ADDRESS:
                setattr(run.context_info, name, text)
        run.context_info.timezone_offset = about.timezone_offset
        run.context_info.is_embedded = about.is_embedded
    return own


def same_page(state: ClientState) -> BackMsg:
    """A message that asks for the whole page as it stands: what people typed and chose stays, no click is repeated."""
    own = BackMsg()
    own.rerun_script.CopyFrom(state)
    run = own.rerun_script
    run.fragment_id = ""
    kept = [
        widget
        for widget in state.widget_states.widgets
        if widget.WhichOneof("value")
        not in ("trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value")
    ]
    _replace(run, kept)
    return own


def _replace(run: ClientState, kept: list[WidgetState]) -> None:
    del run.widget_states.widgets[:]
    run.widget_states.widgets.extend(kept)
