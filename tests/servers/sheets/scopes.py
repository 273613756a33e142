"""Which scopes each API method accepts (documented with each method).

Reading through a data filter needs a scope that can write, and a download needs one that covers the content.
`drive.file` covers only files that the same app created or was given.
"""

from __future__ import annotations

PREFIX = "https://www.googleapis.com/auth/"
OWN_FILES = PREFIX + "drive.file"


def _full(names: str) -> frozenset[str]:
    return frozenset(PREFIX + name for name in names.split())


SHEETS_WRITE = _full("spreadsheets drive drive.file")
SHEETS_READ = SHEETS_WRITE | _full("spreadsheets.readonly drive.readonly")
DRIVE_WRITE = _full("drive drive.file")
DRIVE_CONTENT = DRIVE_WRITE | _full("drive.readonly")
DRIVE_READ = DRIVE_CONTENT | _full("drive.metadata drive.metadata.readonly")

ACCEPTED = {
    "files.list": DRIVE_READ,
    "files.get": DRIVE_READ,
    "files.update": DRIVE_WRITE | _full("drive.metadata"),
    "comments.list": DRIVE_CONTENT,
    "permissions.list": DRIVE_READ,
    "spreadsheets.get": SHEETS_READ,
    "values.get": SHEETS_READ,
    "values.batchGet": SHEETS_READ,
}


def accepted(endpoint: str, drive: bool, media: bool = False) -> frozenset[str]:
    """The scopes, of which a token needs one; methods without an entry are those that write. `media`: a download."""
    if endpoint == "files.get" and media:
        return DRIVE_CONTENT
    return ACCEPTED.get(endpoint, DRIVE_WRITE if drive else SHEETS_WRITE)
