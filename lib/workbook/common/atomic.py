"""A file replaced in one step: readers see the old content or the new, and a failure leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

UNFINISHED = ".tmp"
"""How the names of files end that a process killed in the middle of `replace_file` leaves."""


def replace_file(path: Path, fill: Callable[[IO[bytes]], object], *, mode: int = 0o600) -> None:
    """Write what `fill` writes to a file beside `path`, then put it in place.

    `mode`: its permissions, by default the owner's alone. The content has reached the disk before the old file goes.
    Whatever `fill` raises, and OSError where the disk refuses, leave the old file as it was and no other file.
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
