"""Terms of the glossary in Pharos's own sentences: the first mention on a page leads to what the term means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st
from markupsafe import Markup, escape

from lib.ui.widgets.text import clean, plain, unbroken
from lib.words.glossary import BY_NAME, TERMS

ADDRESS = "/glossary"
_LINKED = "_terms_linked"
_APART: ContextVar[dict[str, str] | None] = ContextVar("apart", default=None)
"""What was linked by the texts that are apart from any page."""
_TERM = re.compile(
    rf"(?<![\w-])({'|'.join(sorted(map(re.escape, BY_NAME), key=len, reverse=True))})(?![\w-])", re.IGNORECASE
)
"""Longer names first, so that "adoption rate" is not taken for another term."""
_MARK = "\ue000"
"""Holds the place of a link while the text around it is escaped: a character for private use."""


def start_page() -> None:
    """Forget which terms were linked: a page begins."""
    st.session_state[_LINKED] = {}


def explained(text: str) -> str:
    """Markdown that shows `text` letter by letter, with a link on each term that this page has not linked elsewhere."""
    return _with_links(text, plain, lambda form, address: f"[{plain(form)}]({address})")


def explained_html(text: str) -> Markup:
    """The same as HTML for a template."""
    link = '<a class="pharos-term" href="{}" target="_blank">{}</a>'
    whole = _with_links(
        text,
        lambda line: str(escape(unbroken(clean(line)))),
        lambda form, address: link.format(address, escape(form)),
    )
    return Markup(whole)


def defined_html(text: str) -> Markup:
    """The same for a text that is read alone, behind a button: its own first mentions are linked, whatever else the
    page links, and the page's texts keep theirs."""
    with apart():
        return explained_html(text)


@contextmanager
def apart() -> Iterator[None]:
    """Texts inside link their first mentions whatever else the page links, and the page's texts keep theirs."""
    before = _APART.set({})
    try:
        yield
    finally:
        _APART.reset(before)


def as_page() -> str:
    """All terms as Markdown, each under a heading that an address can lead to."""
    return "\n\n".join(f"#### {term.name}\n{plain(term.meaning)}" for term in TERMS)


def _with_links(text: str, shown: Callable[[str], str], link: Callable[[str, str], str]) -> str:
    """`shown(text)` with `link(form, address)` in place of each term to link."""
    found = [] if _MARK in text else _to_link(text)
    parts, end = [], 0
    for match in found:
        parts += [text[end : match.start()], _MARK]
        end = match.end()
    line = shown("".join([*parts, text[end:]]))
    for match in found:
        line = line.replace(_MARK, link(match[0], _address(match[0])), 1)
    return line


def _to_link(text: str) -> list[re.Match[str]]:
    """The first mention of each term in a text, as far as the page has not linked the term in another text."""
    linked = _APART.get()
    if linked is None:
        linked = st.session_state.setdefault(_LINKED, {})
    found: list[re.Match[str]] = []
    here: set[str] = set()
    for match in _TERM.finditer(text):
        term = BY_NAME.get(match[0].lower()) or BY_NAME[match[0]]
        if term.name in here or linked.setdefault(term.name, text) != text:
            continue
        here.add(term.name)
        found.append(match)
    return found


def _address(form: str) -> str:
    term = BY_NAME.get(form.lower()) or BY_NAME[form]
    return f"{ADDRESS}#{term.anchor}"
