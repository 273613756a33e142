"""The actions page in AppTest: figures as in the JSON, each role, little data and none, the list edited in place."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from lib import figures
from lib.access.redaction import ROLES
from lib.demo import make
from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import DICTIONARY, keys_in
from lib.metrics.follow_through import attention
from lib.ui.actions import export, open_list, views
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.ui.conftest import APP, bodies, words
from tests.ui.tiles import tiles

PAGE = "pages/program/actions.py"
TODAY = date.today()
Open = Callable[..., AppTest]
Tables = dict[str, list[dict[str, object]]]


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


ACTIONS: list[dict[str, object]] = [
    {"action": "A-1", "circle": "Atlas", "what": "+Call ten", "owner": "ann", "partner": "bo", "created": day(60),
     "first_due": day(40), "due": day(40), "status": "open", "closed": "", "effect": "", "kind": "action"},
    {"action": "A-2", "circle": "Atlas", "what": "Write it up", "owner": "bo", "partner": "", "created": day(50),
     "first_due": day(10), "due": day(10), "status": "doing", "closed": "", "effect": "", "kind": "experiment"},
    {"action": "A-3", "circle": "Atlas", "what": "Later", "owner": "ann", "partner": "", "created": day(5),
     "first_due": day(-9), "due": day(-9), "status": "open", "closed": "", "effect": "", "kind": "action"},
    {"action": "A-4", "circle": "Borea", "what": "Elsewhere", "owner": "zoe", "partner": "", "created": day(90),
     "first_due": day(70), "due": day(70), "status": "blocked", "closed": "", "effect": "", "kind": "action"},
    *({"action": f"A-{number}", "circle": "Atlas", "what": "Done", "owner": "bo", "partner": "", "created": day(80),
       "first_due": day(60), "due": day(60), "status": "done", "closed": day(80 - 2 * number), "effect": "worked",
       "kind": "action"} for number in range(5, 11)),
]  # fmt: skip
TABLES: Tables = {
    "circles": [
        {
            "circle": "Atlas",
            "lead": "lee@x.org",
            "sponsor": "sam@x.org",
            "cadence_days": 28,
            "priority": "Growth",
        },
        {"circle": "Borea", "lead": "bea@x.org", "sponsor": "sam@x.org", "cadence_days": 28, "priority": ""},
    ],
    "members": [
        {"member": "ann", "circle": "Atlas", "name": "Ann Ash"},
        {"member": "bo", "circle": "Atlas", "name": "Bo Birch"},
        {"member": "zoe", "circle": "Borea", "name": "Zoe Zephyr"},
    ],
    "sessions": [
        {"session": "S-1", "circle": "Atlas", "planned": day(80), "held": day(80)},
        {"session": "S-2", "circle": "Atlas", "planned": day(20), "held": day(20)},
    ],
    "attendance": [{"session": "S-1", "member": "ann", "present": "yes"}],
    "actions": ACTIONS,
    "action_reviews": [{"action": "A-1", "session": "S-2", "update": "half way"}],
}


@pytest.fixture(scope="module")
def hand_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of TABLES for tests that only read it: they share the cached figures."""
    return write_xlsx(tmp_path_factory.mktemp("hand") / "log.xlsx", TABLES)


@pytest.fixture(scope="module")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.xlsx"
    make.write(make.program(circles=4, months=9, seed=3, end=TODAY), path)
    return path


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The page on the file at a path, or on tables that are written for the test, with its list open to be edited."""

    def run(log: Path | Tables, query: dict[str, str] | None = None) -> AppTest:
        path = log if isinstance(log, Path) else write_xlsx(tmp_path / "log.xlsx", log)
        monkeypatch.setenv("PHAROS_WORKBOOK", str(path))
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in {"actions_edit": "true", **(query or {})}.items():
            app.query_params[name] = value
        app.switch_page(PAGE).run()
        assert not app.exception
        return app

    return run


def typed(app: AppTest, rows: dict[int, dict[str, object]]) -> AppTest:
    """Type in the list's grid: row number -> column -> value."""
    number = app.session_state["quick_actions"].number
    state = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    app.session_state[f"quick_actions_{number}"] = state
    app.run()
    assert not app.exception
    return app


def table(app: AppTest) -> list[list[str]]:
    """The list to read: its heads and its rows."""
    html = next(body for body in bodies(app) if "pharos-open" in body)
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    ]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in rows]


def cells(path: Path, key: str) -> dict[str, Any]:
    header, *body = openpyxl.load_workbook(path)["actions"].iter_rows(values_only=True)
    row = next(row for row in body if row[0] == key)
    plain = [cell.date() if isinstance(cell, datetime) else cell for cell in row]
    return dict(zip(header, plain, strict=True))


def test_every_figure_is_that_of_the_json(
    opened: Open, demo_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    app = opened(demo_path, query={"period": "all"})
    app.session_state["more_figures"] = True
    app.run()
    capfdbinary.readouterr()
    assert figures.main([str(demo_path), "--as-of", TODAY.isoformat()]) == 0
    found = json.loads(capfdbinary.readouterr().out)["figures"]
    of_section = {key for key, definition in DICTIONARY.items() if definition.group == "follow_through"}
    assert set(keys_in("Six figures", "More figures")) == of_section
    assert len(tiles(app)) == len(of_section)
    by_label = {definition.label: key for key, definition in DICTIONARY.items()}
    for metric in tiles(app):
        figure = found[by_label[metric.label]]
        counted = {name: figure[name] for name in ("value", "unit", "n", "N", "target", "parts")}
        assert metric.value == Figure("", "", "", **counted).text, metric.label
    assert f"within {found['implementation_days']['value']:.0f} days" in words(app)


def test_every_view_opens_and_says_something(opened: Open, demo_path: Path) -> None:
    app = opened(demo_path, {"follow": "true", "breakdown": "true"})
    assert app.title[0].value == "Does what circles decide get done?"
    for view in views._VIEWS:
        app.session_state["actions_view"] = view
        app.run()
        assert not app.exception, view
        drawn = [body for body in bodies(app) if 'class="pharos-plot"' in body]
        assert drawn or app.get("vega_lite_chart"), view
        assert bool(drawn) == (view == "How long it takes"), "Vega is not loaded where the page opens"
        shown = words(app)
        assert "None" not in shown
        assert "nan" not in shown
    compared = ""
    for by in ("circle", "priority", "kind", "outcome"):
        app.session_state["actions_view"] = "How long it takes"
        app.session_state["actions_by"] = by
        app.session_state["actions_parts"] = by
        app.run()
        assert not app.exception, by
        assert "log-rank test over" in words(app) or "Nothing to compare" in words(app)
        compared += words(app)
    assert "association, not a cause" in compared or "no more than chance" in compared


def test_answers_counted_by_hand(opened: Open, hand_path: Path) -> None:
    shown = " ".join(bodies(opened(hand_path)))
    # Nine are followed past day 5, and the fifth of them was done on day 18. Done: all by their dates, A-10 on it.
    assert "half of what circles decide is done within 18 days" in shown
    assert "2 open actions are more than 30 days late" in shown
    assert "4 are open, 1 blocked." in shown
    assert "6 of 9 actions" in shown


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_own(opened: Open, hand_path: Path, role: str) -> None:
    app = opened(hand_path)
    app.selectbox(key="view_as_role").select(role).run()
    app.session_state["more_figures"] = True
    app.session_state["nudges"] = True
    app.run()
    assert not app.exception
    assert len(tiles(app)) == 15
    listed = app.session_state["quick_actions"].shown if role != "sponsor" else None
    if role == "admin":
        assert listed["Key"].to_list() == ["A-4", "A-1", "A-2", "A-3"]
        assert app.selectbox(key="nudge_owner").options == [
            "Ann Ash · 1 action",
            "Bo Birch · 1 action",
            "Zoe Zephyr · 1 action",
            "All 3 messages in one text",
        ]
    elif role == "lead":
        links = [body for body in bodies(app) if "mailto:" in body]
        assert len(links) == 1
        assert links[0].count("mailto:") == len(app.selectbox(key="nudge_owner").options)
        led = {"lee@x.org": ["A-1", "A-2", "A-3"], "bea@x.org": ["A-4"]}
        owners = {
            "lee@x.org": ["Ann Ash · 1 action", "Bo Birch · 1 action"],
            "bea@x.org": ["Zoe Zephyr · 1 action"],
        }
        assert listed["Key"].to_list() == led[app.session_state["view_as_email"]]
        assert app.selectbox(key="nudge_owner").options == owners[app.session_state["view_as_email"]]
        assert "open actions are in circles you lead" in words(app)
    else:
        assert not [box for box in app.selectbox if box.key == "nudge_owner"]
        assert "mailto:" not in "".join(bodies(app))
        heads, *rows = table(app)
        assert [row[-1] for row in rows] == ["no. 04", "no. 01", "no. 02", "no. 03"]
        assert not {"Owner", "Partner", "Action"} & set(heads)


def test_no_action_says_what_to_log(opened: Open) -> None:
    empty = [dict.fromkeys(ACTIONS[0], "")]
    app = opened(TABLES | {"actions": empty})
    for view in views._VIEWS:
        app.session_state["actions_view"] = view
        app.run()
        assert not app.exception, view
        assert "None" not in words(app)
    assert "No actions are recorded yet" in words(app)
    assert not app.get("vega_lite_chart")


def test_five_required_tabs_are_enough(opened: Open) -> None:
    app = opened(FIVE_TABS)
    for view in views._VIEWS:
        app.session_state["actions_view"] = view
        app.run()
        assert not app.exception, view
    shown = words(app)
    assert "not recorded: no status or closed column in the actions tab" in shown
    assert {metric.value for metric in tiles(app)} == {"–"}


def test_the_list_is_read_until_somebody_edits_it(opened: Open, hand_path: Path) -> None:
    app = opened(hand_path, query={"actions_edit": "false"})
    heads, first, *others = table(app)
    assert heads == ["Action", "Needs", "Status", "Due", "Owner", "Partner", "Circle", "Key"]
    assert [first[0], *first[2:]] == [
        "Elsewhere",
        "blocked",
        day(70).isoformat(),
        "Zoe Zephyr",
        "",
        "Borea",
        "A-4",
    ]
    assert [row[-1] for row in others] == ["A-1", "A-2", "A-3"]
    assert "quick_actions_1" not in app.session_state
    app.toggle(key="actions_edit").set_value(True).run()
    assert app.session_state["quick_actions"].shown["Key"].to_list() == ["A-4", "A-1", "A-2", "A-3"]
    typed(app, {0: {"Done": True}})
    app.toggle(key="actions_edit").set_value(False).run()
    assert "Before you save" in words(app)


def test_a_lead_edits_at_once(run_app: Callable[..., AppTest], hand_path: Path) -> None:
    app = run_app(path=hand_path, page=PAGE, role="lead", email="lee@x.org")
    assert app.session_state["quick_actions"].shown["Key"].to_list() == ["A-1", "A-2", "A-3"]
    app.toggle(key="actions_edit").set_value(False).run()
    assert [row[-1] for row in table(app)[1:]] == ["A-1", "A-2", "A-3"]


def test_done_in_place_is_previewed_saved_and_undone(opened: Open, tmp_path: Path) -> None:
    app = opened(TABLES)
    path = tmp_path / "log.xlsx"
    before = {metric.label: metric.value for metric in tiles(app)}
    typed(app, {1: {"status": "done", "effect": "mixed"}})
    assert cells(path, "A-1")["status"] == "open"  # nothing is written before it is saved
    preview = next(frame.value for frame in app.dataframe if "then" in frame.value)
    assert preview[["row", "column", "now", "then"]].to_numpy().tolist() == [
        ["A-1", "closed", "", TODAY.isoformat()],
        ["A-1", "status", "open", "done"],
        ["A-1", "effect", "", "mixed"],
    ]
    app.button(key="quick_actions_save").click().run()
    assert not app.exception
    row = cells(path, "A-1")
    assert (row["status"], row["closed"], row["effect"]) == ("done", TODAY, "mixed")
    assert (row["first_due"], row["due"]) == (day(40), day(40))
    after = {metric.label: metric.value for metric in tiles(app)}
    assert (before["Open actions"], after["Open actions"]) == ("4", "3")
    assert (before["Overdue actions"], after["Overdue actions"]) == ("3", "2")
    assert app.success[0].value == r"Saved\: 3 cells."
    assert "A-1" not in app.session_state["quick_actions"].shown["Key"].to_list()
    app.button(key="undo_last").click().run()
    assert cells(path, "A-1")["status"] == "open"
    assert cells(path, "A-1")["closed"] is None
    assert {metric.label: metric.value for metric in tiles(app)} == before


def test_several_are_done_at_once(opened: Open, tmp_path: Path) -> None:
    app = opened(TABLES)
    typed(app, {0: {"Done": True}, 2: {"Done": True}, 3: {"due": f"{day(-30).isoformat()}T00:00:00.000Z"}})
    app.button(key="quick_actions_save").click().run()
    found = {key: cells(tmp_path / "log.xlsx", key) for key in ("A-4", "A-2", "A-3", "A-1")}
    assert [found[key]["status"] for key in found] == ["done", "done", "open", "open"]
    assert (found["A-3"]["due"], found["A-3"]["first_due"]) == (day(-30), day(-9))
    app.button(key="actions_tick_all").click().run()
    assert len(next(frame.value for frame in app.dataframe if "then" in frame.value)) == 4
    app.button(key="quick_actions_discard").click().run()
    assert "Before you save" not in words(app).replace("*", "")


def test_what_is_typed_survives_a_filter_and_ends_where_it_is_taken_back(opened: Open) -> None:
    app = opened(TABLES)
    typed(app, {1: {"owner": "bo"}})
    app.text_input(key="actions_find").set_value("Elsewhere").run()
    assert app.session_state["quick_actions"].shown["Key"].to_list() == ["A-4"]
    typed(app, {0: {"partner": "zoe"}})
    app.text_input(key="actions_find").set_value("").run()
    preview = next(frame.value for frame in app.dataframe if "then" in frame.value)
    assert sorted(preview["row"]) == ["A-1", "A-4"]
    assert app.session_state["quick_actions"].shown.loc[1, "owner"] == "bo"
    typed(app, {1: {"owner": "ann"}, 0: {"partner": None}})
    assert not [frame for frame in app.dataframe if "then" in frame.value]


def test_what_does_not_fit_is_not_saved(opened: Open, tmp_path: Path) -> None:
    app = opened(TABLES)
    typed(app, {1: {"status": "nearly"}})
    assert "'nearly' does not fit" in words(app)
    assert app.button(key="quick_actions_save").disabled
    assert cells(tmp_path / "log.xlsx", "A-1")["status"] == "open"


def test_a_lead_of_another_circle_is_refused_where_it_is_written(opened: Open, tmp_path: Path) -> None:
    app = opened(TABLES)
    typed(app, {0: {"Done": True}})  # A-4, of Borea, as administrator
    app.selectbox(key="view_as_role").select("lead").run()
    if app.session_state["view_as_email"] != "lee@x.org":
        app.selectbox(key="view_as_email").select("lee@x.org").run()
    assert "leads can change only rows of circles they lead" in words(app)
    assert app.button(key="quick_actions_save").disabled
    assert cells(tmp_path / "log.xlsx", "A-4")["status"] == "blocked"


def test_another_day_is_read_only(opened: Open, hand_path: Path) -> None:
    app = opened(hand_path, query={"as_of": day(30).isoformat()})
    assert "quick_actions" not in app.session_state
    assert "Set “As of” to today to edit it here." in words(app)
    assert tiles(app)[2].value == "3"


def test_the_file_holds_definitions_filters_and_no_formula(
    opened: Open, hand_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[str] = []
    made = export.button

    def noted(page: Any, listed: Any) -> None:
        files.append(export.file(page, listed()).decode("utf-8-sig"))
        made(page, listed)

    monkeypatch.setattr(export, "button", noted)
    app = opened(hand_path, query={"circle": "Atlas"})
    app.selectbox(key="view_as_role").select("sponsor").run()
    as_admin, as_sponsor = (list(csv.reader(io.StringIO(files[place]))) for place in (0, -1))
    assert as_admin[:2] == [[f"Actions as of {TODAY.isoformat()}, from Pharos"], ["Circles: Atlas"]]
    assert [row[0] for row in as_admin if row and row[0].startswith("A-")] == ["A-1", "A-2", "A-3"]
    assert "'+Call ten" in [cell for row in as_admin for cell in row]
    definitions = {row[0]: row[-1] for row in as_admin if len(row) == 11}
    for key in keys_in("Six figures", "More figures"):
        assert definitions[DICTIONARY[key].label] == DICTIONARY[key].definition
    head = next(row for row in as_sponsor if row and row[0] == "action")
    assert not {"what", "owner", "partner"} & set(head)
    assert not [cell for row in as_sponsor for cell in row if "Call ten" in cell or cell in ("ann", "bo")]


def test_nothing_is_counted_again_on_a_rerun(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    served = attention.priorities
    monkeypatch.setattr(attention, "priorities", lambda *rows: asked.append(1) or served(*rows))
    app = opened(TABLES)
    app.text_input(key="actions_find").set_value("bo").run()
    app.run()
    assert len(asked) == 1


def test_a_list_of_many_is_sent_a_page_at_a_time(opened: Open) -> None:
    many = [{**ACTIONS[0], "action": f"B-{number:04}"} for number in range(900)]
    app = opened(TABLES | {"actions": many})
    assert len(app.session_state["quick_actions"].shown) == open_list.ROWS_A_PAGE
    assert "900 open actions" in words(app)
