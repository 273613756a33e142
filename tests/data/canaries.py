"""Marks in every cell of a log, and how to find them again in whatever leaves the server.

`planted` makes a believable program whose every text is what `text` says; `marked` does so with a mark of its own in
each. `marks_in` finds marks in messages, downloads and JSON. What a viewer may see is what `lib.access.redaction` lets
through: `allowed` and `hidden` say it in marks.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.access.redaction import Viewer, redact
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Column
from lib.log.reading.parse import parse
from lib.workbook.excel.workbook import ExcelWorkbook

TextOf = Callable[[str, str, int], str]
"""(tab, column, number of the value among those of this column) -> the text to plant."""

_END = date(2026, 6, 30)
_MARK = re.compile(r"zq[a-z]+n\d+qz")
_BASE64 = re.compile(rb"base64,([A-Za-z0-9+/]{16,}={0,2})")
# Columns that share their words, so that groups and joins stay what they are.
_SHARED_WORDS = {
    "priority": "priority",
    "function": "function",
    "guest_function": "function",
    "depends_on": "function",
    "region": "region",
    "guest_region": "region",
    "tenure": "tenure",
    "norms_version": "norms",
    "norms_signed": "norms",
    "currency": "currency",
    "topics": "topics",
    "case_topics": "topics",
    "capabilities": "capabilities",
}


def mark(tab: str, column: str, number: int) -> str:
    """Letters and digits only, so that no escaping breaks it; as it stands in no other cell."""
    return f"zq{tab}{column}n{number}qz".replace("_", "")


def marked(*, circles: int = 3, months: int = 8, seed: int = 11) -> make.Tables:
    """A program with a mark in every text, and marks as mistakes in every other column of each tab's last row.

    Some asks still wait, so that they are shown.
    """
    tables = planted(mark, circles=circles, months=months, seed=seed)
    own = tables["circles"][0]
    own["lead"] = (
        f"{mark('circles', 'lead', 0)}@example.org"  # sorts before the others: the first lead leads one circle
    )
    for ask in tables["asks"][::2]:
        ask |= {"status": "open", "answered": None}
    for name, rows in tables.items():
        for column in TABS[name].columns if rows else ():
            if column.kind in ("date", "enum", "count", "number", "yes_no") and not column.required:
                rows[-1][column.name] = mark(name, column.name, len(rows))
    return tables


def marked_survey(*, circles: int = 3, months: int = 8, seed: int = 11) -> make.Tables:
    """The survey of that program, a mark in every respondent and comment."""
    tables = make.survey(planted(mark, circles=circles, months=months, seed=seed), end=date.today())
    for number, answer in enumerate(tables["pulse"]):
        answer |= {name: mark("pulse", name, number) for name in ("respondent", "comment")}
    return tables


def hidden_of_survey(role: str) -> set[str]:
    """Marks of the survey that must not reach a role: respondents nobody, comments administrators only."""
    names = ("respondent",) if role == "admin" else ("respondent", "comment")
    return {mark("pulse", name, number) for name in names for number in range(len(marked_survey()["pulse"]))}


def planted(text: TextOf, *, circles: int, months: int, seed: int) -> make.Tables:
    """A demo program that ends today, each text replaced: keys and what points to them alike, free texts one by one,
    blank free texts filled. The journal gets a row. It is the same program every day, moved to end today."""
    tables = make.program(circles=circles, months=months, seed=seed, end=_END, errors=False)
    for rows in tables.values():
        for row in rows:
            row |= {
                name: cell + (date.today() - _END) for name, cell in row.items() if isinstance(cell, date)
            }
    tables["edits"] = [dict.fromkeys(TABS["edits"].column_names, "x")]
    planter = _Planter(text)
    for tab, rows in tables.items():
        for column in TABS[tab].columns if tab != "settings" else ():
            for number, row in enumerate(rows):
                row[column.name] = planter.cell(tab, column, row.get(column.name), number)
    tables["settings"].append({"name": text("settings", "name", 0), "value": text("settings", "value", 0)})
    return tables


class _Planter:
    def __init__(self, text: TextOf) -> None:
        self._text = text
        self._names: dict[tuple[str, str], dict[object, str]] = {}

    def cell(self, tab: str, column: Column, cell: object, row: int) -> object:
        match column.kind:
            case "list" | "references" if isinstance(cell, str):
                return ", ".join(self._name(tab, column, part) for part in cell.split(", "))
            case "reference" if cell is not None:
                return self._name(tab, column, cell)
            case "email" if cell is not None:
                return f"{self._name(tab, column, cell)}@example.org"
            case "link_or_yes":
                return f"https://example.org/{self._text(tab, column.name, row)}"
            case "text" if column.name in (*TABS[tab].key, *_SHARED_WORDS):
                return None if cell is None else self._name(tab, column, cell)
            case "text":
                return self._text(tab, column.name, row)
        return cell

    def _name(self, tab: str, column: Column, cell: object) -> str:
        """The same text for the same cell wherever it names the same thing."""
        owner = (tab, column.name)
        if column.kind == "email" or column.person or column.refers_to == "members":
            owner = ("members", "member")
        elif column.refers_to:
            owner = (column.refers_to, TABS[column.refers_to].key[0])
        elif column.name in _SHARED_WORDS:
            owner = ("words", _SHARED_WORDS[column.name])
        names = self._names.setdefault(owner, {})
        return names.setdefault(cell, self._text(*owner, len(names)))


# What a viewer may see


def log_of(path: Path) -> CircleLog:
    """The workbook as the app reads it."""
    return parse(ExcelWorkbook(path).read().grids)


def first_viewer(log: CircleLog, role: str) -> Viewer:
    """Whom "View as" shows where nobody was chosen."""
    if role == "admin":
        return Viewer()
    return Viewer(role, min(log.circles[role].dropna().unique()))  # type: ignore[arg-type]


def allowed(log: CircleLog, viewer: Viewer) -> set[str]:
    """The marks that may reach a viewer."""
    seen = redact(log, viewer)
    return marks_in(frame.to_csv().encode() for frame in (*seen.tabs.values(), seen.checks))


def hidden(log: CircleLog, viewer: Viewer) -> set[str]:
    """The marks that must not."""
    return allowed(log, Viewer()) - allowed(log, viewer)


# What left the server


def marks_in(contents: Iterable[bytes]) -> set[str]:
    """Every mark in messages, files and texts, whatever they are packed in."""
    return {found for content in contents for found in _MARK.findall(_unpacked(content))}


def _unpacked(content: bytes) -> str:
    parts = [content, *(base64.b64decode(part + b"==") for part in _BASE64.findall(content))]
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    elif content.startswith(b"%PDF"):
        # Metadata and outlines only: letters of the pages themselves are numbers of a font's glyphs.
        parts += [_inflated(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)]
    elif content.startswith(b"\x1f\x8b"):
        parts.append(zlib.decompress(content, wbits=31))
    return "\n".join(part.decode("utf-8", "replace") for part in parts).casefold()


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part


class Messages:
    """Streamlit's messages to a browser, as bytes, whole: what a message only refers to is put in its place.

    The switch "View as", which nobody but an administrator gets, is left out.
    """

    def __init__(self) -> None:
        self._by_hash: dict[str, ForwardMsg] = {}
        self.contents: list[bytes] = []
        self.pages: dict[str, str] = {}
        """Every page of the navigation, hidden ones too, twins (of one icon) once: its path in the address -> hash."""
        self.has_late_parts = False
        """Whether something on the page is only sent once it is opened."""

    def add(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "ref_hash":
            message = self._by_hash[message.ref_hash]
        elif message.hash:
            self._by_hash[message.hash] = message
        if message.HasField("navigation"):
            twins = {page.icon or page.url_pathname: page for page in message.navigation.app_pages}
            self.pages = {page.url_pathname: page.page_script_hash for page in twins.values()}
        element = message.delta.new_element
        if element.HasField("selectbox") and "view_as" in element.selectbox.id:
            return
        block = message.delta.add_block
        self.has_late_parts |= bool(block.expandable.id or block.popover.id or block.tab_container.id)
        self.contents.append(message.SerializeToString())

    def forget(self) -> None:
        """What was sent so far is of no interest."""
        self.contents.clear()
        self.has_late_parts = False
