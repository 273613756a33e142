"""The brief as one HTML file: no script, no address of another file, every text escaped."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

import jinja2

from lib.brief.facts import Brief
from lib.charts.exported import FONTS

MOST_ROWS = 6
"""Of a list: as many as let the page print on one sheet unless its texts are long."""
_TEMPLATE = Path(__file__).parent / "brief.html"


def html(brief: Brief) -> bytes:
    """The brief as a page for a browser or a mail, in UTF-8. It prints on one page unless its texts are long."""
    picture = None if brief.picture is None else base64.b64encode(brief.picture.svg).decode()
    page = _template().render(brief=brief, picture=picture, font=_font(), most=MOST_ROWS)
    return page.encode("utf-8", "replace")


@cache
def _font() -> str:
    """The font of the texts inside the file, base64, so that it looks the same everywhere."""
    return base64.b64encode((FONTS / "source-sans-3-latin-wght-normal.woff2").read_bytes()).decode()


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
