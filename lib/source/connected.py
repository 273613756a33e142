"""The workbook that somebody chose on the page Connect: its address only, in a file of this server."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from lib.source.settings import WorkbookSettings
from lib.workbook.common.atomic import replace_file


def addressed(settings: WorkbookSettings, text: str) -> WorkbookSettings:
    """`settings` with the place somebody pasted: one address, several with spaces or commas between, or a folder's.

    What is no address at all is found out when the workbook is opened.
    """
    addresses = tuple(part for part in re.split(r"[\s,;]+", text.strip()) if part.strip("<>\"'"))
    if len(addresses) == 1 and "/folders/" in addresses[0]:
        return replace(settings, path="", urls=(), folder=addresses[0])
    return replace(settings, path="", urls=addresses or (text,), folder="")


def connected(settings: WorkbookSettings, path: Path) -> WorkbookSettings:
    """`settings` with the place that was chosen; as they are where nothing was, or the file is damaged."""
    try:
        chosen = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return settings
    address = chosen.get("address") if isinstance(chosen, dict) else None
    return addressed(settings, address) if isinstance(address, str) and address.strip() else settings


def connect(address: str, path: Path) -> None:
    """Remember the place, readable by this server's user only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, lambda file: file.write(json.dumps({"address": address}).encode()))


def disconnect(path: Path) -> None:
    """Forget it: the demo program is shown again."""
    path.unlink(missing_ok=True)
