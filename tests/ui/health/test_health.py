"""The health page in AppTest: every figure and role, one circle, little data or none, the same numbers as elsewhere."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import figures
from lib.access.redaction import ROLES
from lib.demo import make
from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import DICTIONARY, keys_in
from lib.metrics.program import health_words
from lib.ui.health import habits_list, trends
from lib.ui.health import table as health_table
from tests.data.logs import FIVE_TABS
from tests.ui.conftest import bodies, words
from tests.ui.tiles import tiles

TODAY = date.today()
PAGE = "pages/program/health.py"
OVERVIEW = "pages/program/overview.py"


@pytest.fixture(scope="module")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.xlsx"
    make.write(make.program(circles=14, months=8, seed=3, end=TODAY), path)
    return path


def matrix(app: AppTest) -> dict[str, list[str]]:
    """The table of circles: name -> the text of its cells, shown and spoken."""
    body = next(body for body in bodies(app) if "pharos-matrix" in body)
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", body, re.DOTALL):
        head, *cells = re.split(r"</th>", row)
        name = re.sub(r"<[^>]*>", " ", head).split("  ")[0].strip()
        found[name] = [
            " ".join(re.sub(r"<[^>]*>", " ", cell).replace("\u00a0", " ").split())
            for cell in re.findall(r"<td.*?</td>", cells[0], re.DOTALL)
        ]
    return found


def charts(app: AppTest) -> list[str]:
    """The alt text of each chart on the page."""
    drawn = [
        re.search(r'<figure class="pharos-plot[^>]*? aria-label="([^"]*)"', body) for body in bodies(app)
    ]
    views = app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")
    return [*(html.unescape(found[1]) for found in drawn if found), *(view.proto.alt for view in views)]


def test_every_figure_of_health_and_coaching_is_on_the_page(
    run_app: Callable[..., AppTest], demo_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """In its part, as a tile, with the number in the JSON; the table of circles shows the same."""
    app = run_app(path=demo_path, page=PAGE, query={"period": "all", "part_figures": "true"})
    capfdbinary.readouterr()
    assert figures.main([str(demo_path), "--as-of", TODAY.isoformat()]) == 0
    printed = json.loads(capfdbinary.readouterr().out)
    for part in health_words.PARTS:
        keys = keys_in(part)
        app.segmented_control(key="aspect").set_value(part).run()
        assert not app.exception
        shown = {metric.label: metric.value for metric in tiles(app)}
        for key in keys:
            counted = {
                name: printed["figures"][key][name] for name in ("value", "unit", "n", "N", "target", "parts")
            }
            assert shown[DICTIONARY[key].label] == Figure(key, "", "", **counted).text, key
        table = matrix(app)
        columns = [key for key in keys if DICTIONARY[key].has_column]
        assert len(table) == 1 + health_table.CIRCLES_A_PAGE
        for circle in list(table)[1:]:
            for key, cell in zip(columns, table[circle], strict=True):
                figure = printed["circles"][circle][key]
                if figure["value"] is not None and figure["N"] >= 5 and "too early" not in cell:
                    counted = {name: figure[name] for name in ("value", "unit", "n", "N", "target", "parts")}
                    assert cell.startswith(Figure(key, "", "", **counted).text), (circle, key)
                    assert figure["unit"] == "share" or "bar" not in cell, (circle, key)
        assert not re.search(r"\b(None|nan|NaN|NaT)\b", words(app))


def test_a_walk_through_the_page(run_app: Callable[..., AppTest], demo_path: Path) -> None:
    app = run_app(
        path=demo_path, page=PAGE, query={"part_figures": "true", "circle_charts": "true", "cohorts": "true"}
    )
    assert not app.exception
    assert app.title[0].value == "Which habits of good circles hold, which slip?"
    assert [header.value for header in app.header] == ["Over time", "Circle by circle"]
    shown = words(app)
    for wanted in ("What holds?", "What slips?", "Where should I look first?", "Not causal: circles choose"):
        assert wanted in shown
    assert {"Circles by when they began", "Circles by age"} <= {
        label for body in bodies(app) for label in re.findall(r'aria-label="([^"]*)"', body)
    }
    assert "First half-year" in shown
    main, *small = charts(app)
    assert main.startswith("Participation by month, ")
    assert "usual range" in main
    assert len(small) == trends.SMALL_A_PAGE
    assert all(": Participation by month" in chart for chart in small)

    first = list(matrix(app))[1:]
    assert len(first) == health_table.CIRCLES_A_PAGE
    assert "Circles 1 to 4 of 13, most in need first." in shown
    app.session_state["table_page"] = app.session_state["small_page"] = 2
    app.selectbox(key="figure").select("went_wrong_shared")
    app.segmented_control(key="health_by").set_value("quarter").run()
    assert not app.exception
    rest = list(matrix(app))[1:]
    assert len(rest) == health_table.CIRCLES_A_PAGE
    assert not set(first) & set(rest)
    main, *small = charts(app)
    assert main.startswith("Shared what went wrong by quarter, Q")
    assert len(small) == 13 - trends.SMALL_A_PAGE
    assert list(app.segmented_control(key="health_by").options) == ["Month", "Quarter"]

    app.selectbox(key="figure").select("reach")
    app.segmented_control(key="aspect").set_value(trends.TOGETHER).run()
    assert not app.exception
    (main,) = charts(app)
    assert main.startswith("Reach by quarter")
    shown = words(app)
    assert "the table below shows it for each circle" in shown
    assert "This is association, not cause" in shown
    assert re.search(r"Where “[\w -]+” is high, “[\w -]+” is more often (high|low) \(1\d circles\)", shown)


def test_overview_and_health_show_the_same_numbers(run_app: Callable[..., AppTest], demo_path: Path) -> None:
    circle = "Altair"
    here = run_app(path=demo_path, query={"circle": circle, "part_figures": "true"}, page=PAGE)
    there = run_app(path=demo_path, query={"circle": circle}, page=OVERVIEW)
    shown = {metric.label: (metric.value, metric.delta) for metric in tiles(here)}
    shared = {metric.label: (metric.value, metric.delta) for metric in tiles(there)}
    both = shown.keys() & shared.keys()
    assert both == {"Participation", "Cadence", "Prework on time", "Everyone spoke"}
    assert {label: shown[label] for label in both} == {label: shared[label] for label in both}
    assert list(matrix(here)) == ["Chosen circles", circle]
    assert [cell.split()[0] for cell in matrix(here)["Chosen circles"]] == [
        cell.split()[0] for cell in matrix(here)[circle]
    ]


def test_one_circle_by_session_as_of_the_past(run_app: Callable[..., AppTest], demo_path: Path) -> None:
    as_of = TODAY - timedelta(days=60)
    query = {"circle": "Altair", "figure": "Cadence", "as_of": as_of.isoformat()}
    app = run_app(path=demo_path, query=query, page=PAGE)
    assert [chart[:16] for chart in charts(app)] == ["Cadence by month"]
    app.segmented_control(key="health_by").set_value("session").run()
    assert not app.exception
    assert charts(app)[0].startswith("Cadence by session, ")
    app.selectbox(key="figure").select("case_rotation").run()
    assert not app.exception
    assert charts(app)[0].startswith("Case rotation by month")


def test_every_role_sees_a_whole_page(run_app: Callable[..., AppTest], demo_path: Path) -> None:
    query = {"aspect": "Members", "figure": "Cadence", "part_figures": "true"}
    app = run_app(path=demo_path, query=query, page=PAGE)
    of_all = {definition.label for definition in DICTIONARY.values() if not definition.about_people}
    numbers = {}
    for role in ROLES:
        app.selectbox(key="view_as_role").select(role).run()
        assert not app.exception
        assert len(app.header) == 2
        assert "How long members stay" in words(app)
        shown = {metric.label: metric.value for metric in tiles(app)}
        assert shown.keys() & of_all
        numbers[role] = ([shown[label] for label in shown.keys() & of_all], list(shown), charts(app)[0])
    assert numbers["admin"] == numbers["lead"] == numbers["sponsor"]


def test_states_of_a_cell_can_be_distinguished(
    run_app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_table, "CIRCLES_A_PAGE", 5)
    held = [date(2026, month, 5) for month in range(1, 7)]

    def sessions(circle: str, count: int, **more: object) -> list[dict[str, object]]:
        return [
            {"session": f"{circle}{day}", "circle": circle, "planned": day, "held": day, **more}
            for day in held[-count:]
        ]

    tables = FIVE_TABS | {
        "circles": [{"circle": name} for name in ("Good", "Poor", "Young", "Few", "Blank")],
        "members": [{"member": f"{name}{n}", "circle": name} for name in ("Good", "Poor") for n in range(3)],
        "sessions": sessions("Good", 6, everyone_spoke="yes")
        + sessions("Poor", 6, everyone_spoke="no")
        + sessions("Young", 2, everyone_spoke="yes")
        + sessions("Few", 4, everyone_spoke="yes")
        + sessions("Blank", 6),
        "attendance": [
            {"session": f"{name}{day}", "member": f"{name}{n}", "present": present}
            for name, present in (("Good", "yes"), ("Poor", "no"))
            for day in held
            for n in range(3)
        ],
    }
    app = run_app(tables, query={"as_of": "2026-06-30", "period": "all"}, page=PAGE)
    assert not app.exception
    keys = [key for key in keys_in("Sessions") if DICTIONARY[key].has_column]
    table = matrix(app)
    shown = {
        circle: dict(zip(keys, cells, strict=True))
        for circle, cells in table.items()
        if circle != "All circles"
    }
    assert shown["Good"]["participation"] == "100 % 18/18 at or above the target in this period"
    assert shown["Poor"]["participation"] == "0 % 0/18 below the target in this period"
    assert shown["Good"]["everyone_spoke"] == "100 % 6/6 no target: the bar shows the share"
    assert shown["Few"]["everyone_spoke"] == "4/4 too few fewer than 5: too few to judge"
    assert shown["Blank"]["everyone_spoke"] == "not recorded not recorded"
    assert shown["Young"]["everyone_spoke"].startswith("too early to tell")
    assert shown["Few"]["participation"].startswith("nothing to count")
    assert shown["Good"]["prework"].startswith("not recorded")
    assert list(table)[1] == "Poor"
    states = re.findall(r"<i class=\"pharos-mark pharos-([\w-]+)\">", "".join(bodies(app)))
    assert {"reached", "missed", "few", "too-early", "nothing-yet", "not-recorded", "known"} <= set(states)


def test_a_habit_with_a_target_is_not_said_to_have_none() -> None:
    few = Figure("cadence", "Cadence", "", value=1.0, n=2, N=2, target=0.9)
    assert habits_list._no_verdict(few) == "target 90 %, too few to judge"
    assert habits_list._no_verdict(replace(few, n=0, N=0)) == "target 90 %, nothing to judge"
    assert habits_list._no_verdict(replace(few, target=None)) == "no target"


def test_five_required_tabs_are_enough(run_app: Callable[..., AppTest]) -> None:
    app = run_app(FIVE_TABS, page=PAGE)
    assert not app.exception
    for part in health_words.PARTS:
        app.segmented_control(key="aspect").set_value(part).run()
        assert not app.exception
    shown = words(app)
    assert "Too early to tell" in shown
    assert "not recorded: no coaching tab" in shown


def test_empty_log_teaches_what_to_log(run_app: Callable[..., AppTest]) -> None:
    app = run_app({name: [dict.fromkeys(rows[0], "")] for name, rows in FIVE_TABS.items()}, page=PAGE)
    assert not app.exception
    assert app.title[0].value == "What should go into the log first?"


def test_names_are_text(run_app: Callable[..., AppTest]) -> None:
    nasty = "<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1))"
    tables = FIVE_TABS | {
        "circles": [{"circle": nasty}, {"circle": "Vega"}],
        "members": [{"member": "ana", "circle": nasty, "function": nasty}],
        "sessions": [
            {"session": "A-1", "circle": nasty, "planned": date(2026, 1, 5), "held": date(2026, 1, 5)}
        ],
        "attendance": [{"session": "A-1", "member": "ana", "present": "yes"}],
        "changes": [{"date": date(2026, 1, 2), "what": nasty}],
    }
    app = run_app(tables, page=PAGE)
    for part in ("Sessions", "Members"):
        app.segmented_control(key="aspect").set_value(part).run()
        assert not app.exception
        drawn = "".join(bodies(app))
        assert "<img src=x" not in drawn
        assert "&lt;img src=x" in drawn
        assert not [element for element in app.markdown if re.search(r"(?<!\\)\[x\]\(", str(element.value))]
