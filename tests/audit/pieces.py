"""Single sentences of pages and of the frame around them, each drawn from many made-up states and read again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
import streamlit as st

from lib.access.redaction import Viewer
from lib.metrics.core.figure import Figure
from lib.metrics.program import compare
from lib.ui.actions import parts, views
from lib.ui.circle import head
from lib.ui.frame import address, banner, charts
from lib.ui.health import details
from tests.audit.drawn import Spoken, read, stops
from tests.audit.made import Tables
from tests.data.logs import FIVE_TABS, log
from tests.examples import examples


def page(**known: object) -> Any:
    return cast("Any", SimpleNamespace(**known))


def delegation(circle: str, rng: Random) -> Figure:
    """A circle's largest owner of its open actions, and its owned actions."""
    owned = rng.choice((0, 1, 7, 30))
    open_ones = rng.randint(0, owned)
    n = rng.randint(1, open_ones) if open_ones else 0
    more = {"outside": rng.randint(0, owned), "owned": owned}
    return Figure(
        "over_delegation", "", "", value=n / open_ones if open_ones else None, n=n, N=open_ones, parts=more
    )


def test_how_many_circles_the_workload_shows(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[list[dict[str, Any]]] = []
    monkeypatch.setattr(parts.html, "show", lambda *_, rows, **__: drawn.append(rows))
    tables: list[pd.DataFrame] = []
    monkeypatch.setattr(charts, "numbers", lambda _page, _name, table: tables.append(table))
    monkeypatch.setattr(parts.action_words, "workload", lambda _: "")
    for seed in range(examples(40)):
        rng, before = Random(seed), len(spoken)
        figures = {f"C{n}": delegation(f"C{n}", rng) for n in range(rng.choice((0, 3, 12, 13, 40)))}
        whole = Figure("over_delegation", "", "", n=0, N=0)
        program = page(
            figures={"over_delegation": whole},
            circles={circle: {"over_delegation": figure} for circle, figure in figures.items()},
        )
        parts.workload(page(program=program))
        text, owned = " ".join(spoken[before:]), {c: f for c, f in figures.items() if f.parts["owned"]}
        if not owned:
            assert "No action has an owner yet." in text
            continue
        cut = re.search(
            r"The (\d+) circles where one owner holds the largest share; all (\d+) are in the table", text
        )
        assert (cut is not None) == (len(owned) > 12), text
        assert len(drawn[-1]) == min(len(owned), 12)
        assert sorted(tables[-1]["circle"]) == sorted(owned)
        if cut:
            assert (int(cut[1]), int(cut[2])) == (len(drawn[-1]), len(owned))
            share = {c: f.value if f.value is not None else -1.0 for c, f in owned.items()}
            shown = {row["name"] for row in drawn[-1]}
            least = min(float(share[circle]) for circle in shown)  # type: ignore[arg-type]
            assert all(float(value) <= least for c, value in share.items() if c not in shown)  # type: ignore[arg-type]


def test_which_groups_are_drawn_until_someone_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, Any] = {}

    def nothing_chosen(_label: str, options: list[str], **more: Any) -> list[str]:
        offered.update(more, options=options)
        return []

    monkeypatch.setattr(st, "multiselect", nothing_chosen)
    for count in (0, 1, 2, 3, 5, 6, 40):
        groups = [f"G{n}" for n in range(count)]  # those with the most actions first
        drawn = views._picked(groups, "circle")
        if count < 3:
            assert drawn == tuple(groups)
            continue
        most = re.fullmatch(r"The (\d+) with the most actions", offered["placeholder"])
        assert drawn == tuple(groups[: int(most[1]) if most else count])
        assert (offered["placeholder"] == "All") == (most is None)
        assert offered["max_selections"] >= len(drawn)


def test_how_many_circles_the_address_chooses(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        pass

    def enough(*_: object) -> None:
        raise Enough

    monkeypatch.setattr(head, "_whole", enough)
    monkeypatch.setattr(head, "circles_of", lambda *_: set())
    for seed in range(examples(20)):
        rng, before = Random(seed), len(spoken)
        there = [f"Circle {n}" for n in range(rng.randint(0, 4))]
        wanted = (
            rng.sample([*there, "Deneb", "<b>", "Circle 9", "a*b"], rng.randint(0, 3)) if there else ["Deneb"]
        )
        seen = page(
            log=page(circles=pd.DataFrame({"circle": pd.Series(there, dtype="str")})), viewer=Viewer("admin")
        )
        try:
            head.choose(seen, wanted)
        except Enough:
            assert there
        texts = spoken[before:]
        chosen = len({*wanted} & {*there})
        said = [found[1] for text in texts if (found := re.match(r"(\d+) circles are chosen: ", text))]
        assert said == ([str(chosen)] if chosen > 1 else [])
        assert any("The log has no circles yet" in text for text in texts) == (not there)


def loaded(**known: object) -> Any:
    usual = {"is_demo": False, "title": "Log", "refreshing": False, "read_at": datetime.now(UTC), "is_remote": False,
             "held": None, "problems": (), "problem": None, "stale_since": None, "log": None}  # fmt: skip
    return page(**usual | known)


def test_the_banner_says_since_when_and_why(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banner.log_checks, "show", lambda _: None)
    monkeypatch.setattr(banner.who, "account", lambda _: None)
    for hours in (0, 3, 40):
        read_at = datetime(2026, 6, 30, 9, 5, tzinfo=UTC)
        since = read_at + timedelta(hours=hours)
        for problem in (None, "the file is locked", "Google answered 503"):
            before = len(spoken)
            banner.show(
                loaded(read_at=read_at, stale_since=since if problem else None, problem=problem),
                cast("Any", None),
            )
            text = " ".join(spoken[before:])
            assert f"as of {read_at.astimezone():%-d %b %Y, %H:%M}" in text
            wanted = (
                f"The workbook has been unreadable since {since.astimezone():%-d %b %Y, %H:%M}: {problem}."
            )
            assert (wanted in text) == (problem is not None), text
            assert ("last good state" in text) == (problem is not None)


def test_pages_without_a_log_say_what_is_there(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = stops(monkeypatch, address)
    monkeypatch.setattr(banner, "template_button", lambda: None)
    logs: list[Tables] = [
        FIVE_TABS,
        {"circles": []},
        {"circles": [{"circle": ""}]},
        {"members": FIVE_TABS["members"]},
    ]
    for tables in logs:
        seen, before = log(tables), len(spoken)
        if seen.missing_tabs or not seen.is_empty:
            continue
        with pytest.raises(stopped):
            banner.stop_for_empty_log(loaded(title="My log"))
        assert "My log has all the required tabs, but no usable circle yet." in spoken[before:]
        assert seen.circles.empty
        assert not seen.missing_tabs
    assert len(spoken) > 3
    for problem, words in (
        ("is not shared with Pharos", "It is not shared with Pharos."),
        ("No such file", "No such file."),
    ):
        before = len(spoken)
        with pytest.raises(stopped):
            banner.stop_for_unreadable(problem)
        assert f"The workbook cannot be opened. {words}" in spoken[before:]


def test_the_table_below_a_chart_is_named_after_it(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[dict[str, Any]] = []
    monkeypatch.setattr(st, "download_button", lambda *_, **more: files.append(more))
    frame = pd.DataFrame({"circle": ["Atlas"], "n": [1_234]})
    day = datetime(2026, 6, 30, tzinfo=UTC)
    view = page(cache_key=("k",), as_of=day, filters=page(as_of=day.date(), circles=()), notes=())
    for name in ("overdue", "by_month_on_time", "adoption P0"):
        charts.numbers(view, name, frame)
        assert spoken[-1] == f"Numbers in the chart {name.replace('_', ' ')}"
        assert files[-1]["file_name"] == f"pharos-{name.replace('_', '-').replace(' P', '-p')}-2026-06-30.csv"
        assert "1234" in files[-1]["data"]().decode("utf-8-sig").replace(",", "")


def test_how_many_habits_go_together(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    monkeypatch.setattr(details.html, "show", lambda *_, rows: listed.extend(words for words, _ in rows))
    tables: list[pd.DataFrame] = []
    monkeypatch.setattr(charts, "numbers", lambda _page, _name, table: tables.append(table))
    for seed in range(examples(20)):
        rng, before = Random(seed), len(spoken)
        rows = [
            {
                "words": f"{n} with {n + 1}",
                "circles": 9,
                "rho": 0.5,
                "p": 0.1,
                "stands_out": rng.random() < 0.4,
            }
            for n in range(rng.choice((0, 1, 12)))
        ]
        found = pd.DataFrame(rows, columns=["words", "circles", "rho", "p", "stands_out"])
        monkeypatch.setattr(compare, "habits", lambda _, found=found: found)
        listed.clear()
        details.habits(page(program=None))
        text = read(" ".join(spoken[before:]))
        counts = re.search(r"(\d+) of (\d+) pairs of habits go together more often than chance", text)
        clear = [row["words"] for row in rows if row["stands_out"]]
        if not rows:
            assert counts is None
            least = re.search(r"It takes (\d+) circles", text)
            assert least, text
            assert int(least[1]) == details.MIN_FOR_HABITS == compare.MIN_FOR_HABITS
            continue
        assert counts, text
        assert (int(counts[1]), int(counts[2])) == (len(clear), len(rows))
        assert listed == clear[: details.MOST_HABITS]
        assert int(tables[-1]["beyond chance"].sum()) == len(clear)
