"""A chart to download: as an SVG or PNG picture, or as one HTML file that plays without any network.

Streamlit applies its theme only in the browser, so a chart that leaves the app gets a print-like one. The HTML is
written here and not by vl-convert, because that puts texts into a script as they are: "</script>" in a cell would end
the script.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal, TypeAlias
from xml.sax.saxutils import escape

import orjson

SVG_WIDTH, PNG_SCALE, LINE = 1100, 2, 150
"""Pixels; pixels of a PNG for each of them; characters of a line of notes."""
Kind: TypeAlias = Literal["svg", "png"]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_PARTS = {"concat", "hconcat", "vconcat", "facet", "repeat"}
_OF_THE_WHOLE = {"$schema", "config", "width", "autosize", "padding", "title"}
PRINT: dict[str, Any] = {
    "background": "#ffffff",
    "font": "Pharos Sans, Helvetica, Arial, sans-serif",
    "title": {"color": "#0a1830", "fontSize": 16, "subtitleColor": "#4d5766", "subtitleFontSize": 12},
    "axis": {"labelColor": "#33415a", "titleColor": "#33415a", "labelFontSize": 12},
    "legend": {"labelColor": "#33415a", "titleColor": "#33415a", "labelFontSize": 12},
    "text": {"color": "#33415a"},
}
INK = {"primary": "#8a5a00", "blue": "#1d5fa6", "orange": "#a84009"}
"""Streamlit's names for colors of the theme, which only its own page knows -> the colors on white paper."""
VEGA_LITE = "6.4"
FONTS = Path(__file__).parents[2] / "static"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEMPLATE = Path(__file__).parent / "playing.html"


def svg(spec: dict[str, Any], *, width: int = SVG_WIDTH) -> bytes:
    """The chart in its initial state, in print colors, `width` pixels wide. Needs no network; the same spec gives the
    same bytes on every machine, because letters are measured in the fonts of static/."""
    drawn = _converter().vegalite_to_svg(
        _inked(spec) | {"width": width}, vl_version=VEGA_LITE, config=PRINT, allowed_base_urls=[]
    )
    return drawn.encode()


def picture(
    spec: dict[str, Any], kind: Kind, title: str, notes: Sequence[str] = (), *, words: str = ""
) -> bytes:
    """The chart as a file that says by itself what it is: `title` above it unless it has one of its own, and below that
    the notes, such as the date and the filters. `words`: what it shows, for people who cannot see it (SVG).

    Texts are drawn as they are. Needs no network; the same chart gives the same bytes on every machine.
    """
    own = {"title": _titled(spec.get("title"), title, notes), "description": words or title, "padding": 12}
    titled = _inked(spec | own)
    if not _PARTS & spec.keys():
        titled["width"] = SVG_WIDTH
    options = {"vl_version": VEGA_LITE, "config": PRINT, "allowed_base_urls": []}
    if kind == "png":
        return bytes(_converter().vegalite_to_png(titled, scale=PNG_SCALE, **options))
    drawn = str(_converter().vegalite_to_svg(titled, **options))
    return drawn.replace(">", ">" + _told(titled), 1).encode()


def _told(titled: dict[str, Any]) -> str:
    """The title of an SVG and what it shows in words, as elements for screen readers."""
    title = titled["title"]["text"]
    elements = [("title", title if isinstance(title, str) else ""), ("desc", titled["description"])]
    return "".join("".join(("<", tag, ">", escape(text), "</", tag, ">")) for tag, text in elements if text)


def together(specs: Mapping[str, dict[str, Any]], columns: int = 4) -> dict[str, Any]:
    """Small charts side by side as one, each with its name above it. No charts give an empty picture."""
    width = (SVG_WIDTH - 60 * columns) // columns
    config: Any = next((spec["config"] for spec in specs.values() if "config" in spec), {})
    parts = [
        {key: part for key, part in spec.items() if key not in _OF_THE_WHOLE}
        | {"title": name, "width": width}
        for name, spec in specs.items()
    ]
    return {"$schema": SCHEMA, "config": config, "columns": columns, "concat": parts}


def _titled(given: Any, title: str, notes: Sequence[str]) -> dict[str, Any]:
    own = given if isinstance(given, dict) else {"text": given or title}
    lines = [line for note in ([title, *notes] if given else notes) for line in wrap(note, LINE)]
    return (
        {"anchor": "start", "frame": "group", "subtitlePadding": 6, "offset": 12} | own | {"subtitle": lines}
    )


@cache
def _converter() -> Any:
    """vl-convert, with the fonts of static/."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def page(spec: dict[str, Any], title: str, words: str) -> bytes:
    """One HTML file with the chart, a title and what it shows in words. It plays from a disk and needs no network."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        title=title, words=words, libraries=_libraries(), spec=_in_a_script(_inked(spec))
    ).encode()


def _inked(part: Any) -> Any:
    """A spec whose theme colors, given by name, are replaced by those of INK, without characters that XML cannot hold:
    vl-convert ends the whole process when it meets one."""
    if isinstance(part, str):
        return _NOT_XML.sub("", part)
    if isinstance(part, list | tuple):
        return [_inked(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {"value": INK.get(each["value"], each["value"])}
        if key == "color" and isinstance(each, dict) and isinstance(each.get("value"), str)
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
    """A spec as JSON that cannot start or end a script element: without < > & and line separators."""
    from markupsafe import Markup

    config = PRINT | {
        name: (PRINT.get(name, {}) | part) if isinstance(part, dict) else part
        for name, part in spec.get("config", {}).items()
    }
    text = orjson.dumps(spec | {"config": config}, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
