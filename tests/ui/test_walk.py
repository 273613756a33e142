"""A walk that uses everything that can be used on every page, in every role, and looks at all that was sent.

Each tab and expander is opened, each filter and control set, each search asked, each download made. What can be used is
on the list `USED`; a new element fails the walk until it is there, with the way in which it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.elements.widgets import button
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.access.redaction import ROLES, Role
from lib.access.stand_ins import MARK
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.metrics.core.groups import DIMENSIONS
from lib.ui.actions import views
from lib.ui.entry.shell import PAGES
from tests.data.canaries import (
    Messages,
    first_viewer,
    hidden,
    hidden_of_survey,
    log_of,
    mark,
    marked,
    marked_survey,
    marks_in,
)
from tests.examples import IS_THOROUGH
from tests.ui.conftest import APP

FRAME = (
    "popover:more_filters", "popover:view_as", "popover:log_checks", "multiselect:circle", "multiselect:sponsor",
    "multiselect:priority", "multiselect:program", "multiselect:function", "multiselect:region",
    "selectbox:period", "date_input:as_of",
    "date_input:from", "date_input:to",
    "selectbox:view_as_role", "selectbox:view_as_email", "popover:table_*", "popover:step_*",
    "popover:status_rules",
    "download_button:csv_*", "download_button:png_*", "download_button:svg_*",
)  # fmt: skip
FILTERS = {name for name in FRAME if name.startswith(("multiselect", "date_input", "selectbox:period"))}
FILTERED = ("actions",)
"""The page on which they are set for every commit; all pages where somebody looks harder."""
USED: dict[str, tuple[str, ...]] = {
    "overview": (*FRAME, "expandable:in_use", "expandable:oldest_asks",
                 "expandable:sight", "expandable:other_circles", "expandable:also_changed",
                 "expandable:what_changed", "expandable:sponsors",
                 "expandable:my_other_circles", "expandable:more_asks", "expandable:more_due", "expandable:all_needs",
                 "expandable:three_answers", "expandable:all_circles", "expandable:by_program",
                 "popover:Record an act",
                 "popover:brief_forms", "download_button:brief*",
                 "selectbox:desk_act_circle", "button:desk_*", "expandable:nudges",
                 "selectbox:nudge_owner"),
    "health": (
        *FRAME, "popover:about_*",
        "button_group:aspect", "button_group:health_by", "selectbox:figure", "popover:Comments from *",
        "expandable:circle_charts", "expandable:cohorts", "expandable:every_habit",
        "expandable:part_figures", "expandable:pulse", "expandable:next_steps",
    ),
    "actions": (
        *FRAME, "button_group:actions_view", "button_group:actions_by", "button_group:actions_parts",
        "button_group:actions_need", "button_group:broken_link", "multiselect:actions_groups_*",
        "expandable:more_figures", "expandable:nudges", "expandable:broken_links", "expandable:breakdown",
        "expandable:follow", "pagination:actions_page", "selectbox:nudge_owner",
        "selectbox:map_row", "text_input:actions_find", "text_input:map_find", "checkbox:map_teams",
        "checkbox:actions_edit",
        "download_button:actions_export", "dataframe:quick_actions_*", "button:actions_tick_all",
        "selectbox:actions_flow_circle", "selectbox:actions_figure",
    ),
    "lighthouses": (
        *FRAME, "tab_container:part", "selectbox:practice", "selectbox:story_team", "selectbox:map_place",
        "selectbox:map_practice", "popover:map_story", "expandable:lasting", "expandable:next",
        "expandable:needs_a_hand", "expandable:spread", "expandable:where", "expandable:record",
        "button_group:works_by", "selectbox:works_beside", "download_button:html_*", "button:map_play",
        "popover:Record a change of stage", "selectbox:record_*", "text_input:record_*", "text_area:record_*",
        "date_input:record_*", "number_input:record_*", "button:save_record_*",
    ),
    "review": (
        *FRAME, "selectbox:review_*", "button_group:review_period", "expandable:review_*", "button:review_*",
        "popover:Ask for a decision", "text_input:review_*", "text_area:review_*", "date_input:review_*",
        "number_input:review_*", "button:FormSubmitter*", "expandable:The figures as they were on *",
        "popover:brief_forms", "download_button:brief*", "download_button:review_calendar",
    ),
    "outcomes": (
        *FRAME, "expandable:chain_ends", "expandable:all_results", "expandable:all_changes", "expandable:promises",
        "expandable:outcome_figures", "expandable:record_change", "button_group:chain_link",
        "selectbox:chain_priority", "selectbox:outcome_change", "selectbox:change_*", "text_input:change_*",
        "text_area:change_*", "date_input:change_*", "button:save_change",
    ),
    "playbook": (
        *FRAME, "text_input:playbook_find", "multiselect:playbook_*", "pagination:playbook_page",
        "selectbox:playbook_entry", "button_group:playbook_by", "button_group:playbook_draft",
        "expandable:playbook_*", "link_button:Open what it links to", "selectbox:try_*", "text_input:try_*",
        "text_area:try_*", "date_input:try_*", "number_input:try_*", "multiselect:try_*", "button:save_try_*",
        "selectbox:entry_*", "text_input:entry_*", "text_area:entry_*", "button:save_entry",
    ),
    "dependencies": (*FRAME, "expandable:dependency_figure"),
    "circle": (
        *FRAME, "selectbox:circle_chosen",
        "expandable:circle_edit_attendance", "expandable:circle_all_figures",
        "expandable:circle_people", "expandable:circle_range", "expandable:circle_work", "expandable:who_was_there",
        "tab_container:circle_people_tabs", "tab_container:circle_work_tabs", "popover:circle_agenda_copy",
        "download_button:circle_agenda_*", "download_button:circle_calendar", "link_button:Mail it",
        "popover:circle_subscribe",
        "selectbox:circle_attendance_session", "text_input:circle_there_*",
        "button_group:circle_there_*", "dataframe:quick_circle*", "button:circle_*", "pagination:circle_*",
        "dataframe:quick_*", "button:actions_tick_all",
        "expandable:circle_quick_open", "button_group:circle_quick_*",
    ),
    "log_session": (*FRAME, "selectbox:log_*", "date_input:log_*", "text_input:log_*", "text_area:log_*",
                    "button_group:log_*", "multiselect:log_*", "number_input:log_*", "checkbox:log_*",
                    "button:log_all_prework", "button:log_next_up", "button:log_save", "button:log_everyone",
                    "expandable:log_open_*", "expandable:Every cell that will be *",
                    "selectbox:series_*", "date_input:series_*", "number_input:series_*", "checkbox:series_*",
                    "button_group:series_*", "button:series_save"),
    "notes": (*FRAME, "text_area:notes_*", "file_uploader:notes_*", "button:notes_*"),
    "edit": (*FRAME, "selectbox:tab", "text_input:edit_search", "dataframe:grid_*", "expandable:Add a record to *",
             "number_input:edit_page", "button:FormSubmitter*", "selectbox:new_*", "text_input:new_*",
             "text_area:new_*", "date_input:new_*", "number_input:new_*", "multiselect:new_*", "checkbox:new_*",
             "button_group:new_*"),
    "checks": (*FRAME, "button_group:check_severity", "multiselect:check_tab", "dataframe:check_list", "button:do_*",
               "radio:keep_*", "button:merge_*", "checkbox:pair_*", "expandable:not_recorded"),
    "history": (*FRAME, "multiselect:history_*", "date_input:history_since", "dataframe:history_list",
                "button:undo_*", "download_button:Download as CSV"),
    "connect": (*FRAME, "button:Test", "text_input:connect_address", "download_button:Download the template (.xlsx)"),
    "glossary": (),
    "settings": (*FRAME, "selectbox:settings_*", "number_input:settings_*", "text_input:settings_*",
                 "button:save_settings", "button:discard_settings", "expandable:Tabs, headers and dates*",
                 "expandable:mails", "selectbox:mails_shown", "dataframe:mails_due", "download_button:mail_*",
                 "tab_container:*"),
    "bring": (*FRAME, "selectbox:bring_*", "file_uploader:bring_upload", "popover:Change a column", "button:bring_*",
              "expandable:bring_plain",
              "download_button:bring_plain", "button:Read my log this way", "expandable:Why * not used",
              "expandable:* not read", "expandable:* to look at, once the log is in use"),
}  # fmt: skip
"""By page, the type and the key (or label) of everything that can be used. Pages are walked in each role that may open
them; buttons that write are not pressed, and grids and forms are only drawn: what they hold is sent with them."""

WORDS = {"search": "a", "nothing": "no such text"}
VALUES: dict[str, tuple[object, ...]] = {
    "health_by": ("quarter",),
    "works_by": ("region",),
    "playbook_by": ("region",),
    "log_what": ("Plan a series", "Log a session"),
    "actions_by": DIMENSIONS,
    "actions_parts": DIMENSIONS,
}
"""Values of controls whose options read differently."""
LOOKED_AT = {"aspect", "actions_need", "broken_link", "chain_link", "check_severity"}
"""Controls whose options read as their values."""


class Walk:
    """The app in one role, and everything that it sent, downloads included."""

    def __init__(self, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app = app
        self.sent = Messages()
        self.elements: dict[str, str] = {}
        self._tabs: dict[tuple[int, ...], str] = {}
        self.tabs: dict[str, list[str]] = {}
        self.files: list[bytes] = []
        self._made: set[str] = set()
        enqueue = local_script_runner.ForwardMsgQueue.enqueue
        marshall = button.marshall_file

        def noted(queue: Any, message: ForwardMsg) -> None:
            self._take(message)
            enqueue(queue, message)

        def downloaded(coordinates: str, data: Any, proto: Any, *rest: Any, **more: Any) -> None:
            kind = proto.id.rpartition("-")[2]
            if kind not in self._made or not callable(data):
                self._made.add(kind)
                content = data() if callable(data) else data
                self.files.append(content if isinstance(content, bytes) else str(content).encode())
            marshall(coordinates, data, proto, *rest, **more)

        monkeypatch.setattr(local_script_runner.ForwardMsgQueue, "enqueue", noted)
        monkeypatch.setattr(button, "marshall_file", downloaded)

    def _take(self, message: ForwardMsg) -> None:
        self.sent.add(message)
        path = tuple(message.metadata.delta_path)
        element, block = message.delta.new_element, message.delta.add_block
        kind = element.WhichOneof("type") or ""
        found = getattr(element, kind, None)
        if kind not in ("", "vega_lite_chart") and getattr(found, "id", ""):
            self._note(kind, found.id, getattr(found, "label", ""))
        for kind in ("expandable", "popover", "tab_container"):
            if block.HasField(kind):
                of = getattr(block, kind)
                key = self._note(kind, of.id, getattr(of, "label", ""))
                if kind == "tab_container" and of.id:
                    self._tabs[path] = key
        if block.HasField("tab") and path[:-1] in self._tabs:
            labels = self.tabs.setdefault(self._tabs[path[:-1]], [])
            if block.tab.label not in labels:
                labels.append(block.tab.label)

    def _note(self, kind: str, id: str, label: str) -> str:
        key = id.split("-", 2)[2] if id.startswith("$$ID") else ""
        key = label if key in ("", "None") else key
        self.elements[f"{kind}:{key}"] = id
        return key

    def open(self, script_hash: str) -> None:
        """Open a page anew."""
        self.sent.forget()
        self.files.clear()
        for seen in (self.elements, self._tabs, self.tabs, self._made):
            seen.clear()
        self.app._page_hash = script_hash
        self.run()

    def run(self) -> None:
        self.app.run()
        assert not self.app.exception

    def set(self, key: str, value: object) -> None:
        self.app.session_state[key] = value
        self.run()

    def use_everything(self, *, sets_filters: bool) -> None:
        """Use each element once; what shows up on the way is used as well. The filters are the same on every page. Of
        elements whose keys differ in a number, one is used unless somebody looks harder; so of settings and of columns
        to bring, one of a type."""
        done: set[str] = set()
        twins: set[str] = set()
        while left := sorted(set(self.elements) - done):
            self._unfold(left)
            for name in left:
                done.add(name)
                kind = re.sub(r"((?:settings|bring)_).*", r"\1", re.sub(r"\d+", "", name))
                if (sets_filters or name not in FILTERS) and (IS_THOROUGH or kind not in twins):
                    twins.add(kind)
                    self._use(*name.split(":", 1))

    def _unfold(self, names: list[str]) -> None:
        """Open all closed sections and popovers at once: each sends then what it sends when opened alone."""
        closed = [
            name.split(":", 1)[1]
            for name in names
            if name.startswith(("expandable:", "popover:")) and self.elements[name]
        ]
        for key in closed:
            self.app.session_state[key] = True
        if closed:
            self.run()

    def _use(self, kind: str, key: str) -> None:
        match kind:
            case "tab_container":
                for label in list(self.tabs.get(key, ())):
                    self.set(key, label)
            case "button_group" if key == "actions_view":
                for view in views._VIEWS:
                    self.set(key, view)
            case "button_group" if key in VALUES or key in LOOKED_AT:
                found = [control for control in self.app.get("button_group") if control.key == key]
                options = VALUES.get(key) or tuple(self._values(key, found))
                for value in options if IS_THOROUGH else options[:2]:
                    self.set(key, value)
            case "text_input" if key.endswith(("_find", "_search")):
                for text in WORDS.values() if IS_THOROUGH else [WORDS["search"]]:
                    self.app.text_input(key=key).input(text).run()
                    assert not self.app.exception
                self.app.text_input(key=key).input("").run()
            case "checkbox" if key in ("map_teams", "actions_edit"):
                self.set(key, True)
            case "button" if key == "map_play":
                self.app.button(key=key).click().run()
                assert not self.app.exception
                assert self.app.get("vega_lite_chart"), "the map that plays is sent, with its data"
            case "multiselect" if not key.startswith(("new_", "log_")):
                box = self.app.multiselect(key=key)
                if box.options:
                    box.select(box.options[0]).run()
                    assert not self.app.exception
                    self.set(key, [])
            case "date_input" if key == "as_of":
                self.set(key, date.today() - timedelta(days=40))
                self.set(key, date.today())
            case "selectbox" if not key.startswith(("view_as", "new_", "record_", "log_")):
                self._choose(key)

    def _values(self, key: str, found: list[Any]) -> Iterator[str]:
        if key == "aspect":
            yield from found[0].options if found else ()

    def _choose(self, key: str) -> None:
        """The last option, and where somebody looks harder the first again."""
        for place in (-1, 0) if IS_THOROUGH else (-1,):
            box = next((box for box in self.app.selectbox if box.key == key), None)
            if box is None or not box.options:
                return
            box.select_index(place % len(box.options)).run()
            assert not self.app.exception, key


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("walked") / "marked.xlsx"
    tables = marked()
    tables["edits"] += journal(tables)
    make.write(tables, path)
    make.write(marked_survey(), path.with_name("survey.xlsx"))
    return path


def journal(tables: make.Tables) -> list[dict[str, object]]:
    """A save in the first lead's circle, which that lead may read, and one with marks in each other circle."""
    own, at = tables["circles"][0]["circle"], f"{date.today()}T00:00:00+00:00"
    first = {str(action["circle"]): action for action in reversed(tables["actions"])}
    return [
        {"at": at, "who": "lea@example.org" if circle == own else mark("edits", "who", 100 + n), "tab": "actions",
         "change_set": f"cs-{n}", "key": action["action"], "column": "what", "new": action["what"],
         "old": "before" if circle == own else mark("edits", "old", 100 + n)}
        for n, (circle, action) in enumerate(first.items())
    ]  # fmt: skip


@cache
def read(path: Path) -> CircleLog:
    return log_of(path)


def pages_of(role: Role) -> set[str]:
    """The pages to walk in a role: those that roles which see less may not open, or all where somebody looks harder."""
    less = ROLES[ROLES.index(role) + 1 :]
    may_open = {page.address: set(page.roles) for page in PAGES}
    return {
        page for page, roles in may_open.items() if role in roles and (IS_THOROUGH or not roles & set(less))
    }


@pytest.mark.parametrize("role", ROLES)
def test_nothing_that_can_be_used_sends_what_the_role_may_not_see(
    workbook: Path, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = read(workbook)
    secret = hidden(log, first_viewer(log, role)) | hidden_of_survey(role)
    monkeypatch.setenv("PHAROS_WORKBOOK", str(workbook))
    streamlit.cache_resource.clear()
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.secrets["workbook"] = {"survey_path": str(workbook.with_name("survey.xlsx"))}
    walk = Walk(app, monkeypatch)
    walk.run()
    if role != "admin":
        app.selectbox(key="view_as_role").select(role).run()
    assert set(walk.sent.pages) == set(USED), "a new page has a line in USED"
    unlisted = set()
    walked = pages_of(role)
    for page, script_hash in walk.sent.pages.items():
        if page not in walked:
            continue
        walk.open(script_hash)
        walk.use_everything(sets_filters=IS_THOROUGH or page in FILTERED)
        unlisted |= {
            (page, name) for name in walk.elements if not any(fnmatch(name, known) for known in USED[page])
        }
        contents = [*walk.sent.contents, *walk.files]
        found = marks_in(contents)
        assert not found & secret, (page, role)
        text = b"\n".join(contents)
        assert MARK.encode() not in text, "a number that figures count in place of a person"
        assert not re.search(rb"person [0-9a-f]{12}", text)
        if page == "lighthouses":
            assert {b"<svg", b"<html"} <= {
                kind for kind in (b"<svg", b"<html") if any(kind in file for file in walk.files)
            }
        if page == "history":
            assert b"lea@example.org" in text
            assert "multiselect:history_who" in walk.elements
        if page == "overview":
            assert mark("circles", "circle", 0) in found
        if page == "actions" and role == "admin":
            assert any(mark("actions", "what", number) in found for number in range(20))
    assert not unlisted, "say in USED how the walk uses these elements"
