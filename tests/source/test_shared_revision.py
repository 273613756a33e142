"""A workbook whose cells are not kept: all servers together ask it once a minute, and each reads it when it changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.source.shared_revision import SharedRevision
from lib.workbook.base import WorkbookError
from lib.workbook.common.store import store_at
from tests.source.test_replicas import Clock, Reader, Sheet


def servers(sheet: Sheet, folder: Path, clock: Clock, count: int = 3) -> list[SharedRevision]:
    place = store_at(f"file://{folder}") / "read"
    return [SharedRevision(Reader(sheet), place, ask_every=60, clock=clock) for _ in range(count)]  # type: ignore[arg-type]


def test_asked_once_a_minute_in_all(tmp_path: Path) -> None:
    sheet, clock = Sheet(), Clock()
    every = servers(sheet, tmp_path, clock)
    for second in range(0, 600, 5):
        clock.seconds = second
        if second == 300:
            sheet.type_in("Atlas", "Borealis")
        for server in every:
            assert server.revision() in ("1", "2")
    assert 9 <= sheet.asked <= 11
    assert {server.revision() for server in every} == {"2"}


def test_each_server_reads_the_cells_itself_and_none_are_kept(tmp_path: Path) -> None:
    sheet, clock = Sheet(), Clock()
    every = servers(sheet, tmp_path, clock)
    assert [server.read().revision for server in every] == ["1"] * 3
    assert every[0].revision() == "1"
    assert sheet.read_times == 3
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Atlas" not in kept


def test_a_failure_is_told_to_all_and_asked_about_again(tmp_path: Path) -> None:
    sheet, clock = Sheet(), Clock()
    one, other, _ = servers(sheet, tmp_path, clock)
    assert one.revision() == other.revision() == "1"
    clock.seconds, sheet.broken = 60, "Google cannot be reached"
    for server in (one, other):
        with pytest.raises(WorkbookError, match="Google cannot be reached"):
            server.revision()
    assert sheet.asked == 2
    clock.seconds, sheet.broken = 120, ""
    assert other.revision() == one.revision() == "1"


def test_who_has_written_asks_at_once_and_others_when_their_turn_comes(tmp_path: Path) -> None:
    sheet, clock = Sheet(), Clock()
    one, other, _ = servers(sheet, tmp_path, clock)
    assert one.revision() == other.revision() == "1"
    asked = sheet.asked
    one._saved = True  # as after `apply`
    sheet.type_in("Atlas", "Borealis")
    assert one.revision() == "2"
    assert other.revision() == "2", "what one was told, all know"
    assert sheet.asked == asked + 1


def test_what_one_server_read_is_read_by_all_and_not_again_and_again(tmp_path: Path) -> None:
    sheet, clock = Sheet(), Clock()
    one, other, _ = servers(sheet, tmp_path, clock)
    assert one.revision() == "1"
    clock.seconds = 20
    sheet.type_in("Atlas", "Borealis")
    assert other.read().revision == "2", "a server that starts between two looks"
    assert other.revision() == one.revision() == "2"
    assert one.read().revision == one.revision() == other.revision() == "2"
    assert (sheet.asked, sheet.read_times) == (1, 2)


def test_without_the_store_each_server_asks(tmp_path: Path) -> None:
    sheet, clock = Sheet(), Clock()
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    (server, *_) = servers(sheet, blocked, clock)
    assert server.revision() == "1"
    assert server.revision() == "1"
