"""What is imported before the first page is there: each package more is time that the first viewer waits."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from lib.demo import make

ROOT = Path(__file__).parents[2]
ALLOWED = frozenset(
    "_cyutility charset_normalizer cython_runtime dateutil jinja2 lib markupsafe numpy orjson packaging "
    "pandas PIL prometheus_client pyarrow python_calamine rapidfuzz six streamlit".split()
)
"""Packages beside those of Streamlit itself."""
BEFORE_LISTENING = {"lib"}
"""Packages that are imported before the server listens, beside those of Streamlit's server. All else is imported while
the browser fetches Streamlit's scripts."""
NOT_NEEDED = ("lib.brief.lists", "lib.calendar", "lib.charts.exported", "lib.charts.plot", "lib.demo")
"""Parts of Pharos that files and other pages need."""
CODE = """
import sys
from streamlit.testing.v1 import AppTest
import streamlit.web.cli, streamlit.web.bootstrap, streamlit.web.server.starlette.starlette_app
before = set(sys.modules)
from lib.ui.entry import front, headers, nested, start
print(*sorted(set(sys.modules) - before))
app = AppTest.from_file("app.py", default_timeout=120).run()
assert not app.exception, app.exception
print(*sorted(set(sys.modules) - before))
"""


def test_what_the_first_page_imports(tmp_path: Path) -> None:
    make.write(make.program(8, 12, seed=7, end=date.today()), tmp_path / "log.xlsx")
    env = {"PHAROS_WORKBOOK": str(tmp_path / "log.xlsx"), "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    names = [line.split() for line in ran.stdout.splitlines()]
    early, late = ({name.partition(".")[0] for name in each} - set(sys.stdlib_module_names) for each in names)
    assert not [name for name in names[1] if name.startswith(NOT_NEEDED)]
    assert early == BEFORE_LISTENING
    packages = late
    unknown = {
        name for name in packages if not name.startswith(("_cython_", "_sysconfigdata", "__mp_main__"))
    } - ALLOWED
    assert not unknown
