"""A session in Chromium: a cold server's first page, who was there on a phone, the form by the keyboard alone with a
reload in the middle, saved, seen in the file, undone; and a series of sessions."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from lib.log.session.series import holiday
from tests.browser.driving import Server, axe_violations, pick, quiet, scrolls_sideways, settled
from tests.data.logs import write_xlsx
from tests.examples import IS_THOROUGH, some, thorough

pytestmark = pytest.mark.browser
MAIN = "[data-testid=stMain]"
TODAY = date.today()
SECONDS_A_KEY, SECONDS_A_THOUGHT = 0.28, 1.5
"""A person at 43 words a minute who looks for a moment before each field; the test itself presses keys faster."""
DELAY_MS = 12

_FOCUSED = """() => {
  const element = document.activeElement;
  const group = element.closest('[role=radiogroup], [role=group]')?.getAttribute('aria-label');
  const label = element.getAttribute('aria-label');
  const name = label && element.tagName === 'INPUT' ? `${label} field` : label;
  const text = element.matches('button, summary, a') ? element.innerText : '';
  return [name, group, text].filter(Boolean).join(' | ');
}"""


class Person:
    """Somebody who only uses the keyboard; counts what that would take at human speed, and how long the page took."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.thoughts, self.waited = page, 0, 0, 0.0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text, delay=DELAY_MS)
        self.keys += len(text)

    def go_to(self, name: str) -> None:
        """Press Tab until the focus is on something of this name."""
        self.thoughts += 1
        for _ in range(80):
            if name in self.page.evaluate(_FOCUSED):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never reached {name!r}")

    def wait(self) -> None:
        """Wait until the page has settled."""
        began = time.monotonic()
        settled(self.page)
        self.waited += time.monotonic() - began

    @property
    def seconds(self) -> float:
        """What typing and looking would have taken."""
        return self.keys * SECONDS_A_KEY + self.thoughts * SECONDS_A_THOUGHT


def tables() -> dict[str, list[dict[str, object]]]:
    before = TODAY - timedelta(days=30)
    people = ["Ann Ash", "Bo Birch", "Cy Cedar", "Dee Dale", "Eli Elm", "Flo Fir", "Gus Gum"]
    return {
        "circles": [
            {"circle": circle, "lead": "lee@x.org", "cadence_days": 28, "format": "virtual"}
            for circle in ("Atlas", "Borea")
        ],
        "members": [
            {"member": name.split()[0].lower(), "circle": "Atlas", "name": name, "joined": before} for name in people
        ],
        "sessions": [
            {"session": "Atlas-01", "circle": "Atlas", "planned": before, "held": before, "status": "held",
             "format": "virtual", "minutes": 90, "facilitator": "ann", "note_taker": "bo", "presenter": "cy",
             "case": "Churn", "business_owner": "", "decision": "none", "everyone_spoke": "yes", "guest": ""},
            {"session": "Atlas-02", "circle": "Atlas", "planned": TODAY, "held": "", "status": "planned"},
        ],
        "attendance": [{"session": "Atlas-01", "member": "ann", "present": "yes", "prework": "late", "reflection": ""}],
        "insights": [{"insight": "I-0001", "session": "Atlas-01", "member": "ann", "text": "Ask", "topics": ""}],
        "actions": [
            {"action": "A-0001", "circle": "Atlas", "what": "Call ten", "session": "Atlas-01", "kind": "action",
             "owner": "ann", "partner": "", "created": before, "first_due": TODAY, "due": TODAY, "status": "open",
             "closed": "", "effect": ""},
        ],
        "action_reviews": [{"action": "", "session": "", "update": ""}],
    }  # fmt: skip


def rows(path: Path, tab: str) -> list[dict[str, Any]]:
    header, *body = openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)
    return [
        {
            name: cell.date() if isinstance(cell, datetime) else cell
            for name, cell in zip(header, row, strict=True)
        }
        for row in body
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "log.xlsx", tables())


def shows_what_the_server_holds(page: Page) -> None:
    """The form's first page: the day, the planned session, and nobody marked, the same in the form and the summary."""
    for part, value in (("year", TODAY.year), ("month", TODAY.month), ("day", TODAY.day)):
        expect(page.get_by_role("spinbutton", name=f"{part}, Held on")).to_have_text(f"{value:02}")
    expect(page.get_by_role("combobox", name="Session")).to_have_value(re.compile("Atlas-02"))
    expect(page.get_by_role("spinbutton", name="Minutes")).to_have_attribute("placeholder", "last time 90")
    expect(page.get_by_text(f"Atlas-02, held {TODAY}: 0 of 7 present, 7 not marked yet.")).to_be_visible()
    assert page.locator(".st-key-log_attendance [role=radio][aria-checked=true]").count() == 0


@thorough
@pytest.mark.parametrize("turn", range(20))
def test_a_cold_server_shows_what_it_holds_at_the_first_deep_link(
    new_page: Callable[..., Page], path: Path, tmp_path: Path, turn: int
) -> None:
    """A fresh process each time; every second one with a browser that is six times slower."""
    server = Server(tmp_path / "home", env={"PHAROS_WORKBOOK": str(path)}, cold=True)
    try:
        page = new_page()
        if turn % 2:
            slow = page.context.new_cdp_session(page)
            slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        page.goto(f"{server.url}/log_session?log_circle=Atlas")
        settled(page, within_seconds=120)
        shows_what_the_server_holds(page)
    finally:
        server.stop()


def test_who_was_there_by_thumb_then_two_minutes_by_keyboard_then_a_series(
    app_server: Callable[..., Server], new_page: Callable[..., Page], path: Path
) -> None:
    server = app_server(PHAROS_WORKBOOK=path)
    page = new_page()
    page.goto(f"{server.url}/log_session?log_circle=Atlas")
    settled(page)
    shows_what_the_server_holds(page)
    by_thumb(page, server, path)

    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server.url}/log_session")
    settled(page)
    me = Person(page)
    me.go_to("Circle field")
    me.write("Atl")
    me.press("Enter")
    me.wait()
    expect(page.get_by_text("6 of 7 present")).to_be_visible()  # as marked on the phone
    me.go_to("Presence of Cy Cedar")
    me.press("ArrowRight")
    me.press("Space")
    me.go_to("Case field")
    me.write("Too many priorities for one quarter")
    me.press("Enter")  # takes the text; saves nothing
    me.wait()
    assert rows(path, "sessions")[1]["held"] is None

    page.reload()
    settled(page)
    expect(page.get_by_text("Draft from")).to_be_visible()
    expect(page.get_by_role("textbox", name="Case", exact=True)).to_have_value(
        "Too many priorities for one quarter"
    )
    expect(page.get_by_text("5 of 7 present")).to_be_visible()

    me.go_to("Who owns the problem?")
    me.write("Eli")
    me.press("Enter")
    me.go_to("Action 1 field")
    me.write("Stop two of our five reports")
    me.go_to("Owner of action 1")
    me.write("Dee")
    me.press("Enter")
    me.go_to("year, Action 1 due")
    due = TODAY + timedelta(days=14)
    me.write(f"{due:%Y%m%d}")
    me.wait()
    me.go_to("Save the session")
    me.press("Enter")
    me.wait()
    expect(page.get_by_text("Atlas-02 is logged.")).to_be_visible(timeout=30_000)
    said = f"{me.keys} keys, {me.thoughts} fields: {me.seconds:.0f} s at human speed, {me.waited:.1f} s of waiting"
    assert me.seconds + me.waited < 120, said
    print(said)

    session = rows(path, "sessions")[1]
    assert (session["session"], session["held"], session["status"], session["case"], session["business_owner"]) == (
        "Atlas-02", TODAY, "held", "Too many priorities for one quarter", "eli",
    )  # fmt: skip
    assert here(path) == dict.fromkeys(("ann", "dee", "eli", "flo", "gus"), "yes") | {
        "bo": "no",
        "cy": "excused",
    }
    action = rows(path, "actions")[1]
    assert (action["what"], action["owner"], action["due"]) == ("Stop two of our five reports", "dee", due)

    settled(page)
    me.go_to("Undo")
    me.press("Enter")
    expect(page.get_by_text("Atlas-02 was undone")).to_be_visible(timeout=30_000)
    session = rows(path, "sessions")[1]
    assert (session["held"], session["status"]) == (None, "planned")
    assert rows(path, "actions")[1]["status"] == "cancelled"
    if IS_THOROUGH:
        a_series(page, server, path)


def here(path: Path) -> dict[str, str]:
    return {row["member"]: row["present"] for row in rows(path, "attendance") if row["session"] == "Atlas-02"}


def by_thumb(page: Page, server: Server, path: Path) -> None:
    """The session of today on a phone in the meeting room: every target is large, and nothing needs two hands."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/circle?circle=Atlas")
    settled(page)
    part = page.locator(".st-key-circle_quick")
    targets = part.get_by_role("button").all()
    assert len(targets) >= 9  # seven people, everyone, save
    for target in targets:
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, box
        assert box["width"] >= 44, box
        assert box["x"] >= 0, box
        assert box["x"] + box["width"] <= 390, box
    assert scrolls_sideways(page) == []
    part.get_by_role("button", name="Everyone is here").click()
    settled(page)
    part.get_by_text("Bo Birch", exact=True).click()
    settled(page)
    expect(part.get_by_text("6 of 7 here; absent: Bo Birch.")).to_be_visible()
    part.get_by_role("button", name="Save").click()
    settled(page)
    saved_in_view(page, "Saved: 7 new rows.")
    assert here(path) == dict.fromkeys(("ann", "cy", "dee", "eli", "flo", "gus"), "yes") | {"bo": "no"}


def saved_in_view(page: Page, words: str) -> None:
    """What was saved is announced, with Undo, and stays in view at both ends of the page."""
    told = page.get_by_role("status").filter(has_text=words)
    undo = page.get_by_role("button", name="Undo")
    for place in ("scrollTop = 0", "scrollTop = 1e6"):
        page.evaluate(f"document.querySelector('[data-testid=stMain]').{place}")
        expect(told).to_be_in_viewport()
        expect(undo).to_be_in_viewport()


def a_series(page: Page, server: Server, path: Path) -> None:
    """Twelve sessions at once, two on public holidays left out, and undone."""
    before = rows(path, "sessions")
    page.goto(f"{server.url}/log_session?log_circle=Atlas&log_what=Plan+a+series")
    settled(page)
    pick(page, "How often", "Every week")
    settled(page)
    pick(page, "Weekday", "Friday")
    settled(page)
    pick(page, "Skip the public holidays of", "Germany (DE)", typed=True)
    settled(page)
    page.get_by_role("button", name="Plan 12 sessions").click()
    settled(page)
    saved_in_view(page, "Saved: 12 new rows.")
    new = rows(path, "sessions")[len(before) :]
    assert [row["session"] for row in new] == [f"Atlas-{at:02}" for at in range(3, 15)]
    assert {(row["circle"], row["status"], row["format"]) for row in new} == {("Atlas", "planned", "virtual")}
    days = [row["planned"] for row in new]
    assert {day.weekday() for day in days} == {4}
    assert not [day for day in days if holiday(day, "DE")]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible(timeout=30_000)
    assert {row["status"] for row in rows(path, "sessions")[len(before) :]} == {"cancelled"}


@thorough
@pytest.mark.parametrize(("width", "scheme"), some([(390, "dark"), (1440, "light"), (820, "light")], 2))
def test_everyone_can_use_it_at_every_width(
    app_server: Callable[..., Server], new_page: Callable[..., Page], path: Path, width: int, scheme: str
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    page.goto(f"{app_server(PHAROS_WORKBOOK=path).url}/log_session?log_circle=Atlas")
    settled(page)
    page.get_by_text("More about the session and its case").click()
    quiet(page)
    page.get_by_text("Insights", exact=True).click()
    quiet(page)
    page.get_by_text("Practices shared, lighthouses, adoptions").click()
    quiet(page)
    page.get_by_text("More about action 1").click()
    quiet(page)
    assert scrolls_sideways(page) == []
    assert axe_violations(page, MAIN) == []


@thorough
def test_the_short_way_takes_twelve_interactions(
    app_server: Callable[..., Server], new_page: Callable[..., Page], path: Path
) -> None:
    page = new_page()
    page.goto(f"{app_server(PHAROS_WORKBOOK=path).url}/log_session")
    settled(page)
    clicks = 0

    def click(target: Any) -> None:
        nonlocal clicks
        target.scroll_into_view_if_needed()
        page.wait_for_timeout(100)  # a list closes with the scroll event, which comes a frame later
        target.click()
        clicks += 1
        settled(page)

    click(page.get_by_role("combobox", name="Circle"))
    click(page.get_by_role("option", name="Atlas"))
    click(page.get_by_role("radiogroup", name="Presence of Bo Birch").get_by_text("Absent"))
    click(page.get_by_role("button", name="Everyone else was present"))
    click(page.get_by_role("textbox", name="Case", exact=True))
    page.keyboard.type("Too many priorities")
    settled(page)
    click(page.get_by_role("textbox", name="Action 1"))
    page.keyboard.type("Stop two reports")
    settled(page)
    click(page.get_by_role("combobox", name="Owner of action 1"))
    click(page.get_by_role("option", name="Dee Dale"))
    click(page.get_by_role("spinbutton", name="year, Action 1 due"))
    due = TODAY + timedelta(days=14)
    page.keyboard.type(f"{due:%Y%m%d}")
    click(page.get_by_role("button", name="Save the session"))
    expect(page.get_by_text("Atlas-02 is logged.")).to_be_visible(timeout=30_000)
    assert clicks <= 12
    (_, new) = rows(path, "actions")
    assert (new["what"], new["owner"], new["due"]) == ("Stop two reports", "dee", due)
