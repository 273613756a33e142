"""The workbook that somebody chose on the page Connect: its address only, in a file of this server."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from lib.config import WorkbookSettings


def connected(settings: WorkbookSettings, path: Path) -> WorkbookSettings:
    """`settings` with the address that was chosen; as they are where nothing was, or the file is damaged."""
    try:
        chosen = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return settings
    urls = chosen.get("urls") if isinstance(chosen, dict) else None
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        return settings
    return replace(settings, urls=tuple(urls))


def connect(urls: list[str], path: Path) -> None:
    """Remember the address, readable by this server's user only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps({"urls": urls}), encoding="utf-8")
    os.chmod(temporary, 0o600)
    os.replace(temporary, path)


def disconnect(path: Path) -> None:
    """Forget it: the demo program is shown again."""
    path.unlink(missing_ok=True)
