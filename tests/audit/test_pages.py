"""Every sentence that the pages of a random log show is true of its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import streamlit as st
import time_machine
from streamlit.testing.v1 import AppTest

from lib.ui.actions import views as views_of_actions
from tests.audit import (
    actions_page,
    actions_work,
    chart_words,
    circle_page,
    circle_work,
    common_words,
    health_page,
    lighthouses_page,
    made_more,
    made_rare,
    mine,
)
from tests.audit.claims import Said
from tests.audit.fragments import explained, unheard
from tests.audit.made import AS_OF, GARBLED, Tables
from tests.audit.made_rare import OF_THE_WHOLE_LOG
from tests.audit.recount import Recount, Row
from tests.audit.seen import SENTENCES, Seen, all_open, check_all, read
from tests.audit.spread import adopters
from tests.examples import IS_THOROUGH, some

REGISTRIES = (
    actions_page, actions_work, chart_words, circle_page, circle_work, common_words, health_page, lighthouses_page,
)  # fmt: skip
SEEDS = tuple(range(26)) if IS_THOROUGH else (12, 20)
MOST_CIRCLES = 2
QUESTIONS = r"Is it healthy|Where am I needed|What came of it|How are your circles doing|Does it get done"
OWN = rf"^(?:{QUESTIONS})\? ((?:Your|In your) circles?.*)$"
GARBLED_COLUMNS: tuple[tuple[str, str, Callable[[Row], bool]], ...] = (
    ("actions", "status", lambda row: row["status"] in ("done", "cancelled")),
    ("asks", "status", lambda row: bool(row["answered"])),
    ("sessions", "status", lambda row: bool(row["held"])),
    ("adoptions", "stage", lambda row: False),
)
NONE = re.compile(
    r"\b(?:no|none|nothing|never|nobody|(?<!Practice )0(?! to\b| of\b| ?%|/| (?:assumption|risk|option)))\b",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"\b(?:actions?|asks?|overdue|open|finished|adopt\w*|waiting|in use|news)\b", re.IGNORECASE
)
IN_DOUBT = re.compile(r"not understood|[Nn]ot recorded|[Ll]eft out|could not be|cannot be read|set aside")
"""A paragraph that says so claims no more than is known."""
WRITTEN = re.compile(r"^Case .* (?:none|Do it)\b|no action yet$")
"""A case with the decision as the log words it, and an insight that no action names, whatever its status."""
PARTS = ("Cases", "Taking turns", "Members", "Coaching")


def views(tables: Tables) -> Iterator[tuple[str, dict[str, str]]]:
    """The pages of a log, each with its address's parameters."""
    for page in ("program/overview", "program/health", "program/actions", "program/lighthouses"):
        yield page, {}
    for part in PARTS:
        yield "program/health", {"aspect": part}
    yield "program/actions", {"actions_by": "By circle", "actions_edit": "true"}
    for row in tables["circles"][:MOST_CIRCLES]:
        yield "circle/circle", {"circle": str(row["circle"])}
    rows = Counter(row["practice"] for row in tables.get("adoptions", []))
    if rows and tables.get("practices"):
        practice = str(rows.most_common(1)[0][0])
        first = sorted(adopters(Recount(tables), practice).items(), key=lambda each: each[1])
        title = next(str(row["title"]) for row in tables["practices"] if row["practice"] == practice)
        yield "program/lighthouses", {"practice": title} | ({"story_team": first[0][0]} if first else {})


Run = Callable[..., AppTest]
AT_TEN = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 10, tzinfo=UTC)


@pytest.fixture
def tabs_open(everything_open: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every section, tab and view of Actions open, on AS_OF."""
    monkeypatch.setattr(st, "tabs", all_open)
    monkeypatch.setattr(
        views_of_actions, "views", lambda page: [show(page) for show in views_of_actions._VIEWS.values()]
    )
    with time_machine.travel(AT_TEN):
        yield


def claims_of_none(text: str) -> list[str]:
    """Paragraphs that say of actions, asks or adoptions that there are none, and not that this is in doubt."""
    for start, end in sorted(explained(text), reverse=True):
        text = text[:start] + text[end:]
    return [
        line
        for line in text.splitlines()
        if NONE.search(line) and SUBJECT.search(line) and not (IN_DOUBT.search(line) or WRITTEN.search(line))
    ]


def audited(seen: Seen, found: Counter[str], without: tuple[str, ...] = ()) -> str:
    """What is wrong on a page, or said by an audited function in words that no sentence of the registry has."""
    try:
        spans = check_all(seen, found, without=without)
    except AssertionError as error:
        return str(error)
    return "; ".join(unheard(seen.text, spans, {name for each in SENTENCES for name in each.functions}))


def test_the_pages(run_app: Run, tabs_open: None) -> None:
    """All pages of a few rich logs."""
    found: Counter[str] = Counter()
    wrong = []
    for seed in SEEDS:
        tables = made_more.tables(seed)
        now = Recount(tables)
        for page, query in views(tables):
            if seed != SEEDS[-1] and not IS_THOROUGH and ("aspect" in query or page == "program/lighthouses"):
                continue
            app = run_app(tables, page=f"pages/{page}.py", query={"period": "all"} | query)
            assert not app.exception, (seed, page, app.exception)
            practice = f"P{query['practice'][-1]}" if "practice" in query else ""
            seen = Seen(now, read(app), query.get("circle", ""), page, practice, query.get("story_team", ""))
            if error := audited(seen, found):
                wrong.append(f"log {seed}, {page} {query}: {error}")
    for view in made_rare.views() if IS_THOROUGH else ():
        with time_machine.travel(AT_TEN + timedelta(days=view.days_later)):
            app = run_app(view.tables, page=f"pages/{view.page}.py", query={"period": "all"} | view.query)
        assert not app.exception, (view, app.exception)
        seen = Seen(view.now, read(app), view.query.get("circle", ""), view.page, view.practice)
        if error := audited(seen, found, view.without):
            wrong.append(f"{view.page} {view.query} of {view.tables}: {error}")
    assert not wrong, "\n\n".join(wrong)
    unseen = [
        each.pattern.pattern for each in SENTENCES
        if not found[each.pattern.pattern] and (IS_THOROUGH or not each.is_rare)
    ]  # fmt: skip
    assert not unseen, "\n".join(unseen)


def test_none_is_not_claimed_of_what_was_not_understood(run_app: Run, tabs_open: None) -> None:
    """Where every open action and ask, every stage and every session without a day has a word that means nothing."""
    seed = SEEDS[-1]
    tables = made_more.tables(seed)
    for tab, column, is_kept in GARBLED_COLUMNS:
        tables[tab] = [row if is_kept(row) else row | {column: GARBLED} for row in tables.get(tab, [])]
    tables = {tab: rows for tab, rows in tables.items() if rows}
    circle = str(tables["actions"][0]["circle"])
    claims = []
    for page, query in (
        ("program/overview", {}), ("program/actions", {}), ("program/lighthouses", {}),
        ("circle/circle", {"circle": circle}),
    ):  # fmt: skip
        app = run_app(tables, page=f"pages/{page}.py", query={"period": "all"} | query)
        assert not app.exception, (page, app.exception)
        claims += [f"{page}: {text}" for text in claims_of_none(read(app))]
    assert not claims, "\n".join(claims)
    assert claims_of_none("In your circle, no action is open.") == ["In your circle, no action is open."]


@pytest.mark.parametrize(
    ("role", "email"), some([("lead", made_more.LEAD), ("sponsor", made_more.SPONSOR)], 1)
)
def test_the_pages_of_own_circles(run_app: Run, tabs_open: None, role: str, email: str) -> None:
    """What a lead and a sponsor read first, in the last 3 months and, as an administrator, of their circles only."""
    tables = made_more.tables(SEEDS[-1])
    own = [str(row["circle"]) for row in tables["circles"] if row[role] == email]
    whole = Recount(tables, date(2026, 4, 1))
    said = Said(whole.of(own), None, "In the last 3 months", "", dict)
    app = run_app(tables, page="pages/program/overview.py", query={"period": "3m"})
    app.session_state["view_as"] = True
    app.run()
    app.selectbox(key="view_as_role").select(role).run()
    app.selectbox(key="view_as_email").select(email).run()
    count = 0
    for page in ("overview", "health", "actions"):
        if page != "overview":
            app.switch_page(f"pages/program/{page}.py").run()
        assert not app.exception, (page, app.exception)
        text = read(app)
        for words in re.findall(OWN, text, re.MULTILINE):
            mine.first_sentence(words, said)
            count += 1
    assert count >= 3, count


def test_the_pages_of_one_circle_in_a_period(run_app: Run, tabs_open: None) -> None:
    """What an administrator reads who asks for one circle and the last 3 months: only what its own cells hold."""
    found, wrong = Counter[str](), []
    for seed in SEEDS if IS_THOROUGH else SEEDS[-1:]:
        tables = made_more.tables(seed)
        circle = str(tables["circles"][0]["circle"])
        now = Recount(tables, date(2026, 4, 1)).of([circle])
        for page in ("overview", "health", "actions"):
            app = run_app(tables, page=f"pages/program/{page}.py", query={"period": "3m", "circle": circle})
            assert not app.exception, (seed, page, app.exception)
            try:
                check_all(Seen(now, read(app), "", f"program/{page}"), found, without=OF_THE_WHOLE_LOG)
            except AssertionError as error:
                wrong.append(f"log {seed}, {page}: {error}")
    assert not wrong, "\n\n".join(wrong)
    assert sum(found.values()) >= 8, found


def test_a_wrong_sentence_on_a_page_fails() -> None:
    now, found = Recount(made_more.tables(20)), Counter[str]()
    done = len([row for row in now.actions("C0") if row["state"] == "open"])
    with pytest.raises(AssertionError, match="is wrong"):
        check_all(Seen(now, f"{done + 1} open actions, none of them overdue.", "C0"), found)
    assert found
