"""The margins of each printed sheet: the page's title, the day, the filters, and the sheet's number."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from string import Template
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup

from lib.ui.entry.shell import PAGES
from lib.ui.widgets import html
from lib.ui.widgets.text import clean
from lib.words.phrases import listed

MOST_OF_A_NOTE, MOST_VALUES = 110, 3
_RULES = Template(
    """@media print { @page { margin: 20mm 13mm 14mm; font: 8pt 'Pharos Sans', sans-serif; color: #4d5766;
@top-left { content: "$left"; width: 34%; text-align: left; }
@top-right { content: "$right"; width: 66%; text-align: right; }
@bottom-right { content: counter(page) " / " counter(pages); } } }"""
)


def print_line(day: str, notes: list[str], said: str = "") -> None:
    """Put `day` and the notes at this place on paper, and with the page's title into the margins of each sheet. They
    are text, whatever they hold; on the screen, only `said` shows."""
    st.html(_drawn(_title(), day, tuple(notes), said))


@lru_cache(maxsize=256)
def _drawn(title: str, day: str, notes: tuple[str, ...], said: str) -> str:
    return html.rendered(
        "print_line.html",
        words=" · ".join([day, *notes]),
        said=said,
        rules=Markup(rules(title, day, notes)),
    )


def rules(title: str, day: str, notes: Iterable[str]) -> str:
    """The rules for printed sheets, in CSS."""
    left = " · ".join(filter(None, ("Pharos", title, day)))
    right = " · ".join(map(_short, notes))
    return _RULES.substitute(left=as_string(left), right=as_string(right))


def as_string(text: str) -> str:
    """`text` for the inside of a string in CSS: every character that is not a letter, digit or space is written as its
    number."""
    plain = (
        each if each.isascii() and (each.isalnum() or each == " ") else f"\\{ord(each):x} " for each in text
    )
    return "".join(plain)


def _short(note: str) -> str:
    """A note with at most three values, or how many values it has."""
    line = " ".join(clean(note).split())
    label, _, values = line.partition(": ")
    names = values.split(", ")
    if len(names) > MOST_VALUES:
        line = f"{label}: {listed(names, MOST_VALUES)}"
    return line if len(line) <= MOST_OF_A_NOTE else f"{label}: {len(names):,} chosen"


def _title() -> str:
    """The title of the page in the navigation, by its address."""
    address = urlsplit(st.context.url or "").path.strip("/").rpartition("/")[2]
    return next((page.title for page in PAGES if page.address == address), "Overview" if not address else "")
