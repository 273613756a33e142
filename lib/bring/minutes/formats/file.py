"""A file or a pasted text -> the document in it."""

from __future__ import annotations

import re
from pathlib import PurePath

from lib.bring.minutes.document import Document, MinutesError
from lib.bring.minutes.formats.fields_below import with_fields
from lib.bring.minutes.formats.text import lines_of_text
from lib.bring.minutes.formats.web import lines_of_html
from lib.bring.minutes.formats.word import lines_of_docx

SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm", ".docx")
MB = 1_000_000
LARGEST_TEXT, LARGEST_FILE = MB, 20 * MB
"""Bytes of a text or HTML file, and of a .docx file, which may hold pictures."""

_PAGES = re.compile("[\x0b\x0c\x1c-\x1e\x85]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def read_file(content: bytes, name: str) -> Document:
    """The document in a file that a person sent under this `name`, whose ending says its format (SUFFIXES).

    A text is read as UTF-8, UTF-16 with its mark, or else as Windows-1252. Raises MinutesError, one sentence that
    begins with the name, for a file of another kind, too large, or damaged.
    """
    title = PurePath(name.replace("\\", "/")).name[-120:] or "The file"
    suffix = PurePath(title).suffix.lower()
    try:
        if suffix not in SUFFIXES:
            raise MinutesError("is of another kind: choose a file that ends in .md, .txt, .html or .docx")
        most = LARGEST_FILE if suffix == ".docx" else LARGEST_TEXT
        if len(content) > most:
            advice = "paste its text instead" if suffix == ".docx" else "split it, or keep only the notes"
            raise MinutesError(f"is larger than the {most // MB} MB that are read; {advice}")
        if suffix == ".docx":
            lines = lines_of_docx(content)
        else:
            text = _without_controls(_decoded(content))
            lines = lines_of_html(text) if suffix in (".html", ".htm") else lines_of_text(text)
        if not lines:
            raise MinutesError("has no text" + ("; pictures are not read" if suffix == ".docx" else ""))
        return Document(tuple(with_fields(lines)), title)
    except MinutesError as error:
        raise MinutesError(f"{title} {error}") from error


def read_text(text: str) -> Document:
    """The document in a pasted text: HTML if it begins with a tag, else plain text or Markdown.

    Raises MinutesError for one that is too long.
    """
    if len(text) > LARGEST_TEXT:
        raise MinutesError(f"The text is longer than the {LARGEST_TEXT:,} characters that are read")
    text = _without_controls(text)
    start = text.lstrip()[:200].lower()
    is_html = start.startswith(
        ("<!doctype html", "<html", "<body", "<div", "<p>", "<p ", "<h1", "<h2", "<ul", "<table", "<meta")
    )
    return Document(tuple(with_fields(lines_of_html(text) if is_html else lines_of_text(text))))


def _without_controls(text: str) -> str:
    """The text without characters that no sheet can hold; those that end a line or page do so."""
    return _CONTROLS.sub("", _PAGES.sub("\n", text))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
