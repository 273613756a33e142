"""The map's spec: small, valid Vega-Lite, without text from cells in its code; and the map as a download."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
import pytest

from lib.charts import exported
from lib.charts.map import places
from lib.charts.map import teams as map_teams
from lib.metrics.diffusion.diffusion_map import DiffusionMap
from lib.metrics.diffusion.diffusion_map import diffusion_map as found_map
from tests.data.logs import log

AS_OF = pd.Timestamp("2026-06-30")
NASTY = "</script><script>alert(1)</script>'+alert(1)+'"


def mapped(teams: int, name: str = "Team {} of the north") -> DiffusionMap:
    """All teams adopted in four steps, with effects and conditions, and learned from an earlier team."""
    names = [name.format(number) for number in range(teams)]
    rows = [
        {
            "practice": "brief",
            "team": one,
            "stage": stage,
            "date": date(2025, 1, 1) + timedelta(days=number + later),
            "from_team": names[max(0, number - 50)] if number >= 50 else "",
            "effect": "worked",
            "conditions": "leader takes part, weekly cadence",
        }
        for number, one in enumerate(names)
        for stage, later in (("told", 0), ("trying", 9), ("adopted", 30), ("sustained", 90))
    ]
    whole = log(
        practices=[{"practice": "brief", "title": "Two-page brief"}],
        teams=[
            {"team": one, "function": f"Function {number % 8}", "region": f"Region {number // 8 % 6}"}
            for number, one in enumerate(names)
        ],
        adoptions=rows,
    )
    found = found_map(whole, AS_OF, "brief")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def crowd() -> DiffusionMap:
    return mapped(400)


def test_400_teams_take_400_kilobytes_at_most(crowd: DiffusionMap) -> None:
    assert len(crowd.arrows) == 350
    assert len(json.dumps(map_teams.spec(crowd))) <= 400_000


def known(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec without what Vega accepts but Vega-Lite's schema does not know: event handlers of parameters, and the
    layout of legends."""
    params = [{key: part for key, part in one.items() if key != "on"} for one in spec["params"]]
    legend = {key: part for key, part in spec["config"]["legend"].items() if key != "layout"}
    return spec | {"params": params, "config": spec["config"] | {"legend": legend}}


def test_all_that_vega_lite_knows_is_valid() -> None:
    found = mapped(12)
    for spec in (map_teams.spec(found), places.spec(found)):
        alt.LayerChart.from_dict(known(spec))


def test_a_cell_is_never_code() -> None:
    found = mapped(3, NASTY + "{}")
    for spec in (map_teams.spec(found), places.spec(found)):
        code = json.dumps({key: part for key, part in spec.items() if key != "datasets"})
        assert "alert" not in code


def test_the_downloaded_page_holds_cells_as_text_and_needs_no_network() -> None:
    found = mapped(3, NASTY + "{}")
    page = exported.page(map_teams.spec(found, with_legend=True), NASTY, NASTY).decode()
    assert "<script>alert" not in page
    assert len(re.findall("<script", page)) == 2
    assert "default-src 'none'" in page
    assert "\\u003c/script\\u003e" in page


def test_the_picture_holds_text_and_print_colors() -> None:
    picture = exported.svg(places.spec(mapped(60), str)).decode()
    assert picture.startswith("<svg")
    assert "30 Jun 2026" in picture
    assert "2 of 2" in picture
    assert "#1d5fa6" in picture
    assert "<script" not in picture


def test_the_map_in_words(crowd: DiffusionMap) -> None:
    words = map_teams.described(crowd, "Two-page brief")
    assert "Of 400 teams: " in words
    assert "350 arrows from source to adopter, up to generation 7" in words
    assert "of 400 eligible teams ever adopted it" in places.described(crowd, "Two-page brief")
