"""The workbook that someone chose in Pharos, in a file of the store: the address of a spreadsheet, or the name of a
file that was brought."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from lib.source.settings import WorkbookSettings
from lib.workbook.common.store import LocalPlace, Place, as_place


def addressed(settings: WorkbookSettings, text: str) -> WorkbookSettings:
    """`settings` with the address someone pasted: one, several separated by spaces or commas, or a folder's.

    Whether it is an address at all shows when the workbook is opened.
    """
    addresses = tuple(part for part in re.split(r"[\s,;]+", text.strip()) if part.strip("<>\"'"))
    if len(addresses) == 1 and "/folders/" in addresses[0]:
        return replace(settings, path="", urls=(), folder=addresses[0])
    return replace(settings, path="", urls=addresses or (text,), folder="")


def connected(settings: WorkbookSettings, path: Place | Path) -> WorkbookSettings:
    """`settings` with the address that was chosen; unchanged if none was, or the file is damaged. Raises OSError."""
    try:
        chosen = json.loads(as_place(path).read())
    except (FileNotFoundError, ValueError):
        return settings
    if not isinstance(chosen, dict):
        return settings
    if isinstance(name := chosen.get("file"), str):
        file = files_beside(path) / name
        is_ours = name == Path(name).name and file.is_file()
        return replace(settings, path=str(file), urls=(), folder="") if is_ours else settings
    address = chosen.get("address")
    return addressed(settings, address) if isinstance(address, str) and address.strip() else settings


def files_beside(path: Place | Path) -> Path:
    """The folder of the files that were brought: on this machine, since a workbook is opened there."""
    place = as_place(path)
    return (place.path.parent if isinstance(place, LocalPlace) else Path("data")) / "brought"


def use_file(file: Path, path: Place | Path) -> None:
    """Remember a file in `files_beside(path)` as the workbook to show."""
    as_place(path).write(json.dumps({"file": file.name}).encode())


def connect(address: str, path: Place | Path) -> None:
    """Remember the address in a file that only this server's user can read."""
    as_place(path).write(json.dumps({"address": address}).encode())


def disconnect(path: Place | Path) -> None:
    """Forget the address: the demo program is shown again."""
    as_place(path).remove()
