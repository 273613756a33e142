"""The content of a file, if it is one: never of a pipe or device, which can wait forever or never end."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from lib.workbook.base import WorkbookError
from lib.workbook.excel.bounds.limits import MB

_KINDS = (
    (stat.S_ISDIR, "is a folder, not a workbook"),
    (stat.S_ISFIFO, "is a named pipe, not a workbook file"),
    (stat.S_ISSOCK, "is a socket, not a workbook file"),
    (stat.S_ISCHR, "is a device, not a workbook file"),
    (stat.S_ISBLK, "is a device, not a workbook file"),
)
_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_FLAGS = os.O_RDONLY | _NEVER_WAIT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def state(path: Path) -> os.stat_result:
    """The `stat` of a regular file, also through a link. Raises WorkbookError, with the path, for anything else."""
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise WorkbookError(f"{path}: no such file") from error
    except (OSError, ValueError) as error:
        raise WorkbookError(f"{path}: cannot be read ({_why(error)})") from error
    _refuse_what_is_no_file(path, found)
    return found


def read(path: Path, most: int) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file of at most `most` bytes, and its `stat` while it was open.

    What is at the path is looked at before it is opened, since opening some devices changes them, and again after,
    since another file may have taken its place. Raises WorkbookError, with the path.
    """
    state(path)
    try:
        with open(os.open(path, _FLAGS), "rb") as file:
            found = os.fstat(file.fileno())
            _refuse_what_is_no_file(path, found)
            content = file.read(min(found.st_size, most) + 1)
    except FileNotFoundError as error:
        raise WorkbookError(f"{path}: no such file") from error
    except OSError as error:
        raise WorkbookError(f"{path}: cannot be read ({_why(error)})") from error
    if len(content) > most:
        raise WorkbookError(f"{path}: {too_large(found.st_size, most)}")
    return content, found


def too_large(size: int, most: int, *, is_text: bool = False) -> str:
    """That a file of `size` bytes is larger than `most`, in words that follow its name; `is_text`: it has rows only."""
    what, advice = (
        ("file", "remove old rows, or split it")
        if is_text
        else ("workbook", "remove pictures and old tabs, or split it")
    )
    return f"has {size / MB:,.1f} MB, and a {what} may have up to {most / MB:,.0f} MB; {advice}"


def _refuse_what_is_no_file(path: Path, found: os.stat_result) -> None:
    for is_kind, text in _KINDS:
        if is_kind(found.st_mode):
            raise WorkbookError(f"{path}: {text}")
    if not stat.S_ISREG(found.st_mode):
        raise WorkbookError(f"{path}: is not a file")


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
