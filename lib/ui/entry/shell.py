"""What surrounds every page: the navigation and the logo."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.access.redaction import ROLES, Role, Viewer
from lib.telemetry import counters
from lib.ui.entry import doors
from lib.ui.entry.later import HOME

_LIGHTHOUSE = (Path(__file__).parents[3] / "static" / "pharos.svg").read_bytes()
ICON = f"data:image/svg+xml;base64,{base64.b64encode(_LIGHTHOUSE).decode()}"
_ADDRESS = re.compile(r"[\w.~-]{1,60}")
_MOST_UNKNOWN = 20

Navigation = dict[str, list[st.Page]]


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page of the navigation, and the roles that may open it. Its address is the name of its file."""

    section: str
    path: str
    title: str
    icon: str
    roles: tuple[Role, ...] = ROLES

    @property
    def address(self) -> str:
        return Path(self.path).stem


PAGES = (
    PageEntry("Program", "pages/program/overview.py", "Overview", ":material/lightbulb:"),
    PageEntry("Program", "pages/program/health.py", "Health", ":material/monitor_heart:"),
    PageEntry("Program", "pages/program/actions.py", "Actions", ":material/task_alt:"),
    PageEntry("Program", "pages/program/lighthouses.py", "Lighthouses", ":material/flare:"),
    PageEntry("Program", "pages/program/outcomes.py", "Outcomes", ":material/flag:"),
    PageEntry("Program", "pages/program/playbook.py", "Playbook", ":material/menu_book:"),
    PageEntry("Program", "pages/program/dependencies.py", "Dependencies", ":material/hub:"),
    PageEntry("Program", "pages/program/review.py", "Review", ":material/rate_review:"),
    PageEntry("Circle", "pages/circle/circle.py", "Circle", ":material/groups:"),
    PageEntry(
        "Circle",
        "pages/circle/log_session.py",
        "Log a session",
        ":material/edit_calendar:",
        ("admin", "lead"),
    ),
    PageEntry("Circle", "pages/circle/notes.py", "From notes", ":material/description:", ("admin", "lead")),
    PageEntry("Sheet", "pages/sheet/edit.py", "Edit", ":material/edit_note:"),
    PageEntry("Sheet", "pages/sheet/checks.py", "Checks", ":material/fact_check:", ("admin", "lead")),
    PageEntry("Sheet", "pages/sheet/history.py", "History", ":material/history:", ("admin", "lead")),
    PageEntry("Sheet", "pages/sheet/settings.py", "Settings", ":material/tune:", ("admin",)),
    PageEntry("Sheet", "pages/sheet/bring.py", "Use your log", ":material/input:", ("admin",)),
    PageEntry("Sheet", "pages/sheet/connect.py", "Connect", ":material/add_link:", ("admin",)),
    PageEntry("Help", "pages/help/glossary.py", "Glossary", ":material/dictionary:"),
)
"""Every page, in the order of the navigation. The first one opens at /."""


def timed(address: str) -> AbstractContextManager[None]:
    """Count a run of the page at this address, and its seconds. An address that is no page of Pharos has no name of its
    own there."""
    known = {PAGES[0].address if address == "" else address} & {page.address for page in PAGES}
    return counters.timed(next(iter(known), "other"))


def pages(viewer: Viewer) -> Navigation:
    """The pages that the viewer's role may open, by section; at the other addresses, a page that says who may.

    Each run has pages of its own, since Streamlit notes in them which one may run.
    """
    return {section: list(map(copy, those)) for section, those in _of_role(viewer.role).items()}


@cache
def _of_role(role: Role) -> Navigation:
    """The pages of a role, made once: Streamlit looks for each one's file.

    Streamlit serves the default page at / only and says "Page not found" at the page's own name. A hidden copy answers
    there, so that /overview can be opened and shared like any other page.
    """
    navigation: Navigation = {}
    for number, place in enumerate(PAGES):
        section = navigation.setdefault(place.section, [])
        if role not in place.roles:
            section.append(_hidden(_refusal(place.roles, role), place.address))
            continue
        if number == 0:
            section.append(
                st.Page(place.path, title=place.title, icon=place.icon, url_path=HOME, default=True)
            )
        visibility: Literal["visible", "hidden"] = "visible" if number else "hidden"
        section.append(
            st.Page(
                place.path, title=place.title, icon=place.icon, url_path=place.address, visibility=visibility
            )
        )
    return navigation


def unknown_address(navigation: Navigation) -> None:
    """Add a page that says so at each address that this session asked for and that is nobody's."""
    context = get_script_run_ctx()
    wanted = context.pages_manager.intended_page_name if context else None
    known = {page.url_path for pages in navigation.values() for page in pages}
    asked: list[str] = st.session_state.setdefault("unknown_addresses", [])
    if wanted and wanted not in known and wanted not in asked and _ADDRESS.fullmatch(wanted):
        st.session_state["unknown_addresses"] = asked = [*asked, wanted][-_MOST_UNKNOWN:]
    navigation.setdefault("", []).extend(
        _hidden(_nowhere(address), address) for address in asked if address not in known
    )


def _nowhere(address: str) -> Callable[[], None]:
    return lambda: doors.unknown_address(address)


def closed(door: Callable[[], None]) -> Navigation:
    """The same door at the address of every page: people who then sign in are already on the page they wanted."""
    first = st.Page(door, title="Pharos", url_path=HOME, default=True)
    return {"": [first, *(_hidden(door, place.address) for place in PAGES)]}


def _refusal(roles: tuple[Role, ...], role: Role) -> Callable[[], None]:
    return lambda: doors.not_for_this_role(roles, role)


def _hidden(door: Callable[[], None], address: str) -> st.Page:
    return st.Page(door, title="Pharos", url_path=address, visibility="hidden")


def logo() -> None:
    """Add the logo."""
    st.logo(ICON, size="large")
