"""Every sentence that the pages of a random log show is true of its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import streamlit as st
import time_machine
from streamlit.testing.v1 import AppTest

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
)
from tests.audit.made import AS_OF, Tables
from tests.audit.recount import Recount
from tests.audit.seen import SENTENCES, Seen, all_open, check_all, read
from tests.audit.spread import adopters
from tests.examples import IS_THOROUGH

REGISTRIES = (
    actions_page, actions_work, chart_words, circle_page, circle_work, common_words, health_page, lighthouses_page,
)  # fmt: skip
SEEDS = tuple(range(26)) if IS_THOROUGH else (12, 20)
MOST_CIRCLES = 2
PARTS = ("Cases", "Taking turns", "Members", "Coaching")


def views(tables: Tables) -> Iterator[tuple[str, dict[str, str]]]:
    """The pages of a log, each with its address's parameters."""
    for page in ("program/overview", "program/health", "program/actions", "program/lighthouses"):
        yield page, {}
    for part in PARTS:
        yield "program/health", {"aspect": part}
    yield "program/actions", {"actions_by": "By circle"}
    for row in tables["circles"][:MOST_CIRCLES]:
        yield "circle/circle", {"circle": str(row["circle"])}
    rows = Counter(row["practice"] for row in tables.get("adoptions", []))
    if rows and tables.get("practices"):
        practice = str(rows.most_common(1)[0][0])
        first = sorted(adopters(Recount(tables), practice).items(), key=lambda each: each[1])
        title = next(str(row["title"]) for row in tables["practices"] if row["practice"] == practice)
        yield "program/lighthouses", {"practice": title} | ({"story_team": first[0][0]} if first else {})


def test_the_pages(
    run_app: Callable[..., AppTest], everything_open: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pages of a few rich logs, with every section and tab open."""
    monkeypatch.setattr(st, "tabs", all_open)
    found: Counter[str] = Counter()
    wrong = []
    with time_machine.travel(datetime(AS_OF.year, AS_OF.month, AS_OF.day, 10, tzinfo=UTC)):
        for seed in SEEDS:
            tables = made_more.tables(seed)
            now = Recount(tables)
            for page, query in views(tables):
                app = run_app(tables, page=f"pages/{page}.py", query={"period": "all"} | query)
                assert not app.exception, (seed, page, app.exception)
                practice = f"P{query['practice'][-1]}" if "practice" in query else ""
                seen = Seen(
                    now, read(app), query.get("circle", ""), page, practice, query.get("story_team", "")
                )
                try:
                    check_all(seen, found)
                except AssertionError as error:
                    wrong.append(f"log {seed}, {page} {query}: {error}")
    assert not wrong, "\n\n".join(wrong)
    unseen = [
        each.pattern.pattern for each in SENTENCES
        if not found[each.pattern.pattern] and (IS_THOROUGH or not each.is_rare)
    ]  # fmt: skip
    assert not unseen, "\n".join(unseen)


def test_a_wrong_sentence_on_a_page_fails() -> None:
    now, found = Recount(made_more.tables(20)), Counter[str]()
    done = len([row for row in now.actions("C0") if row["state"] == "open"])
    with pytest.raises(AssertionError, match="is wrong"):
        check_all(Seen(now, f"{done + 1} open actions, none of them overdue.", "C0"), found)
    assert found
