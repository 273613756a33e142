"""The file under a save: locks, crashes, full disks, other programs, kept versions.

`PHAROS_FILE_KILLS=400` kills so many saves, `PHAROS_FILE_SAVES=500` lets two processes save so often each.
"""

# ruff: noqa: E501 - messages are easier to read in one piece

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import filelock
import openpyxl
import pytest

from lib.workbook.base import RowAddition, WorkbookError
from lib.workbook.common.atomic import UNFINISHED
from lib.workbook.excel import file as excel_file
from lib.workbook.excel import versions as excel_versions
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.workbook.excel_help import book_of, change, grids, journal, value
from tests.workbook.excel_help import excel_file as file_of_excel

ROOT = Path(__file__).parents[3]
ROUNDS = -(-int(os.environ.get("PHAROS_FILE_KILLS", "25")) // 25)
"""In each round, a save is killed at every step; there are more than 25."""
SAVES = int(os.environ.get("PHAROS_FILE_SAVES", "12"))


@pytest.fixture
def workbook(tmp_path: Path) -> ExcelWorkbook:
    return book_of(tmp_path / "log.xlsx", actions=[["action", "what"], ["X-1", "Call"], ["X-2", "Ask"]])


def append(workbook: ExcelWorkbook, name: str) -> RowAddition:
    return RowAddition(workbook.id, "actions", {"action": name}, f"op/{name}", key=("action",))


def beside(workbook: ExcelWorkbook) -> set[str]:
    """What is in the folder besides the workbook, the lock and the versions."""
    own = {workbook.path.name, f".{workbook.path.name}.lock", f".{workbook.path.name}.versions"}
    return {entry.name for entry in workbook.path.parent.iterdir()} - own


def refused(workbook: ExcelWorkbook) -> str:
    content = workbook.path.read_bytes()
    with pytest.raises(WorkbookError) as error:
        workbook.apply([change(workbook, "actions", 2, {"what": "new"})])
    assert workbook.path.read_bytes() == content
    assert not {name for name in beside(workbook) if name.endswith(UNFINISHED)}
    return str(error.value).removeprefix(f"{workbook.path}: ")


def run(*arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.workbook.excel_saving", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_save_killed_at_any_step_leaves_the_old_file_or_the_new_one(tmp_path: Path, number: int) -> None:
    made = file_of_excel(tmp_path / "made.xlsx")
    (tmp_path / "kills").mkdir()
    output, error = run("kill", made.path, tmp_path / "kills").communicate(timeout=120)
    codes = [int(line.split()[1]) for line in output.split(b"\n") if line]
    assert codes == [*[-signal.SIGKILL] * (len(codes) - 1), 0], error.decode()
    assert len(codes) > 25
    seen = []
    for folder in sorted((tmp_path / "kills").iterdir()):
        workbook = ExcelWorkbook(folder / "log.xlsx")
        read = grids(workbook)
        state = (read["actions"].cell(2, 1), "edits" in read)
        assert state in {("Call <Ana> & Bo", False), ("after the save", True)}
        seen.append(state[1])
        for version in excel_versions.versions(workbook.path):
            assert grids(ExcelWorkbook(version))["actions"].cell(2, 1) == "Call <Ana> & Bo"
        removed = "log.xlsx: removed 1 unfinished save; the file itself was not changed"
        assert workbook.tidy() in {(), (removed,)}
        assert beside(workbook) == set()
        edit = change(workbook, "actions", 2, {"what": "after the crash"})
        assert workbook.apply([edit], journal(workbook, "d", "b")).written
        assert value(workbook, "actions", 2, "what") == "after the crash"
        assert all(entry.suffix == ".xlsx" for entry in excel_versions.folder(workbook.path).iterdir())
    assert seen == sorted(seen)
    assert seen.count(True) > 1


def test_the_next_save_clears_what_a_killed_one_left(workbook: ExcelWorkbook) -> None:
    left = workbook.path.with_name(".log.xlsx.0badcafe.tmp")
    other = workbook.path.with_name(".other.xlsx.0badcafe.tmp")
    for path in (left, other):
        path.write_bytes(b"half")
    workbook.apply([append(workbook, "X-3")])
    assert beside(workbook) == {other.name}


def test_writers_in_processes_of_their_own_lose_nothing(workbook: ExcelWorkbook) -> None:
    names, each = ("one", "two") if SAVES > 12 else ("one", "two", "three"), SAVES
    writers = [run("add", workbook.path, name, each) for name in names]
    for writer in writers:
        _, error = writer.communicate(timeout=120 + each)
        assert writer.returncode == 0, error.decode()
    keys = grids(workbook)["actions"].columns[0][1:]
    assert len(keys) == 2 + len(names) * each
    assert set(keys) == {
        "X-1",
        "X-2",
        *(f"{name}-{n}" for name in names for n in range(each)),
    }


def test_writers_in_threads_lose_nothing(workbook: ExcelWorkbook) -> None:
    def add(name: str) -> None:
        for number in range(8):
            ExcelWorkbook(workbook.path).apply([append(workbook, f"{name}-{number}")])

    threads = [threading.Thread(target=add, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert grids(workbook)["actions"].height == 3 + 32


def test_the_second_of_two_edits_of_one_cell_is_a_conflict(workbook: ExcelWorkbook) -> None:
    edits = [change(workbook, "actions", 2, {"what": text}) for text in ("mine", "yours")]
    assert workbook.apply(edits[:1]).written
    (conflict,) = workbook.apply(edits[1:]).conflicts
    assert (conflict.before, conflict.theirs, conflict.mine) == ("Call", "mine", "yours")


def test_a_lock_that_someone_holds(workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch) -> None:
    with filelock.FileLock(workbook.path.with_name(".log.xlsx.lock")), monkeypatch.context() as patch:
        patch.setattr(excel_file.locked, "__defaults__", (0.1,), raising=False)
        patch.setattr(excel_file.locked.__wrapped__, "__defaults__", (0.1,))  # type: ignore[attr-defined]
        text = refused(workbook)
    assert text == "another save of this file has been running for 0 s; try again in a minute"
    assert workbook.apply([append(workbook, "X-3")]).rows == (4,)


@pytest.mark.parametrize(
    ("marker", "content", "message"),
    [
        ("~$log.xlsx", b"\x07Ana Lee" + b" " * 47, "is open in Excel by Ana Lee; close it there and save again here"),
        ("~$log.xlsx", b"", "is open in Excel; close it there and save again here"),
        (".~lock.log.xlsx#", b",ana,host,22.11.2026 10:32,file:///home/ana;", "is open in LibreOffice by ana; close it there and save again here"),
        (".~lock.log.xlsx#", "Zoë Ito,zoe,host,22.11.2026 10:32,;".encode(), "is open in LibreOffice by Zoë Ito; close it there and save again here"),
    ],
)  # fmt: skip
def test_a_file_that_is_open_elsewhere(
    workbook: ExcelWorkbook, marker: str, content: bytes, message: str
) -> None:
    path = workbook.path.with_name(marker)
    path.write_bytes(content)
    assert refused(workbook) == f"{message} (if nobody has it open, delete the file {marker} next to it)"
    path.unlink()
    assert workbook.apply([append(workbook, "X-3")]).rows == (4,)


def during(monkeypatch: pytest.MonkeyPatch, happen: Any, times: int = 1) -> list[int]:
    """Let something happen between the moment a save has read the file and the moment it puts the new one in place."""
    calls: list[int] = []
    package_save = excel_file.replace

    def replace(original: Any, write: Any, check: Any) -> str:
        calls.append(1)
        if len(calls) <= times:
            happen()
        return package_save(original, write, check)

    monkeypatch.setattr(excel_file, "replace", replace)
    return calls


def somebody_saves(workbook: ExcelWorkbook, cell: str, text: str, *, in_place: bool) -> None:
    book = openpyxl.load_workbook(workbook.path)
    book["actions"][cell] = text
    target = workbook.path if in_place else workbook.path.with_name("theirs.tmp")
    book.save(target)
    target.replace(workbook.path)


@pytest.mark.parametrize("in_place", [True, False])
def test_a_save_by_someone_else_meanwhile_is_kept(
    workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch, in_place: bool
) -> None:
    calls = during(monkeypatch, lambda: somebody_saves(workbook, "B3", "theirs", in_place=in_place))
    assert workbook.apply(
        [change(workbook, "actions", 2, {"what": "mine"}), append(workbook, "X-3")]
    ).rows == (2, 4)
    assert grids(workbook)["actions"].columns == [
        ["action", "X-1", "X-2", "X-3"],
        ["what", "mine", "theirs"],
    ] or grids(workbook)["actions"].columns[1][:3] == ["what", "mine", "theirs"]
    assert len(calls) == 2


def test_the_same_cell_saved_by_someone_else_meanwhile_is_a_conflict(
    workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    during(monkeypatch, lambda: somebody_saves(workbook, "B2", "theirs", in_place=False))
    outcome = workbook.apply([change(workbook, "actions", 2, {"what": "mine"}), append(workbook, "X-3")])
    assert [conflict.theirs for conflict in outcome.conflicts] == ["theirs"]
    assert grids(workbook)["actions"].columns[1] == ["what", "theirs", "Ask"]


def test_same_bytes_saved_again_count_as_a_save(
    workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = during(monkeypatch, lambda: os.utime(workbook.path, ns=(1, 1)))
    assert workbook.apply([append(workbook, "X-3")]).rows == (4,)
    assert len(calls) == 2


def test_bytes_that_change_without_a_trace_are_seen(
    workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def same_size_and_time() -> None:
        found = workbook.path.stat()
        content = bytearray(workbook.path.read_bytes())
        content[10] ^= 1  # the time in the first part's header, which nobody reads
        with workbook.path.open("r+b") as file:
            file.write(content)
        os.utime(workbook.path, ns=(found.st_atime_ns, found.st_mtime_ns))

    calls = during(monkeypatch, same_size_and_time)
    workbook.apply([append(workbook, "X-3")])
    assert len(calls) == 2


def test_someone_who_never_stops_saving(workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(range(1, 99))
    during(monkeypatch, lambda: os.utime(workbook.path, ns=(next(times),) * 2), times=99)
    assert refused(workbook) == "someone keeps saving this file; try again in a minute"


def test_someone_who_opens_it_meanwhile(workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch) -> None:
    during(monkeypatch, lambda: workbook.path.with_name("~$log.xlsx").write_bytes(b""))
    assert refused(workbook).startswith("is open in Excel; close it there")


def test_a_file_that_is_gone(workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = change(workbook, "actions", 2, {"what": "new"})
    during(monkeypatch, workbook.path.unlink, times=1)
    with pytest.raises(WorkbookError, match="no such file"):
        workbook.apply([edit])
    with pytest.raises(WorkbookError, match="no such file"):
        workbook.apply([edit])
    assert workbook.tidy() == ()


@pytest.mark.parametrize("function", ["fsync", "replace", "open", "utime", "link"])
def test_a_disk_that_refuses(workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    genuine = getattr(os, function)

    def full(*arguments: Any, **options: Any) -> Any:
        if UNFINISHED in str(arguments[0]) or function in {"fsync", "link"}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return genuine(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, function, full)
        if function == "link":  # a copy will do
            assert workbook.apply([append(workbook, "X-3")]).rows == (4,)
            assert excel_versions.versions(workbook.path)[0].stat().st_ino != workbook.path.stat().st_ino
        else:
            assert refused(workbook) == "could not be saved (No space left on device); the file is unchanged"
    assert workbook.apply([append(workbook, "X-4")]).written
    assert beside(workbook) == set()


def test_a_disk_that_is_full_in_the_middle_of_writing(
    workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lib.workbook.excel.package import Package

    genuine = Package.save

    def save(package: Package, file: Any, **options: Any) -> None:
        genuine(package, file, **options)
        if not options:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Package, "save", save)
        assert refused(workbook) == "could not be saved (No space left on device); the file is unchanged"


def test_a_save_that_would_not_read_back_is_not_made(
    workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lib.workbook.excel import values

    genuine = values.content
    with monkeypatch.context() as patch:
        patch.setattr(
            values, "content", lambda value, *rest, **options: genuine(f"{value}!", *rest, **options)
        )
        text = refused(workbook)
    assert text == "could not be saved: actions!B2 would read as 'new!'; the file is unchanged"


def test_read_only_files(workbook: ExcelWorkbook) -> None:
    workbook.path.chmod(0o444)
    assert refused(workbook) == "is read-only; give Pharos permission to write to it, or edit it in Excel"


def test_read_only_folders(workbook: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != workbook.path.parent and genuine(path, mode))
    text = "a safe save needs to create files in its folder; give Pharos permission to write there"
    assert refused(workbook) == text


def test_mode_and_links_stay(workbook: ExcelWorkbook, tmp_path: Path) -> None:
    workbook.path.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(workbook.path)
    linked = ExcelWorkbook(link)
    assert linked.apply([append(linked, "X-3")]).revision == workbook.revision() == linked.revision()
    assert link.is_symlink()
    assert stat.S_IMODE(workbook.path.stat().st_mode) == 0o640
    assert workbook.path.stat().st_nlink == 1
    assert grids(workbook)["actions"].height == 4


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(workbook: ExcelWorkbook) -> None:
    os.chown(workbook.path, 12345, 54321)
    workbook.apply([append(workbook, "X-3")])
    found = workbook.path.stat()
    assert (found.st_uid, found.st_gid) == (12345, 54321)


def test_twenty_versions_are_kept(workbook: ExcelWorkbook) -> None:
    contents = []
    for number in range(23):
        contents.append(workbook.path.read_bytes())
        workbook.apply([append(workbook, f"N-{number}")])
    versions = excel_versions.versions(workbook.path)
    assert [path.read_bytes() for path in versions] == contents[-20:]
    assert {path.suffix for path in versions} == {".xlsx"}
    assert stat.S_IMODE(excel_versions.folder(workbook.path).stat().st_mode) == 0o700
    assert grids(ExcelWorkbook(versions[-1]))["actions"].height == 3 + 22


def test_a_version_is_the_old_file_itself_and_kept_once(workbook: ExcelWorkbook) -> None:
    inode = workbook.path.stat().st_ino
    content = workbook.path.read_bytes()
    kept = [excel_versions.keep(workbook.path, content) for _ in range(2)]  # as if killed after the first
    workbook.apply([append(workbook, "X-3")])
    assert excel_versions.versions(workbook.path) == kept[:1] == kept[1:]
    assert kept[0].stat().st_ino == inode != workbook.path.stat().st_ino


def test_a_version_outlives_a_save_in_place(workbook: ExcelWorkbook) -> None:
    before = workbook.path.read_bytes()
    workbook.apply([append(workbook, "X-3")])
    somebody_saves(workbook, "B2", "theirs", in_place=True)
    assert excel_versions.versions(workbook.path)[0].read_bytes() == before


def test_every_save_has_a_revision_of_its_own(workbook: ExcelWorkbook) -> None:
    revisions = [workbook.apply([append(workbook, f"N-{number}")]).revision for number in range(5)]
    assert len(set(revisions)) == 5
    assert workbook.revision() == revisions[-1]


def test_a_tab_is_added_where_each_sheet_declares_its_own_prefix(tmp_path: Path) -> None:
    """As openpyxl writes it where lxml is installed: xmlns:r is in every sheet's tag, and not in the root's."""
    plain = book_of(tmp_path / "plain.xlsx", actions=[["action", "what"], ["X-1", "Call"]])
    declared = re.compile(rb'\s*xmlns:r="([^"]*)"')
    path = tmp_path / "log.xlsx"
    with zipfile.ZipFile(plain.path) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                namespace = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                content = declared.sub(b"", content).replace(
                    b"<sheet ", b'<sheet xmlns:r="' + namespace + b'" '
                )
                content = re.sub(rb"\s(?:\w+):id=", b" r:id=", content)
            target.writestr(name, content)
    book = ExcelWorkbook(path)
    book.read()
    added = RowAddition(book.id, "edits", {"at": "x"}, "op/1", headers=("at",))
    assert book.apply([added]).written
    assert openpyxl.load_workbook(path).sheetnames == ["actions", "edits"]
