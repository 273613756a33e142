"""The lighthouses page in AppTest: the demo in each role, no data, one practice, many teams, recording in place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.access.redaction import ROLES
from lib.charts import lasting
from lib.demo import make
from lib.log.reading.parse import parse
from lib.ui.lighthouses import likely_next
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import thorough
from tests.ui.conftest import APP, bodies, words
from tests.ui.tiles import tiles

TODAY = date.today()
PAGE = "pages/program/lighthouses.py"
Open = Callable[..., AppTest]
Tables = dict[str, list[dict[str, object]]]


@pytest.fixture(scope="module")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.xlsx"
    make.write(make.program(circles=4, months=9, seed=3, end=TODAY), path)
    return path


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The page on the file at a path, or on tables that are written for the test."""

    def run(log: Path | Tables, query: dict[str, str] | None = None) -> AppTest:
        path = log if isinstance(log, Path) else write_xlsx(tmp_path / "log.xlsx", log)
        monkeypatch.setenv("PHAROS_WORKBOOK", str(path))
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in (query or {}).items():
            app.query_params[name] = value
        return app.switch_page(PAGE).run()

    return run


def spreading(teams: int = 6, **more: Any) -> Tables:
    """A program with one practice that every second team adopted, each from the one before."""
    names = [f"team {number:03d}" for number in range(teams)]
    on = {name: TODAY - timedelta(days=400 - number % 300) for number, name in enumerate(names[::2])}
    rows = [
        {"practice": "brief", "team": name, "stage": "adopted", "date": day, "from_team": names[0]}
        for name, day in on.items()
    ]
    return FIVE_TABS | {
        "circles": [{"circle": "Atlas", "lead": "lea@x.org", "sponsor": "sam@x.org"}],
        "practices": [
            {"practice": "brief", "title": "Two-page brief", "circle": "Atlas", "share": "program"}
        ],
        "teams": [
            {"team": name, "function": f"F{number % 4}", "region": f"R{number % 3}"}
            for number, name in enumerate(names)
        ],
        "lighthouses": [{"lighthouse": "L-1", "practice": "brief", "circle": "Atlas", "owner": "ana"}],
        "adoptions": [
            *rows,
            {"practice": "brief", "team": names[1], "stage": "trying", "date": TODAY - timedelta(days=200)},
        ],
        **more,
    }


def charts(app: AppTest) -> int:
    drawn = [body for body in bodies(app) if re.search('class="pharos-(plot|still)"', body)]
    return len(drawn) + len(app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart"))


def every_section(app: AppTest) -> AppTest:
    for section in ("where", "spread", "lasting", "next", "needs_a_hand", "record"):
        app.query_params[section] = "true"
        app.run()
        assert not app.exception, section
    return app


def test_the_demo_in_every_role(opened: Open, demo_path: Path) -> None:
    app = opened(demo_path)
    for role in ROLES:
        app.selectbox(key="view_as_role").select(role).run()
        assert not app.exception
        assert app.title[0].value == "How far do proven practices travel, and where do they work?"
        assert [header.value for header in app.header] == ["Adoption", "Map"]
        assert len(tiles(app)) == 6
        assert charts(app) == 2
        shown = words(app)
        assert "use at least one of" in shown
        assert "None" not in shown
        assert " nan" not in shown
        assert ("Record an adoption" in [box.label for box in app.expander]) == (role != "sponsor")


def test_the_map_begins_again_with_the_practice_that_is_first(opened: Open, demo_path: Path) -> None:
    app = opened(demo_path)
    first = app.selectbox(key="map_practice").value
    practices = parse(ExcelWorkbook(demo_path).read().grids).practices
    circle_of = dict(zip(practices["practice"], practices["circle"], strict=True))
    other = next(circle for circle in circle_of.values() if circle != circle_of[first])
    app.multiselect(key="circle").set_value([other]).run()
    assert circle_of[app.selectbox(key="map_practice").value] == other
    app.multiselect(key="circle").set_value([]).run()
    assert app.selectbox(key="map_practice").value == first


def test_one_practice_its_story_and_who_is_stuck(opened: Open) -> None:
    app = opened(spreading())
    app.selectbox(key="practice").select("brief")
    app.session_state["map_story"] = True
    app.run()
    assert "Two-page brief: in use in 3 of 6 teams" in words(app)
    app.selectbox(key="story_team").select("team 000")
    app.query_params["needs_a_hand"] = "true"
    app.run()
    assert not app.exception
    assert "2 teams learned it from here, directly or through others: team 002 and team 004." in words(app)
    stuck, lit, _ = [frame.value for frame in app.dataframe if "ask" in frame.value.columns]
    assert stuck[["team", "ask"]].to_numpy().tolist() == [["team 001", "ana"]]
    assert lit[["lighthouse", "ready", "lacks"]].to_numpy().tolist() == [
        ["L-1", "not ready", "guardrails, resources"]
    ]
    app.selectbox(key="practice").select("").run()
    app.selectbox(key="map_practice").select("")
    app.selectbox(key="view_as_role").select("sponsor").run()
    assert not app.exception
    assert any("adopted: Two-page brief" in body for body in bodies(app))
    assert not [frame for frame in app.dataframe if "ask" in frame.value.columns]
    assert "ana" not in words(app).split()


@thorough
def test_two_practices_in_the_same_places_and_who_came_early(opened: Open) -> None:
    tables = spreading()
    days = {"stage": "adopted", "date": TODAY - timedelta(days=90)}
    tables["practices"].append({"practice": "walk", "circle": "Atlas", "title": "Gemba walk"})
    tables["teams"] = [
        {"team": f"{practice} {place} {number}", "function": place}
        for practice in ("brief", "walk")
        for place in ("small", "large")
        for number in range(10)
    ]
    tables["adoptions"] = [
        {"practice": practice, "team": f"{practice} {place} {number}", **days}
        | {"effect": "worked" if number < worked else "did not work"}
        for practice, place, worked in (
            ("brief", "small", 9), ("brief", "large", 7), ("walk", "small", 8), ("walk", "large", 6)
        )
        for number in range(10)
    ]  # fmt: skip
    app = opened(tables)
    app.selectbox(key="practice").select("brief")
    app.query_params["spread"] = "true"
    app.run()
    assert "By how early they adopted: " in words(app)
    app.query_params["lasting"] = "true"
    app.run()
    app.selectbox(key="works_beside").select("walk").run()
    assert not app.exception
    shown = words(app)
    assert "Wherever both were tried, Two-page brief works more often than Gemba walk" in shown
    assert "An association, not a cause." in shown
    columns = [list(frame.value.columns) for frame in app.dataframe]
    assert any("Gemba walk tried" in names for names in columns), columns


def test_no_tabs_of_spread_teach_what_to_log(opened: Open) -> None:
    app = opened(FIVE_TABS)
    assert not app.exception
    assert "Add the practices, teams and adoptions tabs" in app.info[0].value.replace("\\", "")
    assert not charts(app)


def test_no_adoption_yet(opened: Open) -> None:
    tables = spreading() | {"adoptions": [{"practice": "", "team": "", "stage": "", "date": ""}]}
    app = opened(tables)
    assert not app.exception
    assert "No team has reached any stage by this day" in app.info[0].value


def test_told_only_has_a_map_and_no_curve(opened: Open) -> None:
    told = [{"practice": "brief", "team": "team 001", "stage": "told", "date": TODAY - timedelta(days=3)}]
    app = opened(spreading(adoptions=told))
    app.selectbox(key="practice").select("brief").run()
    assert not app.exception
    assert "No team has adopted it by this day" in words(app)
    assert charts(app) == 1


def test_a_filter_narrows_the_map_and_forgets_no_source(opened: Open) -> None:
    app = opened(spreading(), query={"region": "R1", "practice": "Two-page brief", "story_team": "team 004"})
    assert not app.exception
    assert app.selectbox(key="story_team").value == "team 004"
    assert "team 004" in [header.value for header in app.subheader]
    assert app.selectbox(key="story_team").options == ["team 001", "team 004"]
    assert "1 learned from a team that is not on this map" in words(app)
    app.button(key="map_play").click().run()
    played = (app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart"))[-1].proto.spec
    assert [(one["name"], one["value"]) for one in json.loads(played)["params"][:2]] == [
        ("playing", True),
        ("day", 0),
    ]
    assert "map_play" not in {button.key for button in app.button}
    app.query_params["spread"] = "true"
    app.run()
    assert "Impossible sources" not in [header.value for header in app.subheader]


def test_more_than_400_teams_show_places_that_open(opened: Open) -> None:
    app = opened(spreading(480))
    assert not app.exception
    assert "480 teams are too many for dots" in words(app)
    assert len(app.selectbox(key="map_place").options) == 13
    app.selectbox(key="map_place").select("F2 · R1")
    app.session_state["map_story"] = True
    app.run()
    assert not app.exception
    assert len(app.selectbox(key="story_team").options) == 40
    assert "A dot is a team" in words(app)
    app.session_state["table_map"] = True
    for place in ("F2 · R1", "F1 · R0"):
        app.selectbox(key="map_place").select(place).run()
        rows = app.dataframe[-1].value
        assert set(rows["function"] + " · " + rows["region"]) == {place}
        (drawn,) = (html.proto.body for html in app.get("html") if "pharos-map-narrow" in html.proto.body)
        assert drawn.partition("pharos-map-narrow")[2].count("<li") == 12, "the latest changes anywhere"


def test_recording_a_change_writes_one_row(opened: Open, tmp_path: Path) -> None:
    app = opened(spreading())
    app.query_params["record"] = "true"
    app.run()
    key = "record_tab_0"
    assert "Still to fill in: team and stage." in words(app)
    assert app.selectbox(key=f"{key}_practice").value == "brief"
    app.selectbox(key=f"{key}_team_None").select("team 001")
    app.selectbox(key=f"{key}_stage_None").select("adopted").run()
    preview = app.dataframe[-1].value
    assert dict(zip(preview["column"], preview["then"], strict=True)) == {
        "practice": "brief",
        "team": "team 001",
        "stage": "adopted",
        "date": TODAY.isoformat(),
    }
    app.button(key="save_tab").click().run()
    assert not app.exception
    assert "Saved: 1 new row" in app.success[0].value.replace("\\", "")
    assert len(adoptions(tmp_path)) == 5
    assert adoptions(tmp_path)["stage"].to_list()[-1] == "adopted"
    app.button(key="undo_last").click().run()
    assert not app.exception
    assert len(adoptions(tmp_path)) == 4
    assert "1 new row stays in the workbook, since Pharos never deletes a row, and counts nowhere" in words(
        app
    )


def adoptions(folder: Path) -> Any:
    return parse(ExcelWorkbook(folder / "log.xlsx").read().grids).adoptions


def test_a_lead_records_for_practices_of_their_circles_only(opened: Open) -> None:
    more = {
        "circles": [{"circle": "Atlas", "lead": "lea@x.org"}, {"circle": "Vega", "lead": "ned@x.org"}],
        "practices": [
            {"practice": "brief", "title": "Two-page brief", "circle": "Atlas", "share": "program"},
            {"practice": "huddle", "title": "Huddle", "circle": "Vega", "share": "program"},
        ],
    }
    app = opened(spreading(**more))
    app.selectbox(key="view_as_role").select("lead").run()
    app.selectbox(key="view_as_email").select("lea@x.org").run()
    app.query_params["record"] = "true"
    app.run()
    assert not app.exception
    assert app.selectbox(key="record_tab_0_practice").options == ["Two-page brief"]
    app.selectbox(key="practice").select("huddle").run()
    assert not app.exception
    assert "Record an adoption" not in [box.label for box in app.expander]


def test_cells_are_text(opened: Open) -> None:
    nasty = "</script><img src=x onerror=alert(1)> **bold** =1+1"
    tables = spreading()
    tables["practices"] = [{"practice": "brief", "title": nasty, "circle": "Atlas"}]
    tables["teams"] = [{"team": nasty, "function": nasty, "region": nasty}]
    tables["adoptions"] = [
        {"practice": "brief", "team": nasty, "stage": "adopted", "date": TODAY, "conditions": nasty}
    ]
    app = opened(tables)
    app.selectbox(key="practice").select("brief").run()
    app.session_state["map_story"] = True
    app.run()
    app.selectbox(key="story_team").select(nasty).run()
    every_section(app)
    assert "<img src=x" not in "".join(bodies(app))


def test_likely_next_teams_and_whom_they_can_ask(opened: Open) -> None:
    tables = spreading()
    # team 002 and team 004 learned from team 000, and team 001 learned something else from it
    tables["practices"].append({"practice": "map", "title": "Map", "circle": "Atlas", "share": "program"})
    tables["adoptions"].append(
        {"practice": "map", "team": "team 001", "stage": "adopted", "date": TODAY - timedelta(days=90),
         "from_team": "team 002"}
    )  # fmt: skip
    tables["adoptions"].append(
        {"practice": "map", "team": "team 002", "stage": "adopted", "date": TODAY - timedelta(days=190)}
    )
    app = opened(tables, {"next": "true", "practice": "Two-page brief"})
    assert not app.exception
    listed = next(each.value for each in app.dataframe if "contacts that use it" in each.value)
    assert listed.loc[0, ["team", "stage so far", "contacts that use it", "ask"]].to_list() == [
        "team 001", "trying", "1 of 1", "team 002",
    ]  # fmt: skip
    assert "2 more teams have no contact that uses it." in words(app)
    assert "1 team with a contact that uses the practice, the most exposed first" in [
        each.proto.alt for each in app.dataframe
    ]
    everything = opened(tables, {"next": "true"})
    assert "Choose a practice at the top" in words(everything)


def test_who_is_exposed_is_said_with_counts() -> None:
    assert likely_next.users({"using": 2, "contacts": 4, "exposure": 0.5}) == "2 of 4 (50 %)"
    rows = pd.DataFrame({"team": ["a", "b"]})
    assert likely_next.nobody(rows) == (
        "2 eligible teams do not use it, and no contact that uses it is known: teams are in contact through circle "
        "members or because one learned from the other."
    )
    assert likely_next.nobody(rows.iloc[:0]) == "Every eligible team uses it, or no team is eligible."


def test_without_a_stop_no_interval_is_claimed() -> None:
    rows = [(30, "100 %", None, None), (90, "80 %", 0.2, 0.97), (180, "2/3", 0.1, 0.9)]
    known = pd.DataFrame(rows, columns=["days", "label", "low", "high"])
    assert lasting.kept_described(known, 5) == (
        "Share of 5 adopters still using it: 100 % after 30 days; 80 % (20 % to 97 %) after 90 days; "
        "2/3 after 180 days."
    )
