"""The worked example in CONTRIBUTING.md works: the figure is added to a copy of Pharos, in one module, and shows up."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data.logs import write_xlsx

ROOT = Path(__file__).parents[1]
MODULE = Path("lib/metrics/health/cases.py")
TABLES: dict[str, list[dict[str, object]]] = {
    "circles": [{"circle": "Atlas", "sponsor": "ada@x.org", "lead": "lee@x.org", "started": "2026-01-01"}],
    "members": [{"member": "ann", "circle": "Atlas"}, {"member": "bo", "circle": "Atlas"}],
    "sessions": [
        {
            "session": f"Atlas-0{number}",
            "circle": "Atlas",
            "planned": f"2026-0{number}-10",
            "held": f"2026-0{number}-10",
            "case": "Churn",
            "options": options,
        }
        for number, options in enumerate([3, 1, 2, "", 2, 2], start=1)
    ],
    "attendance": [{"session": "Atlas-01", "member": "ann", "present": "yes"}],
    "actions": [{"action": "A-1", "circle": "Atlas", "what": "Call"}],
}
PAGE = r"""
import re
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=120)
app.query_params["as_of"] = "2026-06-30"
app.query_params["aspect"] = "Cases"
app.query_params["period"] = "all"
app.query_params["part_figures"] = "true"
app.switch_page("pages/program/health.py").run()
assert not app.exception, app.exception
body = "".join(element.proto.body for element in app.get("html"))
tile = r'pharos-tile-label">([^<]*)</div>\s*<div class="pharos-tile-value">([^<]*)<'
shown = {label: value.replace("\xa0", " ") for label, value in re.findall(tile, body)}
print(shown["Considered options"])
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pharos with the example's two blocks in the module that CONTRIBUTING.md names."""
    home = tmp_path_factory.mktemp("pharos")
    for name in ("lib", "pages", "static", ".streamlit", "docs"):
        shutil.copytree(
            ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__", "secrets.toml")
        )
    shutil.copy(ROOT / "app.py", home)
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    units, definition = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    module = (home / MODULE).read_text(encoding="utf-8")
    head, foot = module.split("DEFINITIONS = (\n")
    (home / MODULE).write_text(f"{head}{units}\n\nDEFINITIONS = (\n{definition}{foot}", encoding="utf-8")
    write_xlsx(home / "log.xlsx", TABLES)
    return home


def ran(copy: Path, *arguments: str) -> str:
    """What Python prints there."""
    environment = {"PHAROS_WORKBOOK": str(copy / "log.xlsx"), "PATH": "", "HOME": str(copy)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_in_the_json(copy: Path) -> None:
    printed = json.loads(ran(copy, "-m", "lib.figures", "log.xlsx", "--as-of", "2026-06-30"))
    figure = printed["figures"]["with_options"]
    assert (figure["n"], figure["N"], figure["excluded"]["reasons"]) == (
        4,
        5,
        {"options not recorded": 1},
    )
    assert printed["circles"]["Atlas"]["with_options"]["n"] == 4


def test_it_has_a_tile_on_the_page(copy: Path) -> None:
    assert ran(copy, "-c", PAGE).strip() == "80 %"


def test_it_is_in_the_docs(copy: Path) -> None:
    ran(copy, "-m", "docs.generate")
    figures = (copy / "docs" / "figures.md").read_text(encoding="utf-8")
    assert "### Considered options\n\n`with_options` · share · shown under *Cases*" in figures
