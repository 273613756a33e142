"""What is found before the first script comes is what that script looks up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.source import program as measuring
from lib.ui.frame import first
from tests.data.logs import FIVE_TABS


def test_it_is_for_the_state_in_which_a_page_opens(
    run_app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run_app(FIVE_TABS)
    assert not app.exception
    measured: list[object] = []
    monkeypatch.setattr(measuring, "measure", lambda *args, **kwargs: measured.append(args))
    page = first.first_view()
    assert measured == []
    assert list(page.program.circles) == ["Atlas"]
