"""A store: the same behavior on a disk and in a bucket."""

from __future__ import annotations

import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.source.connected import connect, connected, disconnect
from lib.source.kept_drafts import DraftFile
from lib.source.settings import WorkbookSettings
from lib.source.visits import visit
from lib.workbook.base import Grid, Snapshot, WorkbookError
from lib.workbook.common.snapshots import SnapshotFile
from lib.workbook.common.store import BucketPlace, LocalPlace, Place, store_at


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "file":
        return store_at((tmp_path / "a store").as_uri())
    return store_at(f"memory://{secrets.token_hex(8)}/pharos")


def test_files_are_made_replaced_listed_and_removed(store: Place) -> None:
    folder = store / "drafts"
    assert folder.names() == []
    with pytest.raises(FileNotFoundError):
        (folder / "a").read()
    (folder / "b").write(b"1")
    (folder / "a").write(b"1")
    (folder / "a").write(b"two")
    assert (folder / "a").read() == b"two"
    assert folder.names() == ["a", "b"]
    (folder / "a").remove()
    (folder / "a").remove()
    assert folder.names() == ["b"]


def test_of_many_who_make_a_file_at_once_one_does(store: Place) -> None:
    place = store / "once"
    with ThreadPoolExecutor(8) as everyone:
        made = list(everyone.map(lambda name: place.create(name.encode()), "abcdefgh"))
    assert made.count(True) == 1
    assert place.read() == b"abcdefgh"[made.index(True) : made.index(True) + 1]
    assert not place.create(b"late")
    assert store.names() == ["once"]


def test_a_disk_keeps_it_from_other_users(tmp_path: Path) -> None:
    store = store_at((tmp_path / "kept").as_uri())
    (store / "x" / "written").write(b"1")
    (store / "x" / "made").create(b"1")
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "kept" / "x").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "kept" / "x").stat().st_mode) == 0o700


def test_what_pages_keep_comes_back_from_it(store: Place) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    draft = DraftFile(store / "drafts", "ana", "Atlas")
    draft.keep({"what": "half a sentence", "due": now.date()}, now)
    kept = DraftFile(store / "drafts", "ana", "Atlas").load(now)
    assert kept is not None
    assert kept.values == {"what": "half a sentence", "due": now.date()}
    draft.forget()
    assert draft.load(now) is None

    snapshot = Snapshot("7", (Grid("book", "actions", [["action", "a"]]),), now, title="Log")
    SnapshotFile(store / "snapshots", "book").save(snapshot)
    assert SnapshotFile(store / "snapshots", "book").load() == snapshot

    place = store / "connection.json"
    assert connected(WorkbookSettings(), place) == WorkbookSettings()
    connect("https://docs.google.com/spreadsheets/d/x", place)
    assert connected(WorkbookSettings(), place).urls == ("https://docs.google.com/spreadsheets/d/x",)
    disconnect(place)
    assert connected(WorkbookSettings(), place).is_empty

    assert visit(store / "visits", "ana", now.date()) is None
    assert visit(store / "visits", "ana", now.date().replace(day=4)) == now.date()


class Broken:
    """A driver whose every call fails with an error of its own, as those of buckets have."""

    def __getattr__(self, name: str) -> object:
        def fail(*arguments: object, **options: object) -> object:
            raise RuntimeError("https://key:secret@bucket")

        return fail


def test_a_bucket_that_fails_is_an_error_without_its_address(caplog: pytest.LogCaptureFixture) -> None:
    place = BucketPlace(Broken(), "bucket/x", "x")
    for ask in (place.read, place.names, place.remove, lambda: place.write(b""), lambda: place.create(b"")):
        with pytest.raises(OSError, match=r"the store failed \(RuntimeError\)") as found:
            ask()
        assert "secret" not in str(found.value)
    DraftFile(place, "ana").keep({"a": "b"}, datetime.now(UTC))
    assert "a draft could not be saved" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://user:secret@host/x", "begins with ftp://"),
        ("file://var/lib", "three slashes"),
        ("s3://key:secret@bucket/x", "pip install s3fs"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_change(url: str, said: str) -> None:
    with pytest.raises(WorkbookError, match=said) as found:
        store_at(url)
    assert "secret@" not in str(found.value)


def test_a_path_is_a_folder(tmp_path: Path) -> None:
    place = store_at(str(tmp_path))
    assert isinstance(place, LocalPlace)
    assert place.path == tmp_path
