"""A file replaced in one step: by one writer at a time, never while someone has it open, with the old content kept.

At any moment the path holds the complete old file or the complete new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lib.words.phrases import counted
from lib.workbook.base import WorkbookBusy, WorkbookError
from lib.workbook.common.atomic import replace_file, unfinished
from lib.workbook.excel import versions
from lib.workbook.excel.bounds import regular_file
from lib.workbook.excel.bounds.limits import CONFIGURED

LOCK_SECONDS = 20.0


class SavedMeanwhile(Exception):
    """Someone else replaced or changed the file since it was read."""


@dataclass(frozen=True, slots=True)
class Original:
    """The content of a file at one moment, and its `stat` then, which shows whether it has changed since."""

    path: Path
    content: bytes
    stat: os.stat_result

    def refuse_if_changed(self) -> None:
        """Raises SavedMeanwhile if the path holds other bytes now."""
        try:
            content, found = regular_file.read(self.path, CONFIGURED.file)
        except WorkbookError as error:
            raise SavedMeanwhile from error
        if fingerprint(found) != fingerprint(self.stat) or content != self.content:
            raise SavedMeanwhile


def fingerprint(found: os.stat_result) -> str:
    """A text that changes whenever a file is written: a digest of its size, modification time and inode."""
    text = f"{found.st_size}:{found.st_mtime_ns}:{found.st_ino}"
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()


@contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Be the only Pharos process that writes to `path`. Raises WorkbookError after waiting for `seconds`."""
    import filelock

    try:
        lock = filelock.FileLock(
            path.with_name(f".{path.name}.lock"),
            timeout=seconds,
            mode=_mode(path) | stat.S_IRUSR | stat.S_IWUSR,
        )
        lock.acquire()
    except filelock.Timeout as error:
        raise WorkbookBusy(
            f"{path}: another save of this file has been running for {seconds:.0f} s; try again in a minute"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise WorkbookError(f"{path}: cannot be locked for writing ({error})") from error
    try:
        yield
    finally:
        lock.release()


def load(path: Path) -> Original:
    """The file's content. Raises WorkbookError if it cannot be read."""
    content, found = regular_file.read(path, CONFIGURED.file)
    return Original(path, content, found)


def refuse_if_not_writable(path: Path) -> None:
    """Raises WorkbookError for a file that is read-only, or whose folder Pharos cannot create files in."""
    try:
        may_write = bool(_mode(path) & 0o222) and os.access(path, os.W_OK)
    except OSError as error:
        raise WorkbookError(f"{path}: cannot be read ({error.strerror})") from error
    if not may_write:
        raise WorkbookError(
            f"{path}: is read-only; give Pharos permission to write to it, or edit it in Excel"
        )
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise WorkbookError(
            f"{path}: a safe save needs to create files in its folder; give Pharos permission to write there"
        )


def refuse_if_open(path: Path) -> None:
    """Raises WorkbookError while Excel or LibreOffice has the file open; the message names the user if known."""
    for lock, program, name in (
        (f"~${path.name}", "Excel", _excel_user),
        (f".~lock.{path.name}#", "LibreOffice", _office_user),
    ):
        marker = path.with_name(lock)
        if marker.exists():
            user = name(marker)
            by = f" by {user}" if user else ""
            raise WorkbookBusy(
                f"{path}: is open in {program}{by}; close it there and save again here"
                f" (if nobody has it open, delete the file {lock} next to it)"
            )


def replace(original: Original, write: Callable[[IO[bytes]], None], check: Callable[[Path], None]) -> str:
    """Replace the original with what `write` writes; out: the fingerprint of the new file.

    `check` sees the new file before it takes effect and may raise. Raises SavedMeanwhile, and WorkbookError if the disk
    refuses; the old file stays in both cases.
    """
    path = original.path
    clear_unfinished(path)
    revision = ""

    def fill(file: IO[bytes]) -> None:
        nonlocal revision
        write(file)
        file.flush()
        _like(original, Path(file.name))
        revision = fingerprint(os.fstat(file.fileno()))

    def before(temporary: Path) -> None:
        check(temporary)
        refuse_if_open(path)
        original.refuse_if_changed()
        versions.keep(path, original.content)
        if fingerprint(path.stat()) != fingerprint(original.stat):
            raise SavedMeanwhile

    try:
        replace_file(path, fill, before=before)
    except FileNotFoundError as error:
        raise SavedMeanwhile from error
    except OSError as error:
        raise WorkbookBusy(f"{path}: could not be saved ({error.strerror}); the file is unchanged") from error
    versions.flush(path.parent)
    versions.prune(path)
    return revision


def clear_unfinished(path: Path) -> int:
    """Remove the files that killed saves left behind; out: how many. Call it only under the lock."""
    left = unfinished(path)
    for entry in left:
        with contextlib.suppress(OSError):
            entry.unlink()
    return len(left)


def _like(original: Original, temporary: Path) -> None:
    """Give the new file the old one's mode, attributes and, if allowed, owner; its modification time is now."""
    shutil.copystat(original.path, temporary)
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(temporary, original.stat.st_uid, original.stat.st_gid)
    now = max(time.time_ns(), original.stat.st_mtime_ns + 1)
    os.utime(temporary, ns=(now, now))


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _excel_user(marker: Path) -> str:
    """The name in Excel's owner file, which holds its length, then the name in a single-byte encoding; "" if none."""
    try:
        content = marker.read_bytes()
    except OSError:
        return ""
    return content[1 : 1 + content[0]].decode("cp1252", "replace").strip() if content else ""


def _office_user(marker: Path) -> str:
    """The name in LibreOffice's lock file: the first of two fields that is not empty; "" if none."""
    try:
        fields = marker.read_text("utf-8", "replace").split(",")
    except OSError:
        return ""
    return next((field.strip() for field in fields[:2] if field.strip()), "")


def tidy(path: Path) -> tuple[str, ...]:
    """Remove the files that killed saves left next to the file; out: how many, in words, () if none."""
    file = path.resolve()
    if not file.exists():
        return ()
    regular_file.state(path)
    if not unfinished(file):
        return ()
    with locked(file):
        found = clear_unfinished(file)
    if not found:
        return ()
    return (f"{path.name}: removed {counted(found, 'unfinished save')}; the file itself was not changed",)
