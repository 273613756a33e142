"""A file replaced in one step: readers see the old content or the new, and a failure leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

UNFINISHED = ".tmp"
"""The name ending of the files that a process leaves behind if it is killed during `replace_file`."""


def replace_file(path: Path, fill: Callable[[IO[bytes]], object], *, mode: int = 0o600) -> None:
    """Let `fill` write to a new file next to `path`, then put that file in the place of `path`.

    `mode`: its permissions, by default for the owner only. The content has reached the disk before the old file is
    replaced. If `fill` or the disk (OSError) raises an error, the old file stays as it was, and no other file remains.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
