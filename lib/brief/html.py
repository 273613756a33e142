"""The brief as one HTML file: no script, no address of another file, every text escaped."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

import jinja2

from lib.brief.facts import Brief

_TEMPLATE = Path(__file__).parent / "brief.html"


def html(brief: Brief) -> bytes:
    """The brief as a page for a browser or a mail, in UTF-8. It prints on one page unless its texts are long."""
    picture = None if brief.picture is None else base64.b64encode(brief.picture.svg).decode()
    return _template().render(brief=brief, picture=picture).encode("utf-8", "replace")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
