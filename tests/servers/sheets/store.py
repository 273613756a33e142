"""The files on Drive, and what each person can do with them.

Documented: version grows with every change, modifiedTime moves with it; both may lag behind (a knob). Inferred:
the version grows by one, where Google's steps vary.
"""

from __future__ import annotations

import bisect
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .errors import NOT_A_SHEET, ApiError, file_not_found, not_found, permission_denied
from .model import Spreadsheet, new_file_id

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROOT = "0AGIJ7XFn4BojUk9PVA"
OWNER = "owner@example.com"
WRITERS = ("owner", "organizer", "fileOrganizer", "writer")


def stamp(moment: float) -> str:
    """A time in RFC 3339 with milliseconds, as Drive writes it."""
    text = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return text[:-3] + "Z"


@dataclass
class DriveFile:
    """A file; `roles` maps the people it is shared with to their roles, and None lets everyone write."""

    file_id: str
    name: str
    mime_type: str
    parents: list[str]
    content: bytes = b""
    trashed: bool = False
    roles: dict[str, str] | None = None
    made_by: str = ""
    times: list[float] = field(default_factory=lambda: [time.time()])

    def touch(self) -> None:
        self.times.append(max(time.time(), self.times[-1] + 0.001))

    def seen(self, lag: float) -> tuple[str, str]:
        """Version and modifiedTime as Drive shows them, `lag` seconds late."""
        count = len(self.times) if lag <= 0 else bisect.bisect_right(self.times, time.time() - lag)
        count = max(count, 1)
        return str(count), stamp(self.times[count - 1])

    def role(self, principal: str) -> str | None:
        return "writer" if self.roles is None else self.roles.get(principal) or self.roles.get("anyone")


class Store:
    """All files by id. Spreadsheets also have a `Spreadsheet`."""

    def __init__(self) -> None:
        self.files: dict[str, DriveFile] = {}
        self.books: dict[str, Spreadsheet] = {}
        self.lag = 0.0

    def add(
        self,
        name: str,
        mime_type: str = SPREADSHEET,
        parents: list[str] | None = None,
        content: bytes = b"",
        book: Spreadsheet | None = None,
        file_id: str | None = None,
    ) -> DriveFile:
        """A new file, with a new or given spreadsheet if it is one."""
        file_id = file_id or (book.file_id if book else new_file_id())
        self.files[file_id] = file = DriveFile(file_id, name, mime_type, parents or [ROOT], content)
        if mime_type == SPREADSHEET:
            self.books[file_id] = book or Spreadsheet(file_id, name)
        return file

    def remove(self, file_id: str) -> None:
        """Delete a file permanently, and everything in it if it is a folder."""
        for child in [f.file_id for f in self.files.values() if file_id in f.parents]:
            self.remove(child)
        self.files.pop(file_id, None)
        self.books.pop(file_id, None)

    @contextmanager
    def as_seen_by(self, app: str, own_files_of: str | None) -> Iterator[Store]:
        """The store for one request of `app`, which then owns new files; `own_files_of` shows only that app's files."""
        hidden: dict[str, DriveFile] = {}
        if own_files_of is not None:
            hidden = {i: file for i, file in self.files.items() if file.made_by != own_files_of}
            self.files = {i: file for i, file in self.files.items() if i not in hidden}
        before = set(self.files)
        try:
            yield self
        finally:
            for file_id in self.files.keys() - before:
                self.files[file_id].made_by = app
            if hidden:
                self.files = hidden | self.files

    def drive_file(self, file_id: str, principal: str, write: bool = False) -> DriveFile:
        """The file as Drive returns it: a file that the caller cannot see does not exist."""
        file = self.files.get(file_id)
        role = file.role(principal) if file else None
        if file is None or role is None:
            raise file_not_found(file_id)
        if write and role not in WRITERS:
            message = f"The user does not have sufficient permissions for file {file_id}."
            raise ApiError(403, message, reason="insufficientFilePermissions")
        return file

    def book(self, file_id: str, principal: str, write: bool = False) -> Spreadsheet:
        """The spreadsheet as Sheets returns it: 403 if it is not shared, 400 if it is an Excel file (recorded)."""
        file = self.files.get(file_id)
        if file is None:
            not_found()
        role = file.role(principal)
        if role is None or (write and role not in WRITERS):
            raise permission_denied()
        book = self.books.get(file_id)
        if book is None:
            raise ApiError(400, NOT_A_SHEET, "FAILED_PRECONDITION")
        return book

    def as_json(self, file: DriveFile, principal: str) -> dict[str, Any]:
        """Every field of a File that this server supports, before the field mask."""
        version, modified = file.seen(self.lag)
        native = file.mime_type == SPREADSHEET
        book = self.books.get(file.file_id)
        kind = "spreadsheets" if native or file.mime_type == EXCEL else "file"
        can_edit = file.role(principal) in WRITERS
        owner = {"kind": "drive#user", "displayName": "Owner", "me": False, "emailAddress": OWNER}
        body: dict[str, Any] = {
            "kind": "drive#file",
            "id": file.file_id,
            "name": book.title if book else file.name,
            "mimeType": file.mime_type,
            "trashed": file.trashed,
            "parents": file.parents,
            "version": version,
            "webViewLink": f"https://docs.google.com/{kind}/d/{file.file_id}/edit?usp=drivesdk",
            "createdTime": stamp(file.times[0]),
            "modifiedTime": modified,
            "owners": [owner],
            "shared": bool(file.roles is None or file.roles),
            "capabilities": {"canEdit": can_edit, "canShare": can_edit, "canRename": can_edit},
        }
        if file.content:
            body["size"] = str(len(file.content))
        return body
