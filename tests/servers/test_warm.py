from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers import warm


@pytest.mark.parametrize("cold", [False, True])
def test_a_server_has_the_folder_settings_and_log_that_were_asked(tmp_path: Path, cold: bool) -> None:
    settings = tmp_path / ".streamlit" / "config.toml"
    settings.parent.mkdir()
    settings.write_text("[server]\nmaxUploadSize = 7\n", encoding="utf-8")
    log = tmp_path / "log"
    env = {"HOME": str(tmp_path), "STREAMLIT_SERVER_PORT": "7777"}
    process = warm.start(["config", "show"], home=tmp_path, env=env, log=log, cold=cold)
    process.wait(30)
    assert process.poll() == 0
    shown = log.read_text(encoding="utf-8")
    assert "maxUploadSize = 7" in shown
    assert "port = 7777" in shown


def test_a_copy_can_be_ended(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("", encoding="utf-8")
    arguments = ["run", str(script), "--server.headless", "true", "--server.port", "0"]
    process = warm.start(arguments, home=tmp_path, env={"HOME": str(tmp_path)}, log=tmp_path / "log")
    assert process.poll() is None
    process.kill()
    process.wait(10)
    assert process.poll() is not None
