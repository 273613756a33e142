"""The server's log as JSON lines."""

from __future__ import annotations

import io
import json
import logging

import pytest

from lib.telemetry import json_lines


@pytest.fixture
def logged() -> tuple[logging.Logger, io.StringIO]:
    logger, written = logging.Logger("pharos.test"), io.StringIO()
    logger.addHandler(logging.StreamHandler(written))
    return logger, written


def test_each_record_is_a_line_of_json(
    logged: tuple[logging.Logger, io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [logging.NullHandler()])
    logger, written = logged
    assert json_lines.use({"PHAROS_LOG": "JSON "}, logger)
    logger.warning("%s tabs\nlost their header", 2)
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logger.exception("reading failed")
    first, second = map(json.loads, written.getvalue().splitlines())
    assert first.keys() == {"at", "level", "logger", "message"}
    assert (first["level"], first["logger"], first["message"]) == (
        "warning",
        "pharos.test",
        "2 tabs\nlost their header",
    )
    assert first["at"].endswith("+00:00")
    assert "ZeroDivisionError" in second["exception"]


@pytest.mark.parametrize("setting", [{}, {"PHAROS_LOG": ""}, {"PHAROS_LOG": "text"}])
def test_otherwise_the_log_stays_as_it_is(
    logged: tuple[logging.Logger, io.StringIO], setting: dict[str, str]
) -> None:
    logger, written = logged
    assert not json_lines.use(setting, logger)
    logger.warning("as before")
    assert written.getvalue() == "as before\n"
