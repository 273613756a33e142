"""An .xlsx file as a package of parts: read from memory, saved with a few parts changed and all others as they were.

Unchanged parts are copied in their compressed form, so that charts, pivot tables, macros and pictures stay as they are
and a large file takes no longer than the parts that change.
"""

from __future__ import annotations

import copy
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from posixpath import dirname, join, normpath, relpath
from typing import IO
from xml.sax.saxutils import quoteattr

from lib.workbook.base import WorkbookError
from lib.workbook.excel import markup

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LOCAL_HEADER = struct.Struct("<26xHH")
_DATA_DESCRIPTOR = 0x08
_ENCRYPTED = 0x01
_COMPRESSION = 5  # a third faster than the usual 6, two percent larger
_DAMAGE = (KeyError, OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another part refers to; `kind` is the last word of its type, `target` a part name or a URL."""

    id: str
    kind: str
    target: str
    is_external: bool


class Package:
    """The parts of one file's content. Raises WorkbookError if it is not a readable package."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except _DAMAGE as error:
            raise WorkbookError(f"is damaged or not an Excel workbook ({error})") from error
        self._changed: dict[str, bytes] = {}
        self._kept: dict[str, bytes] = {}
        names = self._archive.namelist()
        if len(set(names)) != len(names) or any(
            info.flag_bits & _ENCRYPTED for info in self._archive.infolist()
        ):
            raise WorkbookError(
                "is packed in a way that Pharos cannot write; open it in Excel and save it once"
            )
        main = [relation.target for relation in self.relations("") if relation.kind == "officeDocument"]
        if not main or main[0] not in names:
            raise WorkbookError("is damaged or not an Excel workbook (it names no main part)")
        self.main = main[0]

    @property
    def names(self) -> list[str]:
        """All part names, new ones at the end."""
        known = self._archive.namelist()
        return known + [name for name in self._changed if name not in set(known)]

    def has(self, name: str) -> bool:
        return name in self._changed or name in self._archive.NameToInfo

    def read(self, name: str) -> bytes:
        """A part as it would be saved now. Raises WorkbookError if it is missing or damaged."""
        if name in self._changed:
            return self._changed[name]
        try:
            if name not in self._kept:
                self._kept[name] = self._archive.read(name)
            return self._kept[name]
        except _DAMAGE as error:
            raise WorkbookError(f"is damaged (its part {name} cannot be read)") from error

    def replace(self, name: str, content: bytes) -> None:
        """Save `content` as the part `name`."""
        if content != self.read(name):
            self._changed[name] = content

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """Add a part."""
        self._changed[name] = content
        types = self.read("[Content_Types].xml")
        root = markup.parse(types)
        entry = f'<{root.prefix}Override PartName={quoteattr("/" + name)} ContentType="{content_type}"/>'
        self.replace(
            "[Content_Types].xml",
            markup.spliced(types, markup.appended(types, root, entry.encode())),
        )

    def relations(self, part: str) -> list[Relation]:
        """What `part` refers to; "" means the package itself."""
        name = _relations_part(part)
        if not self.has(name):
            return []
        return [
            Relation(
                element.get("Id"),
                element.get("Type").rpartition("/")[2],
                _target(part, element.get("Target"), element.get("TargetMode") == "External"),
                element.get("TargetMode") == "External",
            )
            for element in markup.parse(self.read(name)).named("Relationship")
        ]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Make `part` refer to the part `target`, with the full name of a type; out: the id of the relation."""
        name = _relations_part(part)
        if not self.has(name):
            self._changed[name] = f'<Relationships xmlns="{_RELATIONSHIPS}"/>'.encode()
        taken = {relation.id for relation in self.relations(part)}
        new = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        xml = self.read(name)
        root = markup.parse(xml)
        path = relpath("/" + target, "/" + dirname(part))
        entry = f'<{root.prefix}Relationship Id="{new}" Type="{kind}" Target={quoteattr(path)}/>'
        self.replace(name, markup.spliced(xml, markup.appended(xml, root, entry.encode())))
        return new

    @property
    def changed(self) -> Mapping[str, bytes]:
        """The parts that are new or will be saved with different content."""
        return self._changed

    def save(self, file: IO[bytes], *, instead: Mapping[str, bytes] | None = None) -> None:
        """Write the package with its changes, other parts as they came; `instead` replaces parts in this file only."""
        contents = {**self._changed, **(instead or {})}
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as target:
            for info in self._archive.infolist():
                if info.filename in contents:
                    target.writestr(info.filename, contents[info.filename])
                else:
                    self._copy(info, target)
            for name in self.names[len(self._archive.infolist()) :]:
                target.writestr(name, contents[name])

    def _copy(self, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
        name_length, extra_length = _LOCAL_HEADER.unpack_from(self._content, info.header_offset)
        start = info.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        entry = copy.copy(info)
        entry.extra = b""
        entry.flag_bits &= ~_DATA_DESCRIPTOR
        assert target.fp is not None
        target.fp.seek(target.start_dir)
        entry.header_offset = target.fp.tell()
        target.fp.write(entry.FileHeader(zip64=False))
        target.fp.write(self._content[start : start + info.compress_size])
        target.filelist.append(entry)
        target.NameToInfo[entry.filename] = entry
        target.start_dir = target.fp.tell()


def _relations_part(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return join(folder, "_rels", f"{name}.rels")


def _target(part: str, target: str, is_external: bool) -> str:
    if is_external:
        return target
    return normpath(join("/" + dirname(part), target)).lstrip("/")
