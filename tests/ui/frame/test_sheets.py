"""What stands in the margins of printed sheets: text only, whatever a filter's value holds."""

from __future__ import annotations

import re

from lib.ui.frame import sheets
from lib.ui.templates import FOLDER
from lib.ui.widgets import html
from tests.data.injections import SHORT


def read(css: str) -> str:
    """A string of CSS as a browser reads it."""
    return re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), css)


def test_every_text_reads_as_it_is_and_cannot_end_its_string() -> None:
    for text in (*SHORT, "\\", '"', "</style>", "Łódź – 東京", "a\\22 b", "}"):
        css = sheets.as_string(text)
        assert read(css) == text
        assert re.fullmatch(r"(?:[A-Za-z0-9 ]|\\[0-9a-f]+ )*", css)


def test_the_margins_say_page_day_and_filters() -> None:
    notes = [
        "Circles: Atlas, Borealis, Cetus, Draco",
        "Log read: 29 Nov 2026, 15:28",
        "Sponsors: " + "s" * 200,
    ]
    found = read(sheets.rules("Health", "As of 30 Jun 2026", notes))
    assert 'content: "Pharos · Health · As of 30 Jun 2026"' in found
    assert (
        "Circles: Atlas, Borealis, Cetus and 1 more · Log read: 29 Nov 2026, 15:28 · Sponsors: 1 chosen"
        in found
    )
    assert "counter(page)" in found


def test_what_is_said_below_the_filters_shows_on_the_screen_too() -> None:
    said = "The newest record is of 30 Nov 2026."
    drawn = html.rendered("print_line.html", words="As of 30 Jun 2027", said=said, rules="")
    assert f'<p class="pharos-muted">{said}</p>' in drawn
    assert "pharos-muted" not in html.rendered(
        "print_line.html", words="As of 30 Jun 2027", said="", rules=""
    )
    hidden = re.search(r"@media screen { ([^{]*)\{ display: none", (FOLDER / "style.css").read_text("utf-8"))
    assert hidden
    assert hidden[1].startswith(".pharos-print-line, ")
    assert ":not(:has(.pharos-muted))" in hidden[1]
