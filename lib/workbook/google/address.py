"""The ID in what people paste as the address of a spreadsheet or a Drive folder, or what to paste instead.

No message repeats any of the pasted text: it could be a key.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from lib.workbook.base import WorkbookError

_AROUND = " \t\r\n\"'`<>()[]“”‘’«»,;"
_SPREADSHEET = re.compile(r"spreadsheets(?:/u/\d+)?/d/([\w-]{15,80})", re.ASCII)
_KEY = re.compile(r"spreadsheets?[./].*[?&#]key=([\w-]{15,80})", re.ASCII)
_OPEN = re.compile(r"google\.com/(?:a/[^/]+/)?(?:open|uc)\?(?:.*&)?id=([\w-]{15,80})", re.ASCII)
_FOLDER = re.compile(
    r"/folders/([\w-]{15,80})|folderview\?(?:.*&)?id=([\w-]{15,80})|#folders/([\w-]{15,80})", re.ASCII
)
_BARE = re.compile(r"[\w-]{15,80}", re.ASCII)
_OTHER_EDITORS = {
    "document": "document",
    "presentation": "presentation",
    "forms": "form",
    "drawings": "drawing",
}
_HOW = "open the spreadsheet in the browser and copy its address"


def spreadsheet_id(text: str) -> str:
    """The ID in a spreadsheet's address (any form that Google uses, export links too) or the ID itself.

    Raises WorkbookError, which says what to paste instead, for published links, folders, other files, "" and anything
    else.
    """
    text = _plain(text)
    if not text:
        raise WorkbookError(f"no spreadsheet address was given: {_HOW}")
    if other := re.search(r"docs\.google\.com/(?:a/[^/]+/)?(document|presentation|forms|drawings)/", text):
        raise WorkbookError(f"that is a Google {_OTHER_EDITORS[other[1]]}, not a spreadsheet: {_HOW}")
    is_published = "/d/e/" in text or text.startswith("2PACX-")
    if is_published or (re.search(r"/pub(html)?\?", text) and not _in(_SPREADSHEET, text)):
        raise WorkbookError(f"that is the link to a published copy, which Pharos cannot read: {_HOW}")
    if found := _in(_SPREADSHEET, text) or _in(_KEY, text):
        return found
    if _in(_FOLDER, text):
        raise WorkbookError(
            "that is a Google Drive folder: enter it as the folder to read every spreadsheet in it, or "
            "open one spreadsheet and copy its address"
        )
    if "/file/d/" in text:
        raise WorkbookError(
            "that is a file on Google Drive, perhaps an Excel workbook: open it with Google Sheets, choose "
            "File > Save as Google Sheets, and copy the address of the new spreadsheet"
        )
    if found := _in(_OPEN, text):
        return found
    if re.search(r"(docs|sheets|drive)\.google\.com", text):
        raise WorkbookError(f"that address does not lead to a spreadsheet: {_HOW}")
    if _BARE.fullmatch(text):
        return text
    raise WorkbookError(f"that is not the address of a Google spreadsheet: {_HOW}")


def folder_id(text: str) -> str:
    """The ID in a Drive folder's address or the ID itself. Raises WorkbookError, which says what to paste instead."""
    text = _plain(text)
    how = "open the folder in Google Drive and copy its address"
    if not text:
        raise WorkbookError(f"no folder address was given: {how}")
    if found := _in(_FOLDER, text) or _in(_OPEN, text):
        return found
    if _in(_SPREADSHEET, text) or "/d/e/" in text:
        raise WorkbookError(f"that is a spreadsheet, not a folder: enter it as a spreadsheet, or {how}")
    if _BARE.fullmatch(text):
        return text
    raise WorkbookError(f"that is not the address of a Google Drive folder: {how}")


def _plain(text: str) -> str:
    """The text without the characters around an address in emails and chats, and with a redirect's target decoded."""
    text = text.strip(_AROUND + "\u200b\ufeff\u00a0")
    return unquote(text) if "%" in text else text


def _in(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return next((group for group in found.groups() if group), None) if found else None
