"""A file replaced in one step, and that every file Pharos writes is."""

from __future__ import annotations

import ast
import errno
import os
import stat
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest

from lib.demo import template
from lib.source.connected import connect
from lib.source.kept_drafts import DraftFile
from lib.workbook.base import Grid, Snapshot, WorkbookError
from lib.workbook.common.atomic import UNFINISHED, replace_file, unfinished
from lib.workbook.common.snapshots import SnapshotFile
from tests.examples import some

ROOT = Path(__file__).parents[3]


def test_the_new_content_is_private_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(b"old")
    replace_file(path, lambda file: file.write(b"new"))
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_other_permissions_where_asked(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        replace_file(tmp_path / "log.xlsx", lambda file: file.write(b"x"), mode=0o666)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "log.xlsx").stat().st_mode) == 0o644


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(b"old")

    def fill(file: IO[bytes]) -> None:
        file.write(b"half")
        raise error

    with pytest.raises(type(error)):
        replace_file(path, fill)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "nowhere" / "kept.json", lambda file: file.write(b"new"))


def test_what_is_put_in_place_is_seen_before_and_may_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(b"old")

    def refuse(temporary: Path) -> None:
        assert temporary.read_bytes() == b"new"
        assert unfinished(path) == [temporary]
        raise ValueError

    with pytest.raises(ValueError):
        replace_file(path, lambda file: file.write(b"new"), before=refuse)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_goes_after_an_hour(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    old, new, other = (
        tmp_path / f".{name}.0badcafe{UNFINISHED}" for name in ("kept.json", "kept.json.x", "else.json")
    )
    for left in (old, new, other):
        left.write_bytes(b"half")
    replace_file(path, lambda file: file.write(b"one"))
    assert old.exists(), "someone may be filling it"
    for left in (old, other):
        os.utime(left, (0, 0))
    replace_file(path, lambda file: file.write(b"two"))
    assert not old.exists()
    assert other.exists()


def a_draft(folder: Path) -> None:
    DraftFile(folder, "ana", "Atlas").keep({"what": "x" * 1000}, datetime.now(UTC))


def a_snapshot(folder: Path) -> None:
    SnapshotFile(folder, "book").save(Snapshot("1", (Grid("book", "actions", [["a"]]),), datetime.now(UTC)))


def an_address(folder: Path) -> None:
    connect("https://docs.google.com/spreadsheets/d/x", folder / "connected.json")


def a_new_workbook(folder: Path) -> None:
    template.write_template(folder / "log.xlsx")


WRITERS = [a_draft, a_snapshot, an_address, a_new_workbook]


@pytest.mark.parametrize("function", some(["fsync", "replace", "open"], 2))
@pytest.mark.parametrize("write", WRITERS)
def test_a_disk_that_refuses_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None], function: str
) -> None:
    write(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(before) == 1
    genuine = getattr(os, function)
    tells_nobody = write in (a_draft, a_snapshot)  # these are logged

    def full(first: object, *arguments: object, **options: object) -> object:
        if function != "open" or str(first).endswith(UNFINISHED):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return genuine(first, *arguments, **options)

    for _ in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(os, function, full)
            with (
                nullcontext()
                if tells_nobody
                else pytest.raises((OSError, WorkbookError), match="No space left")
            ):
                write(tmp_path)
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_nothing_else_writes_files() -> None:
    """Files are opened for writing, renamed or made under a name in one module; those without a name leave nothing."""
    found = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("lib", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if path != ROOT / "lib/workbook/common/atomic.py"
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _writes(call)
    }
    assert not found


def _writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    owner = getattr(getattr(call.func, "value", None), "id", "")
    if owner == "_FIRST_TO_GO":
        return False  # a setting of the process that the kernel keeps, not a file on a disk
    if name in {"write_text", "write_bytes", "mkstemp", "NamedTemporaryFile"}:
        return True
    if owner in {"os", "shutil"} and name in {
        "replace",
        "rename",
        "renames",
        "move",
        "copy",
        "copy2",
        "copyfile",
    }:
        return True
    if name in {"open", "fdopen"}:
        if owner == "target":
            return False  # a part of a ZIP file that replace_file is filling
        words = [
            arg.value
            for arg in (*call.args, *(word.value for word in call.keywords))
            if isinstance(arg, ast.Constant)
        ]
        flags = ast.unparse(call)
        is_for_writing = any(
            isinstance(word, str) and set(word) <= set("rwxab+t") and set(word) & set("wxa+")
            for word in words
        )
        return is_for_writing or (("O_WRONLY" in flags or "O_RDWR" in flags) and "devnull" not in flags)
    return False
