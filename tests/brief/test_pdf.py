"""The PDF: one page whatever the log, tagged, the same bytes everywhere, and never markup from cells."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest
from markdown_it import MarkdownIt

from lib.access.redaction import Viewer
from lib.brief import command, facts
from lib.brief.facts import Brief
from lib.brief.html import html
from lib.brief.lists import Row
from lib.brief.markdown import markdown
from lib.brief.pdf import PAPERS, pages, pdf
from lib.demo import make
from lib.metrics.core.period import WHOLE
from lib.metrics.program.answers import Answer
from tests.brief.reading import pages_of, squeezed, tags_of
from tests.data.injections import SHORT
from tests.data.logs import FIVE_TABS, READ_AT, log, write_xlsx
from tests.examples import some, thorough

ROOT = Path(__file__).parents[2]
DAY = pd.Timestamp("2026-06-30")
LONG: tuple[tuple[int, Any], ...] = (
    (30, "a4"),
    (2_000, "letter"),
    (30, "letter"),
    (200, "letter"),
    (2_000, "a4"),
)
LONG_NAME = "Circle of the heads of supply, production and quality in all plants of the northern region "


@pytest.fixture(scope="module")
def demo() -> Brief:
    tables = make.program(circles=4, months=9, seed=3, end=DAY.date(), errors=False)
    return facts.of_log(log(tables), Viewer("sponsor", tables["circles"][0]["sponsor"]), DAY, read_at=READ_AT)  # type: ignore[arg-type]


def with_rows(brief: Brief, texts: list[str]) -> Brief:
    """The brief with these texts everywhere a cell's text can stand."""
    rows = tuple(Row(text, text, "Watch") for text in texts)
    lists = {
        name: replace(getattr(brief, name), rows=rows, total=len(rows))
        for name in ("circles", "asks", "results")
    }
    answers = tuple(Answer(each.question, tuple(texts)) for each in brief.answers)
    return replace(brief, **lists, answers=answers)


# One page


def test_four_hundred_circles_with_long_names_are_one_page() -> None:
    circles = [
        {"circle": f"{LONG_NAME}{number}", "lead": "lea@x.org", "sponsor": "sam@x.org"}
        for number in range(400)
    ]
    asks = [
        {
            "ask": f"Q{n}",
            "circle": circles[n]["circle"],
            "raised": "2026-06-01",
            "what": "Please decide " * 18,
        }
        for n in range(60)
    ]
    long = log({**FIVE_TABS, "circles": circles, "asks": asks})
    brief = facts.of_log(long, Viewer(), DAY, WHOLE, read_at=READ_AT, with_picture=False)
    assert brief.circles.total == 400
    assert brief.asks.total == 60
    for paper, wanted in zip(PAPERS, ([595, 842], [612, 792]), strict=True):
        content = pdf(brief, paper)
        (text,) = pages_of(content)
        assert "more" in text
        assert brief.circles.total - text.count("Circle of the heads") > 300
        size = pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox
        assert [round(float(side)) for side in (size.width, size.height)] == wanted


@pytest.mark.parametrize(("words", "paper"), some(LONG, 2))
def test_what_does_not_fit_is_left_out_whole_and_counted(demo: Brief, paper: Any, words: int) -> None:
    """Lists and answers of ever longer texts: one page, no word is cut, and what is left out is said."""
    long = with_rows(demo, [f"{'several words ' * words}end{number}." for number in range(12)])
    assert len(pages(long, paper, ppi=20)) == 1
    (text,) = pages_of(pdf(long, paper))
    shown = squeezed(text)
    assert shown.count("severalwords") % words == 0
    left_out = ("more", "More on the overview", "in all, on the overview", "too long for one page")
    assert any(squeezed(each) in shown for each in left_out)


def test_a_word_that_is_longer_than_a_line_stays_on_the_page(demo: Brief) -> None:
    (text,) = pages_of(pdf(with_rows(demo, ["W" * 300])))
    assert "W" * 300 in squeezed(text)


def test_a_log_with_nothing_is_one_page_that_says_so() -> None:
    nothing = log({tab: [dict.fromkeys(rows[0], "")] for tab, rows in FIVE_TABS.items()})
    brief = facts.of_log(nothing, Viewer(), DAY, read_at=READ_AT)
    (text,) = pages_of(pdf(brief))
    for words in ("No circle is recorded yet.", "No actions are recorded yet.", "not recorded: no asks tab"):
        assert squeezed(words) in squeezed(text)
    assert brief.picture is None
    assert " 0 " not in text


# Tags


def test_it_is_tagged_and_says_what_it_is(demo: Brief) -> None:
    content = pdf(demo)
    reader = pypdf.PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]) == "en-US"
    assert reader.metadata is not None
    assert reader.metadata.title == "Mentoring circles: brief of 30 June 2026"
    assert str(reader.metadata.creation_date)[:10] == "2026-06-30"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    tags = tags_of(content)
    assert tags.count("H1") == 1
    assert tags.count("H2") == 8
    assert tags.count("Figure") == 1
    assert tags.count("LI") == len(demo.circles.rows) + len(demo.asks.rows) + len(demo.results.rows)
    assert demo.picture is not None
    assert demo.picture.words.startswith("Diffusion map of ")
    assert all("+Pharos" in str(font) for font in _fonts(reader))


def _fonts(reader: pypdf.PdfReader) -> list[str]:
    resources: Any = reader.pages[0]["/Resources"]
    return [font.get_object()["/BaseFont"] for font in resources["/Font"].values()]


def test_letters_that_no_font_has_are_marked_and_explained(demo: Brief) -> None:
    (text,) = pages_of(pdf(with_rows(demo, ["Łódź, Αθήνα and Київ", "東京 with 😀"])))
    assert "Łódź,Αθήνα" in squeezed(text)
    assert "Київ" in text
    assert "□□ with □" in text
    assert "stands for a letter that the fonts of this file do not have" in " ".join(text.split())
    assert "東京 with 😀" in html(with_rows(demo, ["東京 with 😀"])).decode()


# The same bytes


GIVEN = "--as-of", "2026-06-30", "--read-at", "2026-06-30T10:32", "--paper", "letter"


@thorough
def test_another_process_in_another_place_writes_the_same_bytes(tmp_path: Path) -> None:
    tables = make.program(circles=3, months=8, seed=5, end=DAY.date(), errors=False)
    path = write_xlsx(tmp_path / "log.xlsx", {name: rows for name, rows in tables.items() if rows})
    places = {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    names = ("brief.PDF", "brief.html")
    here, there = (
        [[str(path), *GIVEN, "--out", str(tmp_path / where / name)] for name in names]
        for where in ("here", "there")
    )
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    code = f"from lib.brief.command import main; print([main(each) for each in {there}])"
    subprocess.run(
        [sys.executable, "-c", code], env=os.environ | places, cwd=ROOT, check=True, capture_output=True
    )
    assert [command.main(each) for each in here] == [0, 0]
    first = [(tmp_path / "here" / name).read_bytes() for name in names]
    assert [(tmp_path / "there" / name).read_bytes() for name in names] == first
    (text,) = pages_of(first[0])
    assert "Key figures" in text
    assert "Log read: 30 Jun 2026, 10:32" in text
    assert first[1].startswith(b"<!doctype html>")


# Texts from cells are texts


def test_texts_from_cells_are_never_markup(demo: Brief) -> None:
    typst = [
        '#import "x"',
        "#panic()",
        "*bold* _it_ $x^2$",
        "= Heading",
        "#sys.inputs",
        "<label> @ref \\u{41}",
    ]
    texts = [" ".join(text.split()) for text in (*SHORT, *typst)]
    visible = [text for text in texts if text.isprintable() and text.isascii()]
    for start in range(0, len(visible), 6):
        some = visible[start : start + 6]
        (printed,) = pages_of(pdf(with_rows(demo, some)))
        for text in some:
            assert squeezed(text) in squeezed(printed), text
    web = html(with_rows(demo, texts)).decode()
    body = web[web.index("<body>") :]
    for dangerous in ("<script", "<style>@import", "<h1>Out", "onerror='", "<details", "<img src=x", "href="):
        assert dangerous not in body
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(with_rows(demo, texts)).decode())
    for tag in ("<a ", "<img", "<script", "<details", "<code>", "<em>", "<s>", "<blockquote", "<h1>head"):
        assert tag not in rendered, tag
