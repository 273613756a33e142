"""Which tabs an .xlsx file has and where their cells are, from its small parts, which are bounded here too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath

from lib.workbook.base import WorkbookError
from lib.workbook.excel.bounds import careful, limits
from lib.workbook.excel.bounds.archive import Archive
from lib.workbook.excel.bounds.limits import Limits

_MAIN, _TEXTS, _STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
_TYPES = "[content_types].xml"
_SMALL_FOLDERS = ("xl/tables/", "docprops/")


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of a workbook by what they hold; `tabs`: name of the part, in small letters -> title of its tab."""

    tabs: Mapping[str, str]
    shared_texts: frozenset[str]

    def tab(self, part: str) -> str:
        """The title of the tab whose cells are in this part; the part's name if no tab names it."""
        return self.tabs.get(part.lower(), part)


def contents(archive: Archive, bounds: Limits) -> Contents:
    """Read relations, formats and the list of tabs.

    Raises WorkbookError if there are too many of them, or if two tabs share one part, which is then read twice.
    """
    related = {
        entry.filename.lower(): list(_relations(archive.pieces(entry), entry.filename))
        for entry in archive.entries
        if entry.filename.lower().endswith(".rels")
    }
    main = [target for kind, _, target in related.get("_rels/.rels", ()) if kind == "officeDocument"]
    main_part = next((part for part in (*main, _MAIN) if archive.find(part)), _MAIN)
    of_main = related.get(join(dirname(main_part), "_rels", f"{basename(main_part)}.rels").lower(), [])
    texts = {_TEXTS.lower(), *(target.lower() for kind, _, target in of_main if kind == "sharedStrings")}
    styles = {_STYLES.lower(), *(target.lower() for kind, _, target in of_main if kind == "styles")}
    tabs: dict[str, str] = {}
    targets = {id_: target.lower() for _, id_, target in of_main}
    for entry in archive.entries:
        name = entry.filename.lower()
        if name in {main_part.lower(), _MAIN}:
            for title, id_ in _sheets(archive.pieces(entry), entry.filename, bounds.tabs):
                part = targets.get(id_, "")
                if tabs.setdefault(part, title) != title:
                    names = f"{tabs[part][:40]} and {title[:40]}"
                    raise WorkbookError(
                        f"is damaged on purpose or by accident: the tabs {names} share their cells"
                    )
        elif name in styles:
            _read_styles(archive.pieces(entry), entry.filename)
        elif name == _TYPES or (name.startswith(_SMALL_FOLDERS) and name.endswith(".xml")):
            small = _small(archive.pieces(entry), entry.filename)
            careful.parse(small, entry.filename, opened=_Count(entry.filename))
    return Contents(tabs, frozenset(texts))


class _Count:
    """Counts elements of a part that readers hold as objects."""

    def __init__(self, part: str) -> None:
        self._part, self._count = part, 0

    def __call__(self, *_: object) -> None:
        self._count += 1
        if self._count > limits.SMALL_PART_ELEMENTS:
            raise careful.unusual(self._part, f"more than {limits.SMALL_PART_ELEMENTS:,} elements")


def _small(pieces: Iterable[bytes], part: str) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limits.SMALL_PART:
            raise careful.unusual(part, f"more than {limits.SMALL_PART // limits.MB} MB")
        yield piece


def _relations(pieces: Iterable[bytes], part: str) -> list[tuple[str, str, str]]:
    """Kind, id and target of each relation of the part that `part` belongs to."""
    folder = dirname(dirname(part))
    found: list[tuple[str, str, str]] = []
    count = _Count(part)

    def opened(name: str, attributes: careful.Attributes) -> None:
        count()
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            target = target.lstrip("/") if target.startswith(("/", "xl/")) else normpath(join(folder, target))
            found.append((attributes.get("Type", "").rpartition("/")[2], attributes.get("Id", ""), target))

    careful.parse(_small(pieces, part), part, opened=opened)
    return found


def _sheets(pieces: Iterable[bytes], part: str, most: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    count = _Count(part)

    def opened(name: str, attributes: careful.Attributes) -> None:
        count()
        if name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            found.append((attributes.get("name", ""), id_))
            if len(found) > most:
                raise WorkbookError(f"has more than {most:,} tabs, which is the most that are read")

    careful.parse(_small(pieces, part), part, opened=opened)
    return found


def _read_styles(pieces: Iterable[bytes], part: str) -> None:
    count = _Count(part)

    def opened(name: str, attributes: careful.Attributes) -> None:
        count()
        if name == "numFmt" and len(attributes.get("formatCode", "")) > limits.LONGEST_FORMAT:
            raise careful.unusual(part, f"a number format of more than {limits.LONGEST_FORMAT:,} characters")

    careful.parse(_small(pieces, part), part, opened=opened)
