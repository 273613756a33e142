"""A file replaced in one step: readers see the old content or the new, and a failure leaves nothing behind.

Every file that Pharos writes is written here.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

UNFINISHED = ".tmp"
"""The name ending of the files that a process leaves behind if it is killed during `replace_file`."""
_ABANDONED_SECONDS = 3600.0


def replace_file(
    path: Path,
    fill: Callable[[IO[bytes]], object],
    *,
    mode: int = 0o600,
    before: Callable[[Path], object] = lambda temporary: None,
) -> None:
    """Let `fill` write to a new file next to `path`, then put that file in the place of `path`.

    `mode`: its permissions, by default for the owner only. The content has reached the disk before the old file is
    replaced; `before` is called in between, with the new file, and may still raise. `fill` finds the new file's path as
    the file's `name`, and may read what it wrote. If `fill`, `before` or the disk (OSError) raises an error, the old
    file stays as it was, and no other file remains.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    _clear_abandoned(path)
    try:
        with open(
            temporary, "w+b", opener=lambda name, flags: os.open(name, flags | os.O_EXCL, mode)
        ) as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        before(temporary)
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def create_file(path: Path, content: bytes) -> bool:
    """Put a new file at `path`, whole and for its owner only, unless there is one; out: whether that was done.

    Of several processes that try at once, one does it. Raises OSError, also where the disk knows no hard links.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        replace_file(temporary, lambda file: file.write(content))
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    return True


def append_line(path: Path, line: str, *, is_durable: bool) -> None:
    """Add a line to a file that only its owner may read. `is_durable`: it is on the disk before this returns. A crash
    may cut the line off. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line.encode() + b"\n")
        if is_durable:
            os.fsync(handle)
    finally:
        os.close(handle)


def unfinished(path: Path) -> list[Path]:
    """The files next to `path` that writing it left behind, or is filling right now."""
    start = f".{path.name}."
    with contextlib.suppress(OSError):
        return [
            entry
            for entry in path.parent.iterdir()
            if entry.name.startswith(start) and entry.name.endswith(UNFINISHED)
        ]
    return []


def _clear_abandoned(path: Path) -> None:
    """Remove what processes that were killed left behind for this path; nobody fills a file for an hour."""
    for entry in unfinished(path):
        with contextlib.suppress(OSError):
            if time.time() - entry.stat().st_mtime > _ABANDONED_SECONDS:
                entry.unlink()
