"""Before there is a log: the words of a long read, and a page that recovers once a missing file is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.ui.widgets.progress import words
from lib.workbook.common.progress import Reading
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.ui.conftest import words as shown_words


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading("spreadsheets", 0, 300, 600.0), "Reading 0 of 300 spreadsheets · about 10 minutes left"),
        (Reading("spreadsheets", 12, 300, 89.0), "Reading 12 of 300 spreadsheets · about 1 minute left"),
        (Reading("spreadsheets", 300, 300, 0.0), "Reading 300 of 300 spreadsheets · less than a minute left"),
        (Reading("tabs", 3, 11), "Reading 3 of 11 tabs"),
    ],
)
def test_words(reading: Reading, expected: str) -> None:
    assert words(reading) == expected


def test_a_file_that_turns_up_is_shown_on_the_next_run(
    run_app: Callable[..., AppTest], tmp_path: Path
) -> None:
    path = tmp_path / "late.xlsx"
    app = run_app(path=path)
    assert app.title[0].value == "Why is there nothing to see?"
    assert "no such file" in shown_words(app)
    assert "names the file" in shown_words(app)
    write_xlsx(path, FIVE_TABS)
    app.run()
    assert not app.exception
    assert app.title[0].value == "Is the program healthy, where am I needed, what came of it?"
