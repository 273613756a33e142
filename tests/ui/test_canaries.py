"""No page, figure or JSON key shows a viewer what a policy hides: a mark in every text, each page in each role."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest, local_script_runner

from lib import figures
from lib.access.redaction import POLICIES
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.source import registry
from tests.data.canaries import (
    Messages,
    allowed,
    first_viewer,
    hidden,
    hidden_of_survey,
    log_of,
    mark,
    marked,
    marked_survey,
    marks_in,
)
from tests.examples import IS_THOROUGH, some
from tests.ui.conftest import APP

pytestmark = pytest.mark.usefixtures("everything_open")
NEVER_FOR_OUTSIDERS = {"person", "persons", "presence", "hide"}
MOST_CHOICES, FEW_CHOICES = (20, 3) if IS_THOROUGH else (6, 1)
"""How many options to try: every tab to edit is different, while one practice, circle or owner is like another."""
ACTIONS = len(marked()["actions"])
SEEN_BY_ALL = {mark("circles", "circle", 0), mark("words", "priority", 0), mark("words", "region", 0)}
"""On the overview, in HTML, in a chart's data and in a filter's options: marks that may be seen are found."""
SEEN_BY_ADMINISTRATORS = {mark("asks", "what", 0), mark("actions", "due", ACTIONS)}
"""In a list, and in the table of checks."""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "marked.xlsx"
    make.write(marked(), path)
    return path


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "survey.xlsx"
    make.write(marked_survey(), path)
    return path


@cache
def read(path: Path) -> CircleLog:
    return log_of(path)


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Messages:
    """Everything that the script runs of AppTest would send to a browser."""
    sent = Messages()
    enqueue = local_script_runner.ForwardMsgQueue.enqueue

    def noted(queue: local_script_runner.ForwardMsgQueue, message: object) -> None:
        sent.add(message)  # type: ignore[arg-type]
        enqueue(queue, message)  # type: ignore[arg-type]

    monkeypatch.setattr(local_script_runner.ForwardMsgQueue, "enqueue", noted)
    return sent


def test_the_log_has_a_mark_in_every_column_that_holds_text(workbook: Path) -> None:
    log = read(workbook)
    for tab in TABS.values():
        for column in tab.columns:
            text = log.tabs[tab.name].get(column.name)
            holds = text is not None and bool(marks_in([text.to_csv().encode()]))
            if column.kind in ("text", "email", "reference", "references", "list", "link_or_yes"):
                assert holds or tab.name in ("settings", "edits", "sent") or not text.notna().any(), (
                    tab.name,
                    column,
                )
    assert marks_in([log.checks.to_csv().encode()])
    assert len(allowed(log, first_viewer(log, "admin"))) > 500


@pytest.mark.parametrize("role", some(("lead", "sponsor", "admin"), 1))
def test_every_page_shows_each_role_only_what_it_may_see(
    messages: Messages, workbook: Path, survey: Path, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = read(workbook)
    secret = hidden(log, first_viewer(log, role))
    assert bool(secret) == (role != "admin")
    secret |= hidden_of_survey(role)
    monkeypatch.setenv("PHAROS_WORKBOOK", str(workbook))
    streamlit.cache_resource.clear()
    registry.forget()
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.secrets["workbook"] = {"survey_path": str(survey)}
    app.run()
    if role != "admin":
        app.selectbox(key="view_as_role").select(role).run()
    assert "overview" in messages.pages
    for page, script_hash in messages.pages.items():
        messages.forget()
        app._page_hash = script_hash
        app.run()
        assert not app.exception, page
        if role != "admin":
            choose_each(app)
        found = marks_in(messages.contents)
        assert not found & secret, (page, role)
        if page == "overview":
            assert found >= SEEN_BY_ALL
            assert role != "admin" or found >= SEEN_BY_ADMINISTRATORS
        if page == "health":
            assert any(found & hidden_of_survey("lead")) == (role == "admin"), (
                "comments are found where shown"
            )


def choose_each(app: AppTest) -> None:
    """Try the tabs to edit, which are all different. Where somebody looks harder, also the options of every other
    select box, such as circles, and the parts of the page: test_walk tries those for every commit. The choice of the
    figure to draw is left out: it changes only numbers."""
    for control in app.segmented_control:
        for option in control.options if control.key == "aspect" and IS_THOROUGH else ():
            app.segmented_control(key="aspect").set_value(option).run()
            assert not app.exception, option
    keys = [
        box.key
        for box in app.selectbox
        if box.key and not box.key.startswith(("view_as", "figure")) and (IS_THOROUGH or box.key == "tab")
    ]
    for key in keys:
        for option in range(MOST_CHOICES if key == "tab" else FEW_CHOICES):
            box = next((box for box in app.selectbox if box.key == key), None)
            if box is None or option >= len(box.options):
                break
            box.select_index(option).run()
            assert not app.exception, (key, option)


@pytest.mark.parametrize("role", some(("sponsor", "lead", "admin"), 2))
def test_json_has_for_each_role_only_what_it_may_see(workbook: Path, role: str) -> None:
    log = read(workbook)
    viewer = first_viewer(log, role)
    options = figures._options([str(workbook), "--role", role, "--email", viewer.email])
    found = marks_in([figures.run(options)])
    assert found
    assert not found & hidden(log, viewer)


@pytest.mark.parametrize("role", ["lead", "sponsor"])
def test_what_is_hidden_is_what_the_policies_hide(workbook: Path, role: str) -> None:
    """The oracle itself: texts in columns that outsiders never see are hidden in all rows that are not the viewer's."""
    log = read(workbook)
    viewer = first_viewer(log, role)
    secret = hidden(log, viewer)
    own = set(log.circles.loc[log.circles["lead"] == viewer.email, "circle"]) if role == "lead" else set()
    assert bool(own) == (role == "lead")
    for tab in ("members", "sessions", "actions", "lighthouses", "sponsor_acts"):
        frame = log.tabs[tab]
        foreign = frame[~frame["circle"].isin(own)]
        for column, policy in POLICIES[tab].items():
            if policy in NEVER_FOR_OUTSIDERS and column != "business_owner":
                marks = marks_in([foreign[column].to_csv().encode()])
                inside = marks_in([frame[frame["circle"].isin(own)][column].to_csv().encode()])
                assert marks - inside - {viewer.email.partition("@")[0]} <= secret, (tab, column)
