"""The last versions of a file, kept in a folder beside it."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lib.workbook.common.atomic import UNFINISHED, replace_file

KEPT = 20
_STAMP = "%Y-%m-%dT%H-%M-%S"


def folder(path: Path) -> Path:
    """Where the versions of `path` lie."""
    return path.with_name(f".{path.name}.versions")


def versions(path: Path) -> list[Path]:
    """The versions kept of `path`, oldest first, named by the moment (UTC) at which they were replaced."""
    try:
        return sorted(entry for entry in folder(path).iterdir() if entry.suffix == path.suffix)
    except FileNotFoundError:
        return []


def keep(path: Path, content: bytes) -> Path:
    """Keep `content`, which `path` holds, as its newest version. Raises OSError where the disk refuses.

    A second name for the same file where the disk can do that, else a copy.
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
    """Remove all but the newest versions and what an interrupted copy left; a version that cannot go stays."""
    unfinished = [entry for entry in folder(path).iterdir() if entry.name.endswith(UNFINISHED)]
    for old in [*versions(path)[:-KEPT], *unfinished]:
        with contextlib.suppress(OSError):
            old.unlink()


def flush(place: Path) -> None:
    """Have the disk remember the names in a folder, where it can be asked to."""
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
