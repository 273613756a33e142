"""The overview in AppTest: the demo, an empty log, one bad cell, a missing tab, an unreadable file, each role."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import figures
from lib.access.redaction import ROLES
from lib.demo import make
from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import keys_in
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.ui.conftest import bodies, words
from tests.ui.tiles import tiles

TODAY = date.today()


@pytest.fixture(scope="module")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.xlsx"
    make.write(make.program(circles=6, months=14, seed=3, end=TODAY, programs=2), path)
    return path


def test_demo_shows_every_part(run_app: Callable[..., AppTest], demo_path: Path) -> None:
    app = run_app(
        path=demo_path, query={"sight": "true", "in_use": "true", "sponsors": "true", "by_program": "true"}
    )
    assert not app.exception
    assert app.title[0].value == "Is the program healthy, where am I needed, what came of it?"
    assert [header.value for header in app.header] == [
        "Key figures",
        "Circles",
    ]
    labels = {metric.label for metric in tiles(app)}
    assert labels >= {
        "Participation",
        "Cadence",
        "Actions done on time",
        "Days to an answer",
        "Roles with a backup",
    }
    assert len(tiles(app)) == 6 + len(keys_in("Sponsors"))
    shown = words(app)
    text = " ".join(re.sub(r"<[^>]*>", " ", shown).replace("&#39;", "'").split())
    for program in ("Executive circles", "Plant leaders' circles"):
        assert re.search(f"{program} (Too early )?3 ", text), program
    for wanted in ("on track", "latest milestones", "line of sight", "last session", "what sponsors did: "):
        assert wanted in shown.casefold()
    assert "None" not in shown.replace("None of these", "")
    assert "nan" not in shown


def test_tiles_show_the_numbers_of_the_json(
    run_app: Callable[..., AppTest], demo_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    app = run_app(path=demo_path, query={"period": "all"})
    capfdbinary.readouterr()
    assert figures.main([str(demo_path), "--as-of", TODAY.isoformat()]) == 0
    found = json.loads(capfdbinary.readouterr().out)["figures"]
    by_label = {"Participation": "participation", "Cadence": "cadence", "Actions done on time": "on_time"}
    for metric in tiles(app):
        if metric.label in by_label:
            figure = found[by_label[metric.label]]
            counted = {name: figure[name] for name in ("value", "n", "N", "target")}
            assert metric.value == Figure("", "", "", **counted).text


def test_circle_filter_comes_from_the_address_and_narrows_everything(
    run_app: Callable[..., AppTest], demo_path: Path
) -> None:
    whole = run_app(path=demo_path)
    circle = whole.multiselect(key="circle").options[0]
    one = run_app(path=demo_path, query={"circle": circle})
    assert one.multiselect(key="circle").value == [circle]
    cards = next(body for body in bodies(one) if '<ul class="pharos-circles">' in body)
    assert cards.count("pharos-circle-head") == 1
    assert circle in cards


def test_empty_log_teaches_what_to_log(run_app: Callable[..., AppTest]) -> None:
    app = run_app({name: [dict.fromkeys(rows[0], "")] for name, rows in FIVE_TABS.items()})
    assert not app.exception
    assert app.title[0].value == "What should go into the log first?"
    assert len(app.get("download_button")) == 1


def test_five_required_tabs_are_enough(run_app: Callable[..., AppTest]) -> None:
    app = run_app(FIVE_TABS, query={"in_use": "true", "all_needs": "true"})
    assert not app.exception
    shown = words(app)
    assert "Asks are not recorded. Add the asks tab" in shown
    assert "Spread is not recorded. Add the practices tab" in shown
    assert "Due dates are not recorded. Add the due column" in shown
    assert "No actions are overdue" not in shown
    assert "the one active circle has held fewer than 3 sessions" in shown
    cards = next(body for body in bodies(app) if '<ul class="pharos-circles">' in body)
    assert "<img" not in cards
    assert "Lines: " not in cards


def test_one_bad_cell_is_named_and_costs_only_itself(run_app: Callable[..., AppTest]) -> None:
    sessions = [{"session": "A-1", "circle": "Atlas", "planned": date(2026, 1, 5), "held": "last Tuesday"}]
    app = run_app(FIVE_TABS | {"sessions": sessions})
    app.session_state["log_checks"] = True
    app.run()
    assert not app.exception
    checks = app.dataframe[0].value
    row = checks[checks["cell"] == "D2"].iloc[0]
    assert (row["tab"], row["found"], row["severity"]) == ("sessions", "last Tuesday", "warning")
    assert "a date such as 2026-03-04" in row["expected"]
    assert len(tiles(app)) == 6


def test_missing_tab_is_named_and_the_template_is_there(run_app: Callable[..., AppTest]) -> None:
    app = run_app({name: rows for name, rows in FIVE_TABS.items() if name != "attendance"})
    assert not app.exception
    assert "No issues" not in words(app)
    assert "the required attendance tab is missing" in app.error[0].value.replace("\\", "")
    assert len(app.get("download_button")) == 1
    assert not tiles(app)


def test_unreadable_file_says_why(run_app: Callable[..., AppTest], tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_text("no workbook")
    app = run_app(path=broken)
    assert not app.exception
    assert "is not an Excel workbook" in app.error[0].value.replace("\\", "")


def test_changed_file_shows_on_the_next_run(run_app: Callable[..., AppTest], tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)
    app = run_app(path=path)
    assert app.multiselect(key="circle").options == ["Atlas"]
    write_xlsx(path, FIVE_TABS | {"circles": [{"circle": "Atlas"}, {"circle": "Vega"}]})
    app.run()
    assert app.multiselect(key="circle").options == ["Atlas", "Vega"]


def test_broken_file_keeps_the_last_good_log_and_says_so(
    run_app: Callable[..., AppTest], tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)
    app = run_app(path=path)
    path.write_text("half a file")
    app.run()
    assert "has been unreadable since" in app.warning[0].value
    assert f"{tmp_path}/log.xlsx: " in words(app)
    assert len(tiles(app)) == 6
    app.session_state["view_as_role"] = "sponsor"
    app.run()
    assert ": log.xlsx: " in words(app)
    app.session_state["view_as_role"] = "admin"
    write_xlsx(path, FIVE_TABS)
    app.run()
    assert not app.warning


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_a_whole_page(run_app: Callable[..., AppTest], demo_path: Path, role: str) -> None:
    app = run_app(path=demo_path, role=role)
    assert not app.exception
    assert len(tiles(app)) == 6
    assert [header.value for header in app.header][-1] == ("Circles" if role == "admin" else "Key figures")


def test_long_names_and_formulas_are_text(run_app: Callable[..., AppTest]) -> None:
    nasty = "<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1)) =1+1"
    asks = [
        {"ask": "K-1", "circle": nasty, "raised": TODAY - timedelta(days=40), "what": nasty, "status": "open"}
    ]
    tables = FIVE_TABS | {
        "circles": [{"circle": nasty}],
        "members": [{"member": "ana", "circle": nasty}],
        "sessions": [
            {"session": "A-1", "circle": nasty, "planned": date(2026, 1, 5), "held": date(2026, 1, 5)}
        ],
        "actions": [{"action": "X-1", "circle": nasty, "what": nasty}],
        "asks": asks,
    }
    app = run_app(tables)
    assert not app.exception
    drawn = "".join(bodies(app))
    assert "<img src=x" not in drawn
    assert "&lt;img src=x" in drawn
