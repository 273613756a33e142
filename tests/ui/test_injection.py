"""What people type stays text: on the screen, in links, in diagrams, and in files for a spreadsheet."""

from __future__ import annotations

import csv as csv_files
import io
import re
from datetime import date
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.ui.widgets import diagram, download, html
from lib.ui.widgets.html import MOST_OF_A_LINE
from lib.ui.widgets.text import MOST_OF_A_NAME, MOST_OF_A_TEXT, clean, line_or_list, name, plain, web_link
from tests.data.injections import DIAGRAMS_THAT_REACH_OUT, HUGE, LONG, SHORT

SIGNS = "=+-@＝＋－＠"
cells = st.text(st.sampled_from("=+-@＝;,\t\r\n '\"|x1\x00\u00a0\ufeff"), max_size=12) | st.text(max_size=20)

# Text


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("1. first", r"1\. first"),
        ("10:32", r"10\:32"),
        ("see https://a.example/b_c, ok", "see `https://a.example/b_c,` ok"),
        ("WWW.a.example *x*", r"`WWW.a.example` \*x\*"),
        ("ana.b+c@x-y.example!", r"`ana.b+c@x-y.example`\!"),
        ("&lt;", r"\&lt;"),
        (":material/home:", "\\:\u2060material/home\\:"),
        ("a -> b", "a \\-\u2060\\> b"),
        ("80 % of\n all", "80\u00a0% of all"),
        (
            "enable it at https://console.cloud.google.com/apis",
            r"enable it at https\://console.cloud.google.com/apis",
        ),
        ("", ""),
    ],
)
def test_markdown_is_escaped(cell: str, shown: str) -> None:
    assert plain(cell) == shown


def test_control_characters_and_direction_marks_are_dropped_and_emoji_kept() -> None:
    assert clean("a\x00\x07\x1b[31mb \u202etxt\u202c \u2067x") == "a[31mb txt x"
    family = "👩\u200d👩\u200d👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 Zu\u0308rich \u200fאב"
    assert clean(family) == family
    assert clean("half \ud83d") == "half \ufffd"


def test_long_texts_are_cut_and_say_so() -> None:
    assert clean("x" * MOST_OF_A_TEXT) == "x" * MOST_OF_A_TEXT
    assert clean(HUGE).endswith("…")
    assert len(plain(HUGE)) < 3 * MOST_OF_A_TEXT
    assert len(html.rendered("list.html", rows=[(HUGE, HUGE)])) < 12 * MOST_OF_A_TEXT


def test_names_cut_short_stay_different() -> None:
    assert name("x" * MOST_OF_A_NAME) == "x" * MOST_OF_A_NAME
    one, other = name("x" * 500 + "1"), name("x" * 500 + "2")
    assert one != other
    assert one == name("x" * 500 + "1")
    assert max(len(one), len(other)) < MOST_OF_A_NAME + 10


@given(st.text())
def test_what_is_shown_can_be_sent_and_is_one_line(cell: str) -> None:
    for shown in (plain(cell), clean(cell), name(cell)):
        shown.encode()
    assert len(plain(cell).splitlines()) <= 1


# HTML


class Read(HTMLParser):
    """The tags and the texts that a browser would find in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "wbr" and ("class", "pharos-whole") not in attrs:  # these keep email addresses in one piece
            self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def circle(text: str) -> dict[str, object]:
    return {
        "name": text,
        "status": "on track",
        "reasons": [text],
        "participation": text,
        "spark": "data:image/svg+xml;base64,AAAA",
        "spoken": text,
        "last": text,
        "link": "",
    }


TEMPLATES = {
    "list.html": lambda text: {"rows": [(text, text)]},
    "answers.html": lambda text: {"answers": [(text, text)]},
    "circles.html": lambda text: {"circles": [circle(text)], "key": text},
    "links.html": lambda text: {
        "heads": [text],
        "rows": [{"name": text, "cells": [{"text": text, "width": 3}]}],
        "label": text,
    },
}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("cell", SHORT + LONG, ids=lambda cell: repr(cell[:20]))
def test_html_has_the_cell_as_text_and_none_of_its_tags(template: str, cell: str) -> None:
    wanted = Read(html.rendered(template, **TEMPLATES[template]("plain")))
    body = html.rendered(template, **TEMPLATES[template](cell))
    found = Read(
        re.sub(r'<a class="pharos-term" href="/glossary#[a-z-]+" target="_blank">(\w+)</a>', r"\1", body)
    )
    assert found.tags == wanted.tags
    shown = clean(cell, MOST_OF_A_LINE if template == "list.html" else MOST_OF_A_TEXT)
    assert shown.replace(" %", "\u00a0%") in "".join(found.texts)


# Links


@pytest.mark.parametrize(
    "address", ["https://a.example", "HTTP://a.example/b?c=d#e", " https://a.example:8443/ "]
)
def test_web_addresses_are_links(address: str) -> None:
    assert web_link(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "mailto:a@b.example",
            "//a.example",
            "/a",
        ),
        *(
            "https://",
            "https:///a",
            "https://user:pw@a.example",
            "https://google.com@evil.example",
            "java\nscript:x",
        ),
        *(
            "https://a.example/ b",
            'https://a.example/"x',
            "https://a.example/<b>",
            "https://a.example\\@b",
            "",
        ),
        *(
            "https://a.example:port",
            "https://a\u202e.example",
            "http\u200bs://a.example",
            "x https://a.example",
            None,
            3,
        ),
    ],
)
def test_anything_else_is_no_link(address: object) -> None:
    assert web_link(address) is None


# Diagrams


@pytest.mark.parametrize("cell", DIAGRAMS_THAT_REACH_OUT)
def test_a_diagram_that_reaches_out_is_not_drawn(cell: str) -> None:
    assert diagram.drawable(cell) is None


@pytest.mark.parametrize(
    ("cell", "drawn"),
    [
        ('graph LR\nA --> B\nclick A "https://a.example"\n', "graph LR\nA --> B"),
        ("graph LR\nA --> B; click A call alert(); B --> C", "graph LR\nA --> B;; B --> C"),
        ("%%{init: {\n'securityLevel': 'loose'\n}}%%\ngraph LR\nA --> B", "graph LR\nA --> B"),
        ("---\nconfig:\n  themeCSS: '@import url(//a)'\n---\ngraph LR\nA --> B", "graph LR\nA --> B"),
        ("```mermaid\ngraph LR\nA --> B\n```", "graph LR\nA --> B"),
        ("graph LR\nA --> B %% stAlt: another name", "graph LR\nA --> B"),
        ('flowchart TD\r\nA["one<br/>two"] <--> B', 'flowchart TD\nA["one<br/>two"] <--> B'),
        (
            "classDiagram\nclass A {\n<<interface>>\n}\nA <|-- B",
            "classDiagram\nclass A {\n<<interface>>\n}\nA <|-- B",
        ),
        ("sequenceDiagram\nA->>B: is it done?", "sequenceDiagram\nA->>B: is it done?"),
    ],
)
def test_settings_comments_and_clicks_are_left_out(cell: str, drawn: str) -> None:
    assert diagram.drawable(cell) == drawn


@pytest.mark.parametrize(
    "cell", ["", "no diagram", "graphical", "graph LR\n" + "A --> B\n" * 300, "pie\n" + "x" * 6_000]
)
def test_anything_but_a_small_diagram_is_text(cell: str) -> None:
    assert diagram.drawable(cell) is None


# Files for a spreadsheet


def starts_formula(cell: str) -> bool:
    return cell.lstrip().lstrip("\u200b\ufeff").lstrip().startswith(tuple(SIGNS))


@given(st.lists(st.tuples(cells, cells), max_size=5), st.lists(cells, min_size=2, max_size=2, unique=True))
@example([("a;=1+1", "x\n=2"), ("\t=1", "\tx")], ["=a", "b"])
@example([("a", '";=1')], ["a", "b"])
def test_no_cell_starts_a_formula_whatever_the_delimiter(
    rows: list[tuple[str, str]], headers: list[str]
) -> None:
    text = download.csv(pd.DataFrame(rows, columns=headers), "=what", date(2026, 1, 2)).decode("utf-8-sig")
    for delimiter in ",;\t":
        for row in csv_files.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not [cell for cell in row if starts_formula(cell)], delimiter
            assert delimiter != "," or not [cell for cell in row if cell.startswith(("\t", "\r", "\n"))]


def test_numbers_dates_and_blanks_stay_what_they_are() -> None:
    frame = pd.DataFrame(
        {
            "share": [-0.5, None],
            "day": pd.to_datetime(["2026-01-02", None]),
            "done": [True, False],
            "kind": pd.Categorical(["=x", None]),
            "said": ["-5 %", None],
        }
    )
    text = download.csv(frame, "It", None).decode("utf-8-sig")
    assert (
        text
        == "share,day,done,kind,said\r\n-0.5,2026-01-02,True,'=x,'-5 %\r\n,,False,,\r\n"
        + '"It, from Pharos"\r\n'
    )
    assert frame["said"][0] == "-5 %"


def test_a_single_line_is_no_list() -> None:
    assert line_or_list(["1 * 2"]) == plain("1 * 2")
    assert line_or_list(["one", "[two](x)"]) == f"- one\n- {plain('[two](x)')}"
