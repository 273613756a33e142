"""The last versions of a file, kept in a folder next to it."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lib.workbook.common.atomic import UNFINISHED, replace_file

KEPT = 20
_STAMP = "%Y-%m-%dT%H-%M-%S"


def folder(path: Path) -> Path:
    """The folder with the versions of `path`."""
    return path.with_name(f".{path.name}.versions")


def versions(path: Path) -> list[Path]:
    """The stored versions of `path`, oldest first, named by the time (UTC) when they were replaced; [] if none."""
    try:
        return sorted(entry for entry in folder(path).iterdir() if entry.suffix == path.suffix)
    except FileNotFoundError:
        return []


def keep(path: Path, content: bytes) -> Path:
    """Keep `content`, which `path` holds, as its newest version; out: that version. Raises OSError.

    The version is a hard link to the same file if the disk supports that, else a copy.
    """
    place = folder(path)
    place.mkdir(mode=0o700, exist_ok=True)
    newest = versions(path)[-1:]
    if newest and os.path.samefile(newest[0], path):
        return newest[0]
    version = _free_name(path)
    try:
        os.link(path, version)
    except FileNotFoundError:
        raise
    except OSError:
        replace_file(version, lambda file: file.write(content))
    flush(place)
    return version


def prune(path: Path) -> None:
    """Remove all but the newest versions, and what an interrupted copy left; what cannot be removed stays."""
    unfinished = [entry for entry in folder(path).iterdir() if entry.name.endswith(UNFINISHED)]
    for old in [*versions(path)[:-KEPT], *unfinished]:
        with contextlib.suppress(OSError):
            old.unlink()


def flush(place: Path) -> None:
    """Flush a folder's file names to the disk, if the system supports that."""
    with contextlib.suppress(OSError):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _free_name(path: Path) -> Path:
    moment = datetime.now(UTC)
    while True:
        stamp = f"{moment.strftime(_STAMP)}.{moment.microsecond // 1000:03}Z"
        version = folder(path) / f"{stamp}{path.suffix}"
        if not version.exists():
            return version
        moment += timedelta(milliseconds=1)
