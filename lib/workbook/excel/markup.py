"""XML parts changed in place: elements with the bytes that they span, and edits spliced in between.

Rewriting a part with an XML library drops what the library does not model (prefixes named inside attribute values,
extensions). Here expat finds where each element is, and every other byte stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from lib.workbook.base import WorkbookError

Splice = tuple[int, int, bytes]
"""Replace the bytes from start to end with these."""

_DEEPEST = 200
"""Elements within elements. Spreadsheets nest about ten."""

TAG_REST = rb"""[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>"""
_START_TAG = re.compile(rb"<[^\s/>]+" + TAG_REST)
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")


@dataclass(slots=True)
class Element:
    """One element: `start`..`end` is all of it, `inner`..`close` what is between its tags."""

    tag: str
    attributes: dict[str, str]
    start: int
    inner: int
    close: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The tag without its prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix of the tag with the colon, often ""."""
        head, colon, _ = self.tag.rpartition(":")
        return head + colon

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def is_on(self, name: str, default: bool = False) -> bool:
        """Whether a yes/no attribute is set; `default` if it is missing."""
        return self.get(name, "1" if default else "0").lower() in {"1", "true", "on"}

    def child(self, name: str) -> Element | None:
        return next((child for child in self.children if child.name == name), None)

    def named(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]

    def walk(self) -> Iterator[Element]:
        """Yield this element and everything in it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def start_tag(self, changed: Mapping[str, str | None], *, is_empty: bool = False) -> bytes:
        """The start tag with some attributes set, or removed if None."""
        attributes = {**self.attributes, **changed}
        text = "".join(
            f" {name}={quoteattr(value)}" for name, value in attributes.items() if value is not None
        )
        return f"<{self.tag}{text}{'/' if is_empty else ''}>".encode()


def parse(xml: bytes) -> Element:
    """The root element of `xml`. Raises WorkbookError if it is not XML in UTF-8."""
    refuse_other_encodings(xml)
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    stack: list[Element] = []
    roots: list[Element] = []

    def refuse(*_: object) -> None:
        raise WorkbookError("a part of the file has a document type; open it in Excel and save it there once")

    def opened(tag: str, attributes: list[str]) -> None:
        if len(stack) > _DEEPEST:
            raise WorkbookError(
                "a part of the file has too many levels; open it in Excel and save it there once"
            )
        start = parser.CurrentByteIndex
        match = _START_TAG.match(xml, start)
        assert match, "expat is at a start tag"
        pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
        element = Element(tag, pairs, start, match.end())
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)

    def closed(_tag: str) -> None:
        element = stack.pop()
        is_empty = xml[element.inner - 2 : element.inner] == b"/>"
        element.close = element.inner if is_empty else parser.CurrentByteIndex
        element.end = element.inner if is_empty else xml.index(b">", element.close) + 1

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise WorkbookError(f"a part of the file is damaged ({error})") from error
    return roots[0]


def refuse_other_encodings(xml: bytes) -> None:
    """Raises WorkbookError for XML whose bytes cannot be spliced as UTF-8."""
    declared = _DECLARED.match(xml)
    encoding = declared.group(1).lower() if declared else b"utf-8"
    if xml[:2] in {b"\xff\xfe", b"\xfe\xff"} or encoding not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise WorkbookError("its parts are not written in UTF-8; open it in Excel and save it there once")


def spliced(xml: bytes, splices: Iterable[Splice]) -> bytes:
    """`xml` with all splices made; splices at the same place keep their order. They must not overlap."""
    parts, position = [], 0
    for start, end, replacement in sorted(splices, key=lambda splice: splice[:2]):
        assert start >= position, "splices overlap"
        parts += [xml[position:start], replacement]
        position = end
    return b"".join([*parts, xml[position:]])


def appended(
    xml: bytes, parent: Element, content: bytes, changed: Mapping[str, str | None] | None = None
) -> list[Splice]:
    """The splices that put `content` at the end of `parent`, with some of its attributes set."""
    if parent.inner == parent.end:
        tags = parent.start_tag(changed or {}) + content + f"</{parent.tag}>".encode()
        return [(parent.start, parent.end, tags)]
    head = [(parent.start, parent.inner, parent.start_tag(changed))] if changed else []
    return [*head, (parent.close, parent.close, content)]
