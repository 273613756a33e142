"""A chart to take along: as an SVG picture, or as one HTML file that plays without any network.

Streamlit's theme is applied in the browser only, so a chart that leaves the app takes a print-like one with it. The
HTML is written here and not by vl-convert, whose own puts texts into a script as they are: a cell that holds
"</script>" would end it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

SVG_WIDTH = 1100
PRINT: dict[str, Any] = {
    "background": "#ffffff",
    "font": "Helvetica, Arial, sans-serif",
    "title": {"color": "#0a1830"},
    "axis": {"labelColor": "#33415a", "titleColor": "#33415a", "labelFontSize": 12},
    "legend": {"labelColor": "#33415a", "titleColor": "#33415a", "labelFontSize": 12},
    "text": {"color": "#33415a"},
}
INK = {"primary": "#8a5a00", "blue": "#1d5fa6"}
"""Streamlit's names for the theme's colors, which only its page knows, on white paper."""
VEGA_LITE = "6.4"
_TEMPLATE = Path(__file__).parent / "playing.html"


def svg(spec: dict[str, Any]) -> bytes:
    """The chart as it stands to begin with, in print colors; asks nothing of any network."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(
        _inked(spec) | {"width": SVG_WIDTH}, vl_version=VEGA_LITE, config=PRINT, allowed_base_urls=[]
    )
    return drawn.encode()


def page(spec: dict[str, Any], title: str, words: str) -> bytes:
    """One HTML file with the chart, a title and what it shows in words; it plays from a disk, and asks no network."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        title=title, words=words, libraries=_libraries(), spec=_in_a_script(_inked(spec))
    ).encode()


def _inked(part: Any) -> Any:
    """A spec in which the theme's colors by name are those of INK."""
    if isinstance(part, list):
        return [_inked(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {"value": INK.get(each["value"], each["value"])}
        if key == "color" and isinstance(each, dict) and isinstance(each.get("value"), str)
        else each
        if key == "datasets"
        else _inked(each)
        for key, each in part.items()
    }


@cache
def _libraries() -> Any:
    import vl_convert
    from markupsafe import Markup

    draw = 'window.draw = spec => vegaEmbed("#map", spec, {actions: false, renderer: "canvas"});'
    return Markup(vl_convert.javascript_bundle(draw, vl_version=VEGA_LITE))


def _in_a_script(spec: dict[str, Any]) -> Any:
    """A spec as JSON that nothing in a script element ends or starts: no < > & and no line separators."""
    from markupsafe import Markup

    config = PRINT | {
        name: (PRINT.get(name, {}) | part) if isinstance(part, dict) else part
        for name, part in spec.get("config", {}).items()
    }
    text = orjson.dumps(spec | {"config": config}, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
