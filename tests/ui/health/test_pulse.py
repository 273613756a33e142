"""The pulse on the health page, in AppTest: one table for every role, its threshold in words, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.access.redaction import ROLES
from lib.metrics.pulse.cells import closed_on
from lib.source import caches, registry
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import some, thorough
from tests.ui.conftest import APP, Tables, bodies, words

Answers = list[dict[str, object]]
PAGE = "pages/program/health.py"
LAST = closed_on("2026-Q1").date()
LOG = FIVE_TABS | {
    "circles": [
        {"circle": "Atlas", "sponsor": "sam@x.org", "lead": "lea@x.org", "priority": "Growth"},
        {"circle": "Borealis", "sponsor": "sam@x.org", "priority": "Cost"},
        {"circle": "Cetus", "sponsor": "sue@x.org", "priority": "Growth"},
        {"circle": "Draco", "sponsor": "sue@x.org"},
    ],
    "members": [
        {"member": f"{circle}{n}", "circle": circle}
        for circle in ("Atlas", "Borealis", "Cetus", "Draco")
        for n in range(8)
    ],
}


def answers(sizes: dict[str, int], points: int = 4, wave: str = "2026-Q1", **more: object) -> Answers:
    items = {f"safety_{item}": 6 - points if item in (1, 3, 5) else points for item in range(1, 8)}
    return [
        {"wave": wave, "circle": circle, "respondent": f"{wave}{circle}{n}", **items, "trust": points, **more}
        for circle, size in sizes.items()
        for n in range(size)
    ]


SURVEY = answers({"Atlas": 7}, 4, "2025-Q4") + answers({"Atlas": 6, "Cetus": 4}) + answers({"Borealis": 6}, 3)


@pytest.fixture
def run_survey(
    run_app: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    """Run the app on LOG with a survey of these rows, as of June 30, 2026."""

    def run(
        rows: Answers | None, query: dict[str, str] | None = None, tables: Tables | None = None
    ) -> AppTest:
        secrets: dict[str, object] = {}
        if rows is not None:
            path = write_xlsx(tmp_path / "survey.xlsx", {"pulse": rows or [{"wave": ""}]})
            secrets = {"workbook": {"survey_path": str(path)}}
        monkeypatch.setattr(caches, "_secrets", lambda: secrets)
        return run_app(
            tables or LOG, query={"as_of": "2026-06-30", "pulse": "true"} | (query or {}), page=PAGE
        )

    return run


def table(app: AppTest) -> str:
    return next(body for body in bodies(app) if "pharos-pulse" in body)


def row(app: AppTest, circle: str) -> list[str]:
    """What a row of the table shows, cell by cell."""
    (found,) = re.findall(rf'<th scope="row">{circle}</th>(.*?)</tr>', table(app))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found)
    return [
        re.sub(r"<[^>]*>", "", re.sub(r"<span.*?</span>", "", cell)).replace("\u00a0", " ") for cell in cells
    ]


def test_the_section_says_what_the_wave_says(run_survey: Callable[..., AppTest]) -> None:
    app = run_survey(SURVEY)
    assert not app.exception
    shown = words(app)
    # Atlas and Borealis are shown or not: Cetus has 4, so the next smallest, Atlas (by name), is hidden with it
    assert row(app, "All circles") == ["≥ 3.7", "3.6 to 4.3"]
    assert row(app, "Atlas") == ["≥ 3.7", "below"]
    assert row(app, "Borealis") == ["none", "3.0"]
    assert row(app, "Cetus") == ["none", "below"]
    assert row(app, "Draco") == ["none", "none"]
    assert "In 2026-Q1, 16 of 32 members answered. Psychological safety is 3.6 to 4.3 out of 5." in shown
    assert "2026-Q1: 1 circle shown, 2 below the reporting threshold, 1 without answers." in shown
    assert "fewer than 5 answered (fewer than 6 where a single question is asked)" in shown
    assert "not even two members together can work out a third one’s answer" in shown
    assert "This isn’t “no data”" in shown
    assert "Together, circles below the threshold score 4.0 or higher (10 answers)" in shown
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics["Psychological safety"] == "3.6 to 4.3"
    assert metrics["Pulse response rate"].replace("\u00a0", " ") == "50 %"
    assert metrics["Trust"] == "3.6 or higher"


def test_every_role_gets_the_same_table(run_survey: Callable[..., AppTest]) -> None:
    app = run_survey(SURVEY)
    seen = {}
    for role in ROLES:
        app.selectbox(key="view_as_role").select(role).run()
        assert not app.exception
        metrics = [(metric.label, metric.value) for metric in app.metric]
        seen[role] = (table(app), metrics)
    assert seen["admin"] == seen["lead"] == seen["sponsor"]


@pytest.mark.parametrize(
    ("query", "shown"),
    some(
        [
            ({"sponsor": "sam@x.org"}, "3.0"),  # Atlas and Borealis: only what is shown
            ({"priority": "Growth"}, "below"),  # Atlas and Cetus: 10 answers, and none of them is shown
            ({"circle": "Atlas"}, "below"),
            ({"circle": "Borealis"}, "3.0"),
            ({"circle": "Draco"}, "none"),
        ],
        3,
    ),
)
def test_filters_combine_published_cells_only(
    run_survey: Callable[..., AppTest], query: dict[str, str], shown: str
) -> None:
    app = run_survey(SURVEY, query)
    assert not app.exception
    assert row(app, "Chosen circles")[-1] == shown
    assert "circles below the threshold score" not in words(app)


@pytest.mark.parametrize("filters", some([{"function": "Sales"}, {"region": "North"}], 1))
def test_filters_of_teams_never_touch_it(run_survey: Callable[..., AppTest], filters: dict[str, str]) -> None:
    tables = LOG | {"teams": [{"team": "T1", "function": "Sales", "region": "North"}, {"team": "T2"}]}
    assert table(run_survey(SURVEY, filters, tables)) == table(run_survey(SURVEY, None, tables))


@thorough
def test_waves_up_to_the_end_of_the_period_are_shown(run_survey: Callable[..., AppTest]) -> None:
    usual = run_survey(SURVEY, {"as_of": "2026-07-05"})  # no wave closed in the last 3 months
    assert row(usual, "Borealis") == row(
        run_survey(SURVEY, {"as_of": "2026-07-05", "period": "all"}), "Borealis"
    )
    early = {"as_of": "2026-07-05", "period": "dates", "from": "2025-10-01", "to": "2025-12-31"}
    assert row(run_survey(SURVEY, early), "Atlas") == ["≥ 3.7"]  # 2025-Q4 only


def test_a_wave_shows_from_the_day_after_its_quarter(
    run_survey: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Day(date):
        today_is = LAST

        @classmethod
        def today(cls) -> date:
            return cls.today_is

    monkeypatch.setattr("lib.source.pulse.date", Day)
    asked = {"as_of": "2026-12-31"}
    assert row(run_survey(SURVEY, asked), "Atlas") == ["≥ 3.7"]  # 2025-Q4 only, on the last day of 2026-Q1
    Day.today_is = date(2026, 4, 1)
    assert row(run_survey(SURVEY, asked), "Atlas") == ["≥ 3.7", "below"]


def test_a_circle_that_starts_later_has_nothing_to_show(run_survey: Callable[..., AppTest]) -> None:
    later = {"circle": "Lyra", "started": "2026-06-01"}
    app = run_survey(SURVEY, {"circle": "Lyra"}, LOG | {"circles": [*LOG["circles"], later]})
    assert not app.exception
    assert "psychological safety: no answers" in words(app)


@thorough
def test_administrators_read_comments_from_ten_on(run_survey: Callable[..., AppTest]) -> None:
    rows = answers({"Atlas": 6, "Borealis": 5}, comment="CANARY <b>")
    app = run_survey(rows)
    assert sum("CANARY &lt;b&gt;" in body for body in bodies(app)) == 1
    for role in ("lead", "sponsor"):
        app.selectbox(key="view_as_role").select(role).run()
        assert "CANARY" not in "".join(bodies(app)) + words(app)
    few = run_survey([*answers({"Borealis": 2, "Atlas": 7}, comment="CANARY"), *answers({"Cetus": 5})])
    assert "CANARY" not in "".join(bodies(few))
    assert "Once a wave has 10 comments, administrators can read them" in words(few)


def test_without_a_survey_it_teaches(run_survey: Callable[..., AppTest]) -> None:
    app = run_survey(None)
    assert not app.exception
    assert "No pulse survey is connected" in words(app)
    assert "survey_path under [workbook]" in words(app)
    assert "Trust" not in {metric.label for metric in app.metric}


def test_an_empty_survey_and_one_that_cannot_be_used(
    run_survey: Callable[..., AppTest], tmp_path: Path
) -> None:
    none = "No answer that counts is from a wave that had closed by the end of this period."
    assert none in words(run_survey([]))
    lost = "Some answers are not used, because they lack a circle or a wave"
    assert lost not in words(run_survey(SURVEY))
    shown = words(run_survey([*SURVEY[1:], SURVEY[0] | {"circle": ""}]))
    assert lost in shown
    assert none not in shown
    app = run_survey(SURVEY)
    for broken, why in (("survey.xlsx", "is not an Excel workbook"), (None, "no such file")):
        path = tmp_path / "survey.xlsx"
        path.write_text("no workbook") if broken else path.unlink()
        app.run()
        assert not app.exception
        assert "The survey workbook could not be read again" in words(app)
        assert why in words(app)
        assert f"{path}: " in words(app)
        assert row(app, "Borealis") == ["none", "3.0"]  # the last good state stays
    app.session_state["view_as_role"] = "sponsor"
    app.run()
    assert "could not be read again: survey.xlsx: no such file" in words(app)


def test_a_survey_without_its_tab_is_named(
    run_survey: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "other.xlsx", {"answers": [{"wave": "2026-Q1"}]})
    app = run_survey(SURVEY)
    monkeypatch.setattr(caches, "_secrets", lambda: {"workbook": {"survey_path": str(path)}})
    app.run()
    assert not app.exception
    assert "It has no pulse tab" in words(app)


def test_unfit_cells_are_listed_without_their_content(run_survey: Callable[..., AppTest]) -> None:
    unfit = {"wave": "2026-Q1", "circle": "Draco", "trust": "777", "respondent": "z"}
    app = run_survey([*SURVEY, unfit, *answers({"Atlantis": 6})])
    listed = next(
        frame.value for frame in app.dataframe if "cell" in frame.value and "found" not in frame.value
    )
    assert listed["cell"].to_list() == ["circle", "K25"]
    assert listed["expected"].iloc[0] == "the key of a circle in the log, which “Atlantis” is not"
    assert "777" not in listed.to_string()


@thorough
def test_the_demo_has_a_survey_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PHAROS_WORKBOOK", raising=False)
    monkeypatch.setattr(caches, "_secrets", dict)
    st.cache_resource.clear()
    registry.forget()
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["pulse"] = "true"
    app.switch_page(PAGE).run()
    assert not app.exception
    assert {path.name for path in (tmp_path / "data").glob("*.xlsx")} == {"demo.xlsx", "demo-pulse.xlsx"}
    cells = "".join(bodies(app))
    assert cells.count("pharos-cut") > 20
    assert cells.count("pharos-below") > 3


def test_a_wave_stays_as_it_was_published_and_the_current_one_is_collecting(
    run_survey: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Day(date):
        @classmethod
        def today(cls) -> date:
            return date(2026, 6, 30)

    monkeypatch.setattr("lib.source.pulse.date", Day)
    app = run_survey([*SURVEY, *answers({"Atlas": 6}, wave="2026-Q2")])
    assert "Still collecting answers: 2026-Q2. A wave is shown once its quarter is over." in words(app)
    before = table(app)
    path = tmp_path / "survey.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["pulse", "published"]
    names = [cell.value for cell in book["pulse"][1]]
    late = answers({"Borealis": 1}, 1)[0] | {"respondent": "late"}
    book["pulse"].append([late.get(name) for name in names])
    book.save(path)
    app.run()
    assert table(app) == before
    book["published"]["I2"] = "published n=7 left_out=0 value=4.0 low=3.95 high=4.05 bound=none"
    book.save(path)
    app.run()
    assert not app.exception
    assert "the record of what was published was changed" in "".join(w.value for w in app.warning)
    listed = next(
        frame.value for frame in app.dataframe if "cell" in frame.value and "found" not in frame.value
    )
    assert listed["cell"].to_list() == ["published A2"]
