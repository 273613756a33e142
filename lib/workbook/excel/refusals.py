"""What prevents an .xlsx file from being written to at all.

Parts that no edit touches are copied as they are, so charts, pictures, pivot tables, slicers, macros, comments, form
controls and calculated values of formulas stay. A file is refused if a changed cell would break something in it, or if
it forbids changes.
"""

from __future__ import annotations

from pathlib import Path

from lib.workbook.base import WorkbookError
from lib.workbook.excel import markup
from lib.workbook.excel.package import Package

WRITABLE = {".xlsx", ".xlsm"}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OLD_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse_other_formats(path: Path, content: bytes) -> None:
    """Raises WorkbookError for a file that is not .xlsx or .xlsm, or that is password-protected."""
    suffix = path.suffix.lower()
    if suffix not in WRITABLE:
        raise WorkbookError(
            f"{path}: Pharos reads {suffix or 'such'} files but writes only .xlsx; save it as .xlsx"
        )
    if content.startswith(_OLD_OFFICE_FILE):
        raise WorkbookError(f"{path}: is password-protected; save a copy without a password")


def refuse_what_forbids_edits(package: Package) -> None:
    """Raises WorkbookError, which says what prevents edits and what to do; the caller puts the path in front."""
    names = package.names
    if any(name.startswith("_xmlsignatures/") for name in names):
        raise WorkbookError(
            "is digitally signed, and an edit would invalidate the signature; remove it in Excel first"
        )
    if any("/revisions/" in name for name in names):
        raise WorkbookError(
            "is a shared workbook of the old kind, which tracks changes; unshare it in Excel first (Review > Unshare)"
        )
    book = markup.parse(package.read(package.main))
    if book.get("xmlns" + (f":{book.prefix[:-1]}" if book.prefix else "")) != _MAIN:
        raise WorkbookError("is saved as Strict Open XML; save it in Excel as Excel Workbook (.xlsx)")
    sharing = book.child("fileSharing")
    if sharing and (sharing.get("reservationPassword") or sharing.get("hashValue")):
        raise WorkbookError(
            "asks for a password before it can be changed; remove the password in Excel first"
        )
    if _is_final(package):
        raise WorkbookError("is marked as final; undo that in Excel first (File > Info)")


def _is_final(package: Package) -> bool:
    for relation in package.relations(""):
        if relation.kind == "custom-properties" and package.has(relation.target):
            xml = package.read(relation.target)
            for element in markup.parse(xml).named("property"):
                if element.get("name") == "_MarkAsFinal":
                    return any(
                        xml[value.inner : value.close].lower() in {b"true", b"1"}
                        for value in element.children
                    )
    return False
