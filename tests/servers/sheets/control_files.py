"""The part of the control object for files: load, read, type, protect, share."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .a1 import Range
from .entry import raw, typed
from .grid import Sheet
from .model import Spreadsheet, grid_json, new_file_id
from .reading import Rendering, read
from .recalculate import recalculate
from .store import EXCEL, FOLDER, DriveFile, Store
from .workbook import from_rows, read_xlsx

Tabs = Mapping[str, Iterable[Iterable[Any]]]


class FileControl:
    """Files as their owner handles them: no protection, sharing or quota limits apply."""

    lock: threading.RLock
    store: Store

    def load_xlsx(
        self,
        source: str | Path | bytes,
        title: str | None = None,
        file_id: str | None = None,
        parents: list[str] | None = None,
    ) -> str:
        """A new spreadsheet from an Excel workbook, given as a path or bytes; out: its id."""
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
        name = title or ("Workbook" if isinstance(source, bytes) else Path(source).stem)
        return self._add(read_xlsx(content, file_id or new_file_id(), name), parents)

    def load_rows(
        self,
        tabs: Tabs,
        title: str = "Workbook",
        file_id: str | None = None,
        parents: list[str] | None = None,
        formulas: bool = True,
    ) -> str:
        """A new spreadsheet from rows of Python values by tab; dates get a date format; out: its id."""
        return self._add(from_rows(tabs, file_id or new_file_id(), title, formulas), parents)

    def _add(self, book: Spreadsheet, parents: list[str] | None) -> str:
        with self.lock:
            self.store.add(book.title, parents=parents, book=book)
            return book.file_id

    def add_folder(self, name: str, parents: list[str] | None = None) -> str:
        with self.lock:
            return self.store.add(name, FOLDER, parents).file_id

    def add_excel_file(self, name: str, content: bytes, parents: list[str] | None = None) -> str:
        """An Excel file that stays one: Drive lists it, and Sheets answers 400 for it."""
        with self.lock:
            return self.store.add(name, EXCEL, parents, content).file_id

    def book(self, file_id: str) -> Spreadsheet:
        return self.store.books[file_id]

    def sheet(self, file_id: str, title: str) -> Sheet:
        found = self.book(file_id).by_title(title)
        if found is None:
            raise KeyError(title)
        return found

    def file(self, file_id: str) -> DriveFile:
        return self.store.files[file_id]

    def values(self, file_id: str, title: str, render: str = "UNFORMATTED_VALUE") -> list[list[Any]]:
        """All values of a tab, trimmed, by rows."""
        with self.lock:
            sheet = self.sheet(file_id, title)
            return read(sheet, sheet.box, Rendering(render, locale=self.book(file_id).locale))

    def type(self, file_id: str, cell: str, value: Any, parse: bool = True) -> None:
        """Type into one cell as the owner; `parse` False stores the value as it is."""
        with self.lock:
            book = self.book(file_id)
            sheet, box, _ = book.resolve(cell)
            sheet.enter(box.top, {box.left: typed(value, book.locale) if parse else raw(value)})
            recalculate(book)
            self.file(file_id).touch()

    def protect(
        self, file_id: str, area: str, editors: Iterable[str] = (), warning_only: bool = False
    ) -> int:
        """Let only the owner and the editors edit a range (or a whole tab, by its title); out: the protection's id."""
        with self.lock:
            book = self.book(file_id)
            sheet, box, _ = book.resolve(area)
            number = book.new_id()
            whole = box == Range(0, 0, None, None)
            place = {"sheetId": sheet.sheet_id} if whole else grid_json(sheet, box)
            protection: dict[str, Any] = {"protectedRangeId": number, "range": place}
            if warning_only:
                protection["warningOnly"] = True
            else:
                protection["editors"] = {"users": list(editors)}
            sheet.protections.append(protection)
            return number

    def share_only_with(self, file_id: str, roles: Mapping[str, str]) -> None:
        """Share a file with these people and nobody else; `roles` maps an email to `writer` or `reader`."""
        with self.lock:
            self.file(file_id).roles = dict(roles)

    def unshare(self, file_id: str, principal: str | None = None) -> None:
        """Stop sharing with one principal, or with everyone."""
        with self.lock:
            file = self.file(file_id)
            file.roles = {k: v for k, v in (file.roles or {}).items() if principal not in (None, k)}

    def share_with_everyone(self, file_id: str) -> None:
        with self.lock:
            self.file(file_id).roles = None

    def touch(self, file_id: str) -> None:
        """Raise Drive's version without any change of cells."""
        with self.lock:
            self.file(file_id).touch()

    def drive_lags(self, seconds: float) -> None:
        """Make Drive show version and modifiedTime this many seconds late."""
        with self.lock:
            self.store.lag = seconds
