"""Pictures of charts: they say what they are, as of when and with which filters, and hold texts as they are."""

from __future__ import annotations

import re
import struct

import pandas as pd
import pytest

from lib.charts import adoption, exported
from tests.data.injections import SHORT
from tests.examples import some

NOTES = ["As of 30 Jun 2026 · Circles: Atlas · From Pharos"]
BARS = {
    "data": {"values": [{"who": "Atlas", "asks": 3}, {"who": "Borealis", "asks": 1}]},
    "mark": "bar",
    "width": "container",
    "encoding": {"x": {"field": "asks", "type": "quantitative"}, "y": {"field": "who", "type": "nominal"}},
}


def texts(svg: bytes) -> list[str]:
    """Every line of text; vl-convert writes those of several lines as spans."""
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg.decode())


def test_a_picture_says_what_it_is() -> None:
    found = texts(exported.picture(BARS, "svg", "Open asks", NOTES, words="Atlas 3, Borealis 1"))
    assert {"Open asks", *NOTES, "Atlas", "Borealis"} <= set(found)
    assert b"Atlas 3, Borealis 1" in exported.picture(
        BARS, "svg", "Open asks", NOTES, words="Atlas 3, Borealis 1"
    )
    dated = exported.picture(BARS | {"title": {"text": "30 Jun 2026"}}, "svg", "How far it traveled", NOTES)
    assert {"30 Jun 2026", "How far it traveled", *NOTES} <= set(texts(dated))


def test_a_png_is_as_wide_as_a_sheet_at_two_pixels_for_one() -> None:
    content = exported.picture(BARS, "png", "Open asks", NOTES)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">I", content[16:20])[0] >= 2 * exported.SVG_WIDTH


def test_a_practice_with_a_color_and_a_dash_is_named_once() -> None:
    on = pd.date_range("2026-01-01", periods=3, freq="MS")
    months = {"on": on, "period": on.strftime("%Y-%m"), "adopted": 1, "eligible": 10}
    rows = pd.concat(
        [
            pd.DataFrame(months | {"title": title, "rate": rate})
            for title, rate in (("Huddle", 0.1), ("Brief", 0.2))
        ]
    )
    found = texts(exported.picture(adoption.several(rows).to_dict(), "svg", "Adoption", NOTES))
    assert (found.count("Huddle"), found.count("Brief")) == (1, 1)


def test_small_charts_come_as_one() -> None:
    small = {"Atlas": BARS | {"config": {"view": {"stroke": None}}}, "Borealis": BARS}
    found = texts(exported.picture(exported.together(small), "svg", "By circle", NOTES))
    assert found.count("Atlas") == 3  # its title, and a bar in each
    assert "By circle" in found
    assert exported.picture(exported.together({}), "svg", "By circle", NOTES)


def test_long_notes_are_broken_into_lines() -> None:
    note = "Circles: " + ", ".join(f"Circle {number}" for number in range(60))
    lines = [text for text in texts(exported.picture(BARS, "svg", "Open asks", [note])) if "Circle 5" in text]
    assert len(lines) > 1
    assert all(len(line) <= exported.LINE for line in lines)


@pytest.mark.parametrize("kind", some(["svg", "png"], 1))
def test_texts_stay_texts_and_bytes_the_same(kind: exported.Kind) -> None:
    unprintable = "".join(map(chr, (*range(32), 0x7F, 0x85, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF)))
    rows = [{"who": text, "asks": 1} for text in (*SHORT, unprintable)]
    spec = BARS | {"data": {"values": rows}}
    first = exported.picture(spec, kind, SHORT[0], [*SHORT, unprintable], words=unprintable)
    assert first == exported.picture(spec, kind, SHORT[0], [*SHORT, unprintable], words=unprintable)
    if kind == "svg":
        for dangerous in (b"<script", b"<img", b"<style>", b"href=", b"<foreignObject"):
            assert dangerous not in first
