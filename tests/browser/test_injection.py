"""Whatever people type into cells, no page runs it, fetches it, links to it or breaks over it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page

from lib.demo import make
from lib.ui.widgets.text import clean
from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.browser.walking import Sent, go, open_late_parts, view_as
from tests.data.canaries import planted
from tests.data.injections import DIAGRAMS_THAT_REACH_OUT, HUGE, LONG, SHORT
from tests.examples import IS_THOROUGH, some, thorough

pytestmark = pytest.mark.browser

_RAN = "Object.keys(window).filter(name => name.startsWith('pharosRan'))"
_FOREIGN = """() => [...document.querySelectorAll('a[href], img[src], iframe, object, embed, form[action], base, meta')]
  .map(element => [element.tagName, String(element.href || element.src || element.action || element.content || "")])
  .filter(([tag, leads]) => /^(IFRAME|OBJECT|EMBED|BASE)$/.test(tag)
    || tag === "A" && !/^(https?|blob|mailto):/.test(leads)
    || leads.includes("pharos.invalid") && !leads.startsWith("mailto:")
      && !leads.startsWith(location.origin + "/circle?circle="))
  .map(found => found.join(" "))"""
"""What leads out of Pharos. A link to a circle's page holds the circle's name, coded; a mail holds texts, coded."""
_MADE = "a[href]:not([href^='#']), img, .katex, li li, blockquote, table, del, em, h6"
"""What Markdown could have made of a text."""
_PLACES = """made => Object.fromEntries([...document.querySelectorAll('[class*="st-key-"]')]
  .map(place => [place.className.match(/st-key-([a-z]+[0-9]+)/)?.[1], place])
  .filter(([name]) => name && !/^(diagram|box)/.test(name))
  .map(([name, place]) => [name, [place.textContent, place.querySelectorAll(made).length]]))"""
FEW_TEXTS = (
    "connect",
    "bring",
    "settings",
    "glossary",
    "notes",
    "dependencies",
    "history",
    "outcomes",
    "review",
)
"""Pages with few cells of the log or with those of others, which are looked at where somebody looks harder."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def nasty(tab: str, column: str, number: int) -> str:
    """Two texts of the corpus in turn, in every column all of them, and some that are far too long."""
    if (tab, column) == ("practices", "diagram"):
        return DIAGRAMS_THAT_REACH_OUT[number % len(DIAGRAMS_THAT_REACH_OUT)]
    first = 2 * number + len(tab + column)
    pair = f"{SHORT[first % len(SHORT)]} {SHORT[(first + 1) % len(SHORT)]} {number}"
    return _NOT_XML.sub("", dict(enumerate(LONG, start=1)).get(number, pair))


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("nasty") / "nasty.xlsx"
    tables = planted(nasty, circles=len(SHORT) // 2 + 3, months=3, seed=5)
    for ask in tables["asks"]:
        ask |= {"status": "open", "answered": None}
    tables["asks"][0] |= {"what": HUGE, "raised": min(ask["raised"] for ask in tables["asks"])}
    tables["practices"][0]["title"] = tables["milestones"][0]["milestone"] = HUGE
    tables["circles"].append(tables["circles"][0] | {"circle": HUGE, "priority": f"other {HUGE}"})
    make.write(tables, path)
    survey = make.survey(tables, end=date.today())
    for number, answer in enumerate(survey["pulse"]):
        answer["comment"] = nasty("pulse", "comment", number)
    make.write(survey, path.with_name("survey.xlsx"))
    return path


def watched(page: Page) -> list[str]:
    """What a page must not do, noted as it does it."""
    found: list[str] = []
    page.on("dialog", lambda dialog: (found.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda popup: found.append(f"window {popup.url}"))
    page.on("pageerror", lambda error: found.append(f"error {error.message[:300]}"))

    def note(said: ConsoleMessage) -> None:
        is_font = "/app/static/" in said.location["url"]  # fonts lie beside app.py only
        if said.type == "error" and not is_font:
            found.append(f"console {said.text[:300]}")

    page.on("console", note)
    return found


@thorough
def test_planted_texts_stay_texts_on_every_page_in_each_role(
    app_server: Callable[..., Server], new_page: Callable[..., Page], workbook: Path
) -> None:
    page = new_page(width=390, color_scheme="dark")
    found = watched(page)
    sent = Sent(page)
    secrets = f"[workbook]\nsurvey_path = {json.dumps(str(workbook.with_name('survey.xlsx')))}\n"
    page.goto(app_server(PHAROS_WORKBOOK=workbook, secrets=secrets).url)
    settled(page)
    for role in some(("administrator", "sponsor", "lead"), 1):
        if role != "administrator":
            view_as(page, role)
        for path in sent.pages if IS_THOROUGH else [path for path in sent.pages if path not in FEW_TEXTS]:
            go(page, path)
            if sent.has_late_parts and IS_THOROUGH:
                open_late_parts(page)
            assert page.get_by_role("heading", level=1).count() == 1, (path, role)
            assert not scrolls_sideways(page), (path, role)
            if IS_THOROUGH or path in ("overview", "circle", "edit"):
                assert not axe_violations(page, "[data-testid=stMain]"), (path, role)
            assert page.evaluate(_FOREIGN) == [], (path, role)
            assert page.evaluate(_RAN) == [], (path, role)
            assert not found, (path, role)


# Streamlit's Markdown and Mermaid, which look again at what was escaped

SCRIPT = """
import json, os
import streamlit as st
from lib.ui.templates import FOLDER
from lib.ui.widgets import diagram, html
from lib.ui.widgets.text import plain

st.html(FOLDER / "style.css")
cells = json.loads(os.environ["PHAROS_CELLS"])
for number, cell in enumerate(cells["texts"]):
    for kind, draw in {"markdown": st.markdown, "caption": st.caption, "alert": st.warning, "title": st.header}.items():
        with st.container(key=f"{kind}{number}"):
            draw(plain(cell))
    with st.container(key=f"label{number}"):
        st.checkbox(plain(cell), key=f"box{number}")
    with st.container(key=f"list{number}"):
        html.show("list.html", rows=[(cell, "")])
for number, cell in enumerate(cells["diagrams"]):
    with st.container(key=f"diagram{number}"):
        diagram.show(cell, "A diagram")
"""
DRAWN = (
    'graph LR\nA[Plan] --> B{Ready?}\nclick A "javascript:window.pharosRan=1"',
    "sequenceDiagram\nA->>B: is it done?",
)


@pytest.fixture(scope="module")
def small(app_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    script = tmp_path_factory.mktemp("script") / "small.py"
    script.write_text(SCRIPT, encoding="utf-8")
    cells = {"texts": SHORT, "diagrams": [*DIAGRAMS_THAT_REACH_OUT, *DRAWN]}
    root = Path(__file__).parents[2]
    return app_server(script=script, PHAROS_CELLS=json.dumps(cells), PYTHONPATH=root)


def test_each_text_is_shown_letter_by_letter(small: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390)
    found = watched(page)
    page.goto(small.url)
    settled(page)
    shown = page.evaluate(_PLACES, _MADE)
    kinds = ("markdown", "caption", "alert", "title", "label", "list")
    wanted = {f"{kind}{number}": cell for number, cell in enumerate(SHORT) for kind in kinds}
    assert {place: letters(text) for place, (text, _) in shown.items()} == {
        place: letters(clean(cell)) for place, cell in wanted.items()
    }
    assert {place: made for place, (_, made) in shown.items() if made} == {}
    for number in range(len(DIAGRAMS_THAT_REACH_OUT)):
        assert page.locator(f".st-key-diagram{number}").get_by_test_id("stCode").count() == 1
    for number in range(len(DIAGRAMS_THAT_REACH_OUT), len(DIAGRAMS_THAT_REACH_OUT) + len(DRAWN)):
        drawn = page.locator(f".st-key-diagram{number} img[alt='A diagram']")
        drawn.wait_for()
        drawn.click()
    assert not scrolls_sideways(page)
    assert page.evaluate(_RAN) == []
    assert page.evaluate(_FOREIGN) == []
    assert not found


def letters(text: str) -> str:
    """Without blanks and the marks that keep Streamlit from reading more into a text."""
    return re.sub(r"[\s\u2060]", "", text)
