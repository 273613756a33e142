"""Where Pharos keeps what outlives a request: a folder on this machine, or a bucket that several servers share.

A `Place` is a file or a folder there. Content is always replaced whole: readers see the old one or the new one. Only
this module knows fsspec, which speaks to buckets.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from lib.workbook.base import WorkbookError
from lib.workbook.common.atomic import UNFINISHED, create_file, replace_file

DRIVERS = {"s3": "s3fs", "gs": "gcsfs", "az": "adlfs", "memory": ""}
"""Which package speaks to which kind of bucket; `memory` lives in one process, for tests."""


class Place(Protocol):
    """A file or folder of the store. All methods raise OSError if the store cannot be reached or refuses."""

    def __truediv__(self, name: str) -> Place:
        """The file or folder with this name, in this folder."""
        ...

    def read(self) -> bytes:
        """The file's content. Raises FileNotFoundError if there is none."""
        ...

    def write(self, content: bytes) -> None:
        """Make or replace the file in one step."""
        ...

    def create(self, content: bytes) -> bool:
        """Make the file unless there is one; out: whether it was made. Of several who try at once, one makes it."""
        ...

    def remove(self) -> None:
        """Remove the file, if there is one."""
        ...

    def names(self) -> list[str]:
        """The names of the files in this folder, in order; none if there is no such folder."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether it is on a disk of this machine, where reading costs nothing."""
        ...


class LocalPlace:
    """A file or folder on a disk: private to the server's user, and replaced as `atomic` does it."""

    is_local = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def __truediv__(self, name: str) -> LocalPlace:
        return LocalPlace(self.path / name)

    def __str__(self) -> str:
        return str(self.path)

    def read(self) -> bytes:
        """See `Place`."""
        return self.path.read_bytes()

    def write(self, content: bytes) -> None:
        """See `Place`."""
        self._make_folder()
        replace_file(self.path, lambda file: file.write(content))

    def create(self, content: bytes) -> bool:
        """See `Place`."""
        self._make_folder()
        return create_file(self.path, content)

    def remove(self) -> None:
        """See `Place`."""
        self.path.unlink(missing_ok=True)

    def names(self) -> list[str]:
        """See `Place`."""
        try:
            return sorted(
                entry.name for entry in self.path.iterdir() if not entry.name.endswith((UNFINISHED, ".lock"))
            )
        except FileNotFoundError:
            return []

    def _make_folder(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


class BucketPlace:
    """A file or folder in a bucket, through fsspec. Its messages name no address, which may hold a key."""

    is_local = False

    def __init__(self, files: Any, path: str, name: str = "") -> None:
        self._files, self._path, self._name = files, path.rstrip("/"), name

    def __truediv__(self, name: str) -> BucketPlace:
        return BucketPlace(self._files, f"{self._path}/{name}", f"{self._name}/{name}".lstrip("/"))

    def __str__(self) -> str:
        return f"{self._name} in the store"

    def read(self) -> bytes:
        """See `Place`."""
        with _as_os_errors():
            content: bytes = self._files.cat_file(self._path)
            return content

    def write(self, content: bytes) -> None:
        """See `Place`."""
        with _as_os_errors():
            self._files.pipe_file(self._path, content)

    def create(self, content: bytes) -> bool:
        """See `Place`. What a refusal means differs from bucket to bucket: the file tells."""
        try:
            with _as_os_errors():
                self._files.pipe_file(self._path, content, mode="create")
        except OSError:
            with _as_os_errors():
                if not self._files.exists(self._path):
                    raise
            return self.read() == content
        return True

    def remove(self) -> None:
        """See `Place`."""
        with _as_os_errors(), contextlib.suppress(FileNotFoundError):
            self._files.rm_file(self._path)

    def names(self) -> list[str]:
        """See `Place`."""
        try:
            with _as_os_errors():
                self._files.invalidate_cache(self._path)
                found = self._files.ls(self._path, detail=False)
        except FileNotFoundError:
            return []
        return sorted(name for path in found if (name := str(path).rstrip("/").rpartition("/")[2]))


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Every driver has errors of its own; their words may hold addresses with keys."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(errno.EIO, f"the store failed ({type(error).__name__})") from error


def as_place(where: Place | Path) -> Place:
    """A path as a place on this machine; a place as it is."""
    return LocalPlace(where) if isinstance(where, Path) else where


def store_at(url: str) -> Place:
    """The folder of a store: `file:///FOLDER`, a path, or a bucket such as `s3://BUCKET/FOLDER`.

    Raises WorkbookError that says what to change, without the address, for one that is not understood.
    """
    parts = urlsplit(url)
    if not parts.scheme:
        return LocalPlace(Path(url).expanduser())
    if parts.scheme == "file":
        if parts.netloc or not parts.path.startswith("/"):
            raise WorkbookError(
                "url under [store] in secrets.toml: a folder has three slashes, as in file:///var/lib/pharos"
            )
        return LocalPlace(Path(unquote(parts.path)))
    if parts.scheme not in DRIVERS:
        raise WorkbookError(
            f"url under [store] in secrets.toml begins with {parts.scheme}://, but Pharos knows file://, s3://, gs:// "
            "and az://"
        )
    import fsspec

    try:
        files, path = fsspec.url_to_fs(url, use_listings_cache=False)
    except ImportError:
        driver = DRIVERS[parts.scheme]
        raise WorkbookError(
            f"a store at {parts.scheme}:// needs the package {driver}: pip install {driver}, and restart Pharos"
        ) from None
    except Exception as error:  # noqa: BLE001 - raised again without its words, which may hold a key
        raise WorkbookError(f"the store cannot be opened ({type(error).__name__})") from None
    return BucketPlace(files, path)
