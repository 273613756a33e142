"""A .docx file as lines. Its parts are unpacked and parsed within the bounds that hold for workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lib.bring.minutes.document import Line, Lines, MinutesError
from lib.workbook.base import WorkbookError
from lib.workbook.excel.bounds import careful, limits
from lib.workbook.excel.bounds.archive import Archive
from lib.workbook.excel.bounds.limits import UPLOAD

_MAIN, _STYLES, _NUMBERS = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_LEVEL = re.compile(r"(?:heading|überschrift|titre|título|kop)\s*(\d)", re.IGNORECASE)
_MOST_BASES = 20
_MOST_TEXT = limits.MB
_BULLETS = re.compile(r"(?:[-•◦▪●○·]|\d{1,3}[.)])\s+")


def lines_of_docx(content: bytes) -> list[Line]:
    """The lines of a .docx file's main text: headings, lists, check boxes, tables; no deleted, struck or hidden text.

    Raises MinutesError, without the name, for a file that is damaged, protected, too large, or of another kind.
    """
    try:
        archive = Archive(content, UPLOAD)
        main = archive.find(_MAIN)
        if main is None:
            raise MinutesError("is no Word document: choose a file that ends in .docx, .md, .txt or .html")
        styles = archive.find(_STYLES)
        known = _styles(_small(archive.pieces(styles), _STYLES)) if styles else _Styles({}, frozenset())
        reader = _Reader(known)
        careful.parse(
            _small(archive.pieces(main), _MAIN),
            _MAIN,
            opened=reader.opened,
            closed=reader.closed,
            text=reader.text,
        )
    except WorkbookError as error:
        raise MinutesError(
            "cannot be read: it is damaged, protected, or larger than minutes are; save it again in Word, or paste"
            " its text"
        ) from error
    return reader.found.lines


def _small(pieces: Iterable[bytes], part: str) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limits.SMALL_PART:
            raise careful.unusual(part, f"more than {limits.SMALL_PART // limits.MB} MB")
        yield piece


@dataclass(frozen=True, slots=True)
class _Styles:
    """The styles that are headings (id -> level), and the ids of those whose text is hidden."""

    headings: Mapping[str, int]
    hidden: frozenset[str]


def _styles(pieces: Iterable[bytes]) -> _Styles:
    headings: dict[str, int] = {}
    hides: dict[str, bool] = {}
    based_on: dict[str, str] = {}
    current = ""

    def opened(name: str, attributes: careful.Attributes) -> None:
        nonlocal current
        value = _get(attributes, "val")
        if name == "style":
            current = _get(attributes, "styleId")
        elif name == "name" and current and (level := _heading_level(value)):
            headings[current] = level
        elif name == "basedOn" and current:
            based_on[current] = value
        elif name == "vanish" and current:
            hides[current] = value not in ("0", "false")

    careful.parse(pieces, _STYLES, opened=opened)
    return _Styles(
        headings, frozenset(one for one in {*hides, *based_on} if _is_hidden(one, hides, based_on))
    )


def _is_hidden(style: str, hides: Mapping[str, bool], based_on: Mapping[str, str]) -> bool:
    """Whether a style hides its text, itself or by the style that it is based on."""
    for _ in range(_MOST_BASES):
        if style in hides or style not in based_on:
            break
        style = based_on[style]
    return hides.get(style, False)


def _heading_level(style: str) -> int:
    if found := _LEVEL.search(style):
        return min(int(found[1]) or 1, 6)
    return 1 if style.strip().lower() in {"title", "titel", "titre", "título"} else 0


def _get(attributes: careful.Attributes, name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


class _Reader:
    """Collects paragraphs and rows; a table within a cell is read as text of that cell."""

    def __init__(self, styles: _Styles) -> None:
        self.found = Lines()
        self._headings, self._hidden = styles.headings, styles.hidden
        self._is_hidden = self._is_hidden_paragraph = False
        self._number = self._size = 0
        self._texts: list[str] = []
        self._lead: list[str] = []
        self._is_bold = self._plain_seen = self._in_text = self._is_item = self._is_struck = False
        self._level = self._heading = self._tables = 0
        self._deleted = 0
        self._ticked: bool | None = None
        self._cells: list[str] = []
        self._cell: list[str] = []

    def opened(self, name: str, attributes: careful.Attributes) -> None:
        value = _get(attributes, "val")
        match name:
            case "p":
                self._texts, self._lead, self._plain_seen = [], [], False
                self._is_item, self._level, self._heading, self._ticked = False, 0, 0, None
                self._is_hidden_paragraph = False
            case "pStyle":
                self._is_hidden_paragraph = value in self._hidden
                self._heading = self._headings.get(value, 0) or _heading_level(value)
                self._is_item = self._is_item or value.lower().startswith(("list", "liste"))
            case "numPr":
                self._is_item = True
            case "ilvl":
                self._level = int(value) if value.isdecimal() else 0
            case "r":
                self._is_bold, self._is_struck, self._is_hidden = False, False, self._is_hidden_paragraph
            case "rStyle":
                self._is_hidden = self._is_hidden or value in self._hidden
            case "b":
                self._is_bold = value not in ("0", "false")
            case "vanish":
                self._is_hidden = value not in ("0", "false")
            case "strike" | "dstrike":
                self._is_struck = self._is_struck or value not in ("0", "false")
            case "t":
                self._in_text = True
            case "tab":
                self._add("\t" if not self._tables else " ")
            case "br" | "cr":
                self._add("\n")
            case "del" | "moveFrom":
                self._deleted += 1
            case "checked":
                self._ticked = value not in ("0", "false")
            case "tbl":
                self._tables += 1
                if self._tables == 1:
                    self.found.tables += 1
            case "tr" if self._tables == 1:
                self._cells = []
            case "tc" if self._tables == 1:
                self._cell = []

    def closed(self, name: str) -> None:
        match name:
            case "t":
                self._in_text = False
            case "r":
                self._is_bold = self._is_struck = False
            case "del" | "moveFrom":
                self._deleted -= 1
            case "p":
                self._end_paragraph()
            case "tc" if self._tables == 1:
                self._cells.append("\n".join(part for part in self._cell if part))
            case "tr" if self._tables == 1:
                self._number += 1
                text = " | ".join(self._cells).replace("\n", " ")
                self.found.add(self._number, text, "row", cells=tuple(self._cells))
            case "tbl":
                self._tables -= 1
                self.found.blank()

    def text(self, data: str) -> None:
        if self._in_text and not self._deleted and not self._is_struck and not self._is_hidden:
            self._add(data)

    def _add(self, data: str) -> None:
        self._size += len(data)
        if self._size > _MOST_TEXT:
            raise careful.unusual(_MAIN, f"more than {_MOST_TEXT // limits.MB} MB of text")
        self._texts.append(data)
        if self._is_bold and not self._plain_seen:
            self._lead.append(data)
        elif data.strip():
            self._plain_seen = True

    def _end_paragraph(self) -> None:
        whole, lead = "".join(self._texts), " ".join("".join(self._lead).split())
        if self._tables:
            self._cell += [" ".join(part.split()) for part in whole.split("\n")]
            return
        parts = whole.split("\n")
        for part in parts:
            self._number += 1
            text = part.strip()
            ticked = self._ticked
            if text[:1] in ("☐", "☑", "☒", "✅"):
                ticked, text = text[0] != "☐", text[1:].strip()
            if self._heading:
                self.found.blank()
                self.found.add(self._number, text, "heading", self._heading)
                self.found.blank()
            elif self._is_item or ticked is not None or _BULLETS.match(text):
                bare = _BULLETS.sub("", text, count=1) if not self._is_item else text
                self.found.add(self._number, bare, "item", self._level, ticked=ticked, lead=lead)
            else:
                self.found.add(self._number, text, lead=lead)
