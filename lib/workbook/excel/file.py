"""A file replaced in one step: by one writer at a time, never under somebody's hands, the old content kept.

At any moment the path holds the old file or the new one, whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lib.workbook.base import WorkbookError
from lib.workbook.excel import versions

LOCK_SECONDS = 20.0
_UNFINISHED = ".saving"


class SavedMeanwhile(Exception):
    """Somebody else replaced or changed the file since it was read."""


@dataclass(frozen=True, slots=True)
class Original:
    """The content of a file at one moment, and what tells whether it still is that."""

    path: Path
    content: bytes
    stat: os.stat_result

    def refuse_if_changed(self) -> None:
        """Raises SavedMeanwhile where the path holds other bytes by now."""
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise SavedMeanwhile from error
        if fingerprint(self.path.stat()) != fingerprint(self.stat) or content != self.content:
            raise SavedMeanwhile


def fingerprint(found: os.stat_result) -> str:
    """What changes whenever a file was written: of its size, modification time and place on the disk."""
    text = f"{found.st_size}:{found.st_mtime_ns}:{found.st_ino}"
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()


@contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Be the only Pharos process that writes to `path`. Raises WorkbookError where that takes too long."""
    import filelock

    try:
        lock = filelock.FileLock(
            path.with_name(f".{path.name}.lock"),
            timeout=seconds,
            mode=_mode(path) | stat.S_IRUSR | stat.S_IWUSR,
        )
        lock.acquire()
    except filelock.Timeout as error:
        raise WorkbookError(
            f"{path}: another save of this file has been running for {seconds:.0f} s; try again in a minute"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise WorkbookError(f"{path}: cannot be locked for writing ({error})") from error
    try:
        yield
    finally:
        lock.release()


def load(path: Path) -> Original:
    """The file's content. Raises WorkbookError where it may not be read."""
    try:
        with path.open("rb") as file:
            return Original(path, file.read(), os.fstat(file.fileno()))
    except OSError as error:
        raise WorkbookError(f"{path}: cannot be read ({error.strerror})") from error


def refuse_if_not_writable(path: Path) -> None:
    """Raises WorkbookError for a file that is marked read-only, or whose folder takes no new files."""
    try:
        may_write = bool(_mode(path) & 0o222) and os.access(path, os.W_OK)
    except OSError as error:
        raise WorkbookError(f"{path}: cannot be read ({error.strerror})") from error
    if not may_write:
        raise WorkbookError(f"{path}: is read-only; give Pharos the right to write it, or edit it in Excel")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise WorkbookError(
            f"{path}: its folder takes no new files, which a safe save needs; give Pharos the right to write there"
        )


def refuse_if_open(path: Path) -> None:
    """Raises WorkbookError while Excel or LibreOffice has the file open, naming who if they say so."""
    for lock, program, name in (
        (f"~${path.name}", "Excel", _excel_user),
        (f".~lock.{path.name}#", "LibreOffice", _office_user),
    ):
        marker = path.with_name(lock)
        if marker.exists():
            user = name(marker)
            by = f" by {user}" if user else ""
            raise WorkbookError(
                f"{path}: is open in {program}{by}; close it there and save again here"
                f" (if nobody has it open, delete the file {lock} next to it)"
            )


def replace(original: Original, write: Callable[[IO[bytes]], None], check: Callable[[Path], None]) -> str:
    """Put what `write` writes in the original's place; out: the fingerprint of the new file.

    `check` sees the new file before it counts and may raise. Raises SavedMeanwhile, or WorkbookError where the disk
    refuses; the old file stays in both cases.
    """
    path = original.path
    clear_unfinished(path)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
    try:
        with os.fdopen(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            write(file)
            file.flush()
            _like(original, temporary)
            os.fsync(file.fileno())
            revision = fingerprint(os.fstat(file.fileno()))
        check(temporary)
        refuse_if_open(path)
        original.refuse_if_changed()
        versions.keep(path, original.content)
        if fingerprint(path.stat()) != fingerprint(original.stat):
            raise SavedMeanwhile
        os.replace(temporary, path)
    except FileNotFoundError as error:
        raise SavedMeanwhile from error
    except OSError as error:
        raise WorkbookError(
            f"{path}: could not be saved ({error.strerror}); the file is as it was"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    versions.flush(path.parent)
    versions.prune(path)
    return revision


def clear_unfinished(path: Path) -> int:
    """Remove what saves that were killed left behind; out: how many files. Call it only under the lock."""
    left = [
        entry
        for entry in path.parent.iterdir()
        if entry.name.startswith(f".{path.name}.") and entry.name.endswith(_UNFINISHED)
    ]
    for entry in left:
        with contextlib.suppress(OSError):
            entry.unlink()
    return len(left)


def _like(original: Original, temporary: Path) -> None:
    """Give the new file the old one's mode, attributes and, where allowed, owner; it is as new as it is."""
    shutil.copystat(original.path, temporary)
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(temporary, original.stat.st_uid, original.stat.st_gid)
    now = max(time.time_ns(), original.stat.st_mtime_ns + 1)
    os.utime(temporary, ns=(now, now))


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _excel_user(marker: Path) -> str:
    """The name in Excel's owner file: its length, then the name in a single-byte code."""
    try:
        content = marker.read_bytes()
    except OSError:
        return ""
    return content[1 : 1 + content[0]].decode("cp1252", "replace").strip() if content else ""


def _office_user(marker: Path) -> str:
    """The name in LibreOffice's lock file: the first field that is not empty."""
    try:
        fields = marker.read_text("utf-8", "replace").split(",")
    except OSError:
        return ""
    return next((field.strip() for field in fields[:2] if field.strip()), "")


def tidy(path: Path) -> tuple[str, ...]:
    """Remove what saves that were killed left beside the file; out: that they were, in words."""
    file = path.resolve()
    if not file.exists():
        return ()
    with locked(file):
        found = clear_unfinished(file)
    return (
        (f"{path.name}: removed {found} unfinished save(s); the file itself was never touched",)
        if found
        else ()
    )
