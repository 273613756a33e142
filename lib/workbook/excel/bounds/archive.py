"""The zip file that a workbook is: its list of parts checked, and each part unpacked in pieces up to a bound.

Nothing that the file says about itself is believed: parts are counted by their marks, unpacked bytes as they come.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from lib.workbook.base import WorkbookError
from lib.workbook.excel.bounds.limits import CHUNK, MB, Limits

_ENTRY, _END, _END_64 = b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x07"
_LOCAL = struct.Struct("<4s22xHH")
_END_RECORD = struct.Struct("<4s8xLLH")
_ENCRYPTED = 0x01
DAMAGE = (KeyError, OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error, struct.error)


class Archive:
    """A workbook's bytes as a zip file. Raises WorkbookError, without the path, for one that is not sound."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        entries = content.count(_ENTRY)
        if entries > limits.parts:
            raise WorkbookError(
                f"has {entries:,} parts, and a workbook may have up to {limits.parts:,}; save it again in Excel"
            )
        self._content, self._limits = memoryview(content), limits
        self._sizes: dict[str, int] = {}
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                self.entries = archive.infolist()
                directory = archive.start_dir
        except DAMAGE as error:
            raise WorkbookError(f"is damaged or not an Excel workbook ({_one_line(error)})") from error
        self.is_plain = _is_plain(content, directory)
        self._refuse_unsound_entries(directory)
        self._by_name = {_key(entry.filename): entry for entry in self.entries}

    @property
    def names(self) -> list[str]:
        return [entry.filename for entry in self.entries]

    def find(self, name: str) -> zipfile.ZipInfo | None:
        """The entry of a part, whose name is compared without regard to case; None if there is none."""
        return self._by_name.get(_key(name))

    def entry(self, name: str) -> zipfile.ZipInfo:
        """The entry of a part that is there."""
        return self._by_name[_key(name)]

    def pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield a part's bytes, at most CHUNK at a time; they count toward the bound of the whole file, once."""
        most = self._limits.unpacked_for(len(self._content))
        left = most - sum(size for name, size in self._sizes.items() if name != entry.filename)
        size = 0
        try:
            for piece in self._unpacked(entry):
                size += len(piece)
                if size > left:
                    raise WorkbookError(
                        f"unpacks to more than the {most / MB:,.0f} MB that are read"
                        f" (in its part {entry.filename[:80]}); save it again in Excel"
                    )
                self._sizes[entry.filename] = size
                yield piece
        except DAMAGE as error:
            raise _damaged(entry) from error

    def read(self, entry: zipfile.ZipInfo) -> bytes:
        """All bytes of a part."""
        return b"".join(self.pieces(entry))

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._content[self._start(entry) :][: entry.compress_size]
        size = checksum = 0
        is_stored = entry.compress_type == zipfile.ZIP_STORED
        for piece in _cut(packed, CHUNK) if is_stored else _inflated(packed):
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            if size > entry.file_size:
                raise zipfile.BadZipFile("a part is larger than it says")
            yield bytes(piece)
        if (size, checksum) != (entry.file_size, entry.CRC):
            raise zipfile.BadZipFile("a part is not what it says")

    def _start(self, entry: zipfile.ZipInfo) -> int:
        mark, name, extra = _LOCAL.unpack_from(self._content, entry.header_offset)
        if mark != b"PK\x03\x04":
            raise zipfile.BadZipFile("a part is not where it should be")
        return int(entry.header_offset + _LOCAL.size + name + extra)

    def _refuse_unsound_entries(self, directory: int) -> None:
        names: set[str] = set()
        free_from = 0
        for entry in sorted(self.entries, key=lambda entry: entry.header_offset):
            if entry.flag_bits & _ENCRYPTED:
                raise WorkbookError("is password-protected; save a copy without a password")
            if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise WorkbookError("is packed in a way that Excel does not use; save it again in Excel")
            try:
                start = self._start(entry)
            except DAMAGE as error:
                raise _damaged(entry) from error
            if entry.header_offset < free_from or start + entry.compress_size > directory:
                raise WorkbookError(
                    f"is damaged on purpose or by accident: its part {entry.filename[:80]} overlaps another one"
                )
            free_from = start + entry.compress_size
            if _key(entry.filename) in names:
                raise WorkbookError(
                    f"is damaged on purpose or by accident: it has two parts named {entry.filename[:80]}"
                )
            names.add(_key(entry.filename))


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of these parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return target.getvalue()


def _cut(packed: memoryview, size: int) -> Iterator[memoryview]:
    for at in range(0, len(packed), size):
        yield packed[at : at + size]


def _inflated(packed: memoryview) -> Iterator[bytes]:
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in _cut(packed, CHUNK // 16):
        rest: bytes | memoryview = piece
        while rest and not reader.eof:
            yield reader.decompress(rest, CHUNK)
            rest = reader.unconsumed_tail
    while not reader.eof and (piece := reader.decompress(b"", CHUNK)):
        yield piece
    if not reader.eof:
        raise EOFError("a part is cut off")


def _is_plain(content: bytes, directory: int) -> bool:
    """Whether every program finds the same list of parts: it ends the file, in the one usual form."""
    end = len(content) - _END_RECORD.size
    if end < 20 or _END_64 in content[end - 20 : end]:
        return False
    mark, size, offset, comment = _END_RECORD.unpack_from(content, end)
    return bool(mark == _END and not comment and offset == directory and offset + size == end)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _damaged(entry: zipfile.ZipInfo) -> WorkbookError:
    return WorkbookError(f"is damaged (its part {entry.filename[:80]} cannot be unpacked)")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
