"""Small pieces of HTML from templates, which escape everything that comes from a cell."""

from __future__ import annotations

from functools import cache

import jinja2
import streamlit as st
from markupsafe import Markup

from lib.ui.templates import FOLDER
from lib.ui.widgets.terms import explained_html
from lib.ui.widgets.text import clean, unbroken

MOST_OF_A_LINE = 400


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
    environment.filters["explained"] = explained_html
    environment.filters["short"] = lambda text: clean(text, MOST_OF_A_LINE) if isinstance(text, str) else text
    return environment


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
