"""Which rows were added before, recorded in the file itself, so that a repeated save adds them only once.

The operations of the newest saves are stored, shortened, in the workbook's custom properties. Excel and LibreOffice
keep those, they travel with a copy of the file, and they change in the same step as its cells.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence

from lib.workbook.excel import markup
from lib.workbook.excel.markup import Element
from lib.workbook.excel.package import Package

KEPT = 1_000
_WIDTH = 8
_A_PROPERTY = 255 // _WIDTH  # Office shows no more than 255 characters of a property
_NAME = "Pharos saves "
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PART = "docProps/custom.xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NEW = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    b' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>'
)


def token(*operations: str) -> str:
    """A short name for one operation, or for all operations of one save together."""
    digest = hashlib.blake2s(
        "\0".join(operations).encode("utf-8", "surrogatepass"), digest_size=_WIDTH * 6 // 8
    )
    return urlsafe_b64encode(digest.digest()).decode()


def known(package: Package) -> list[str]:
    """The tokens of the newest operations written to this file, oldest first; [] if there are none."""
    part = _part(package)
    if not part:
        return []
    xml = package.read(part)
    own = sorted(_own(markup.parse(xml)), key=lambda element: int(element.get("name").removeprefix(_NAME)))
    text = "".join(xml[value.inner : value.close].decode() for element in own for value in element.children)
    return [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]


def remember(package: Package, earlier: Iterable[str], new: Iterable[str]) -> None:
    """Store the tokens of this save with the newest of the earlier ones, KEPT in all."""
    tokens = list(dict.fromkeys([*earlier, *new]))[-KEPT:]
    part = _part(package)
    if not part:
        part = _PART
        package.add(part, _NEW, _TYPE)
        package.relate("", _KIND, part)
    xml = package.read(part)
    root = markup.parse(xml)
    own = _own(root)
    taken = [int(element.get("pid", "1")) for element in root.children if element not in own]
    first = max([1, *taken]) + 1
    content = "".join(
        _property(root.prefix, first + number, f"{_NAME}{number + 1}", tokens[at : at + _A_PROPERTY])
        for number, at in enumerate(range(0, len(tokens), _A_PROPERTY))
    )
    removed = [(element.start, element.end, b"") for element in own]
    package.replace(part, markup.spliced(xml, [*removed, *markup.appended(xml, root, content.encode())]))


def _part(package: Package) -> str:
    return next((item.target for item in package.relations("") if item.kind == "custom-properties"), "")


def _own(root: Element) -> list[Element]:
    return [
        element
        for element in root.named("property")
        if element.get("name").startswith(_NAME) and element.get("name").removeprefix(_NAME).isdigit()
    ]


def _property(prefix: str, number: int, name: str, tokens: Sequence[str]) -> str:
    types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    value = f'<vt:lpwstr xmlns:vt="{types}">{"".join(tokens)}</vt:lpwstr>'
    return f'<{prefix}property fmtid="{_FORMAT_ID}" pid="{number}" name="{name}">{value}</{prefix}property>'
