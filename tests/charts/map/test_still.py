"""The map's last day as a drawing: every team, arrow and count, in a picture without text from cells."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pandas as pd
import pytest

from lib.charts.map import still
from lib.charts.map.still import Still
from lib.metrics.diffusion import map_places
from lib.metrics.diffusion.diffusion_map import standing
from tests.charts.map.test_teams import NASTY, mapped


def svg(drawn: Still) -> str:
    return base64.b64decode(drawn.picture.partition(",")[2]).decode()


def test_every_team_is_a_dot_at_its_stage_and_every_arrow_has_a_head() -> None:
    found = mapped(120)
    drawn = still.of_teams(found)
    picture = svg(drawn)
    for stage, teams in standing(found).items():
        assert picture.count(f'href="#{str(stage).replace(" ", "-")}"') == teams
    assert (
        picture.count('href="#ring"')
        == found.stages["unattributed"][found.stages["until"] > found.days].sum()
    )
    is_new = found.arrows["day"] + 30 > found.days
    assert len(re.findall(r'href="#h\d+"', picture)) == len(found.arrows) + is_new.sum()
    assert drawn.day == f"{found.last:%-d %b %Y}"
    assert drawn.dots[0].lines[0].startswith(f"{found.stages['team'].iloc[0]}: ")
    assert len(drawn.dots) == 120


def test_a_lighthouse_has_a_row_its_name_and_its_arrows() -> None:
    found = mapped(12)
    beacon = pd.DataFrame({"lighthouse": ["Harbor"], "order": [-1], "last": [-2]})
    arrow = pd.DataFrame(
        {"source": ["Harbor"], "source_kind": ["lighthouse"], "team": found.teams["team"].iloc[:1].array}
    ).assign(adopted_on=found.last, day=1, generation=1)
    drawn = still.of_teams(replace(found, lighthouses=beacon, arrows=arrow))
    assert drawn.rows[0] == "Lighthouses"
    assert [mark.lines for mark in drawn.names] == [("Harbor",)]
    assert svg(drawn).count('href="#lighthouse"') == 1
    assert "nan" not in svg(drawn)


def test_places_say_how_many_of_their_teams_adopted_and_draw_their_flows() -> None:
    found = mapped(400)
    drawn = still.of_places(found)
    assert len(drawn.counts) == len(found.places)
    assert all(re.fullmatch(r"\d+ of \d+ · \d+ %", mark.lines[0]) for mark in drawn.counts)
    assert svg(drawn).count('href="#h') == len(map_places.flows(found)[0])
    assert svg(drawn).count("<rect") == 3 * len(found.places)


@pytest.mark.parametrize("draw", [still.of_teams, still.of_places])
def test_the_picture_holds_no_text_of_cells(draw: object) -> None:
    assert callable(draw)
    assert "alert" not in svg(draw(mapped(3, NASTY + "{}")))
