"""Small pieces of HTML from templates, which escape everything that comes from a cell."""

from __future__ import annotations

import re
from functools import cache

import jinja2
import streamlit as st
from markupsafe import Markup, escape

from lib.ui.templates import FOLDER
from lib.ui.widgets.terms import explained_html
from lib.ui.widgets.text import clean, unbroken

MOST_OF_A_LINE = 400
_EMAIL = re.compile(
    r"(?<![\w.+\-])(\(?[\w.+\-]{1,30})@([\w\-]{1,30}(?:\.[\w\-]{1,15}){1,3}(?:\)?[,.;]?))(?![\w\-])"
)
"""An address short enough to stay on one line of a phone in two pieces."""


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        finalize=_shown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["explained"] = lambda text: _with_whole_emails(explained_html(text))
    environment.filters["short"] = _short
    return environment


def _short(value: object) -> object:
    """A text cut to a line, with each email address in one piece. For content, never for an attribute."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _with_whole_emails(escape(unbroken(clean(value, MOST_OF_A_LINE))))


def _with_whole_emails(text: Markup) -> Markup:
    """HTML in which an email address breaks after its @ only; `text` has addresses in its content alone."""
    whole = r'<span class="pharos-whole">\1@</span><wbr><span class="pharos-whole">\2</span>'
    return Markup(_EMAIL.sub(whole, str(text)))


def _shown(value: object) -> object:
    """Text, cleaned and cut to a length that fits a page. HTML from another template and image data stay unchanged."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.startswith("data:image/"):
        return value
    return unbroken(clean(value))


def rendered(template: str, **values: object) -> str:
    """The HTML of a template. Every value is escaped as text."""
    return _environment().get_template(template).render(**values)


def show(template: str, **values: object) -> None:
    """Draw a template on the page."""
    st.html(rendered(template, **values))
