"""What is at a path is looked at before it is opened: only regular files are read, and nothing ever waits."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from lib.workbook.base import RowAddition, WorkbookError
from lib.workbook.excel.bounds import regular_file
from lib.workbook.excel.workbook import ExcelWorkbook

Refused = tuple[Path, str]


@pytest.fixture(
    params=[
        "pipe",
        "link to a pipe",
        "zeros",
        "link to zeros",
        "folder",
        "link to a folder",
        "socket",
        "terminal",
    ]
)
def refused(request: pytest.FixtureRequest, tmp_path: Path) -> Refused:
    """A path that is no file, and what is said of it."""
    path = tmp_path / "log.xlsx"
    target = tmp_path / "target" if request.param.startswith("link") else path
    kind = request.param.removeprefix("link to a ").removeprefix("link to ")
    if kind == "pipe":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    elif kind == "socket":
        here = os.getcwd()
        os.chdir(tmp_path)  # the path of a socket may have a hundred characters
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
        os.chdir(here)
    else:
        target = Path({"zeros": "/dev/zero", "terminal": "/dev/tty"}[kind])
    if target != path:
        path.symlink_to(target)
    sentence = {
        "pipe": "is a named pipe, not a workbook file",
        "folder": "is a folder, not a workbook",
        "socket": "is a socket, not a workbook file",
    }.get(kind, "is a device, not a workbook file")
    return path, sentence


def test_what_is_no_file_is_refused_without_waiting(refused: Refused) -> None:
    path, sentence = refused
    addition = RowAddition("w", "circles", {"circle": "Atlas"}, "op")
    calls = (
        ExcelWorkbook(path).read,
        ExcelWorkbook(path).revision,
        lambda: ExcelWorkbook(path).apply([addition]),
        ExcelWorkbook(path).tidy,
    )
    said: list[str] = []

    def call_all() -> None:
        for call in calls:
            try:
                call()
            except WorkbookError as error:
                said.append(str(error))

    thread = threading.Thread(target=call_all, daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive(), "it waits"
    assert said == [f"{path}: {sentence}"] * 4


def test_a_pipe_that_takes_the_place_of_a_file_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.xlsx"
    os.mkfifo(path)
    monkeypatch.setattr(regular_file, "state", lambda path: None)
    with pytest.raises(WorkbookError, match="is a named pipe"):
        regular_file.read(path, 1_000)


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"content")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    content, stat = regular_file.read(tmp_path / "link", 7)
    assert (content, stat.st_size) == (b"content", 7)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(
        WorkbookError, match=r"log.xlsx: has 1,000,000.0 MB, and a workbook may have up to 200 MB"
    ):
        ExcelWorkbook(path).read()


def test_a_path_that_cannot_be(tmp_path: Path) -> None:
    for path in (tmp_path / "none", Path("a\0b"), tmp_path / ("x" * 5_000)):
        with pytest.raises(WorkbookError, match=r"no such file|cannot be read"):
            regular_file.read(path, 1_000)
