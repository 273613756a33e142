"""A page costs the browser about the same however large a circle is, or however many practices there are.

`python -m tests.bench.large` measures all pages on larger logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lib.demo import make
from lib.ui.circle import agenda
from tests.bench import large
from tests.bench.large import MOST_ELEMENTS, costs, page_of

Log = tuple[Path, make.Tables]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """A circle of 280 people that met on more than 50 days."""
    tables = make.program(circles=2, months=14, seed=7, end=date.today(), sessions_per_month=4, people=280)
    path = tmp_path_factory.mktemp("crowd") / "log.xlsx"
    make.write(tables, path)
    return path, tables


@pytest.fixture
def everything_open() -> Iterator[None]:
    with large.everything_open():
        yield


@pytest.mark.parametrize(("page", "role"), [("circle", "admin"), ("log_session", "lead")])
def test_a_page_shows_some_of_a_large_circle_at_a_time(
    page: str, role: str, crowd: Log, everything_open: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, tables = crowd
    own = tables["circles"][0]
    monkeypatch.setenv("PHAROS_WORKBOOK", str(path))
    app = page_of(path, f"pages/circle/{page}.py", role, str(own["lead"]), str(own["circle"]))
    if page == "log_session":
        for part in ("prework", "met", "agreed"):
            app.query_params[f"log_open_{part}"] = "true"
    monkeypatch.setattr(agenda, "_MOST_MAILS", 2)
    shown = costs(app)
    assert 500 < shown.elements < MOST_ELEMENTS
    assert shown.size < 400_000
    left_out = [each.value for each in app.caption if "mails do not reach everybody" in each.value]
    assert len(left_out) == (page == "circle")
    menus = [each.proto.popover.label for each in app.get("popover")]
    assert ("Mail it in 2 parts" in menus) == (page == "circle")


def test_many_practices_send_no_more_than_can_be_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 practices sent 1.2 MB: a line of points for each, and the table of all points."""
    make.write(
        make.program(circles=12, months=18, seed=7, end=date.today(), practices=193), tmp_path / "log.xlsx"
    )
    monkeypatch.setenv("PHAROS_WORKBOOK", str(tmp_path / "log.xlsx"))
    shown = costs(page_of(tmp_path / "log.xlsx", "pages/program/lighthouses.py"))
    assert shown.size < 300_000
    assert shown.elements < MOST_ELEMENTS
