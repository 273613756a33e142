"""Several workbooks in one place: a shelf lists them with their revisions, without reading any of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lib.workbook.base import Workbook, WorkbookError
from lib.workbook.common.parallel import in_parallel

WORKERS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One of several workbooks: its revision, or the problem that prevents reading it."""

    id: str
    title: str
    workbook: Workbook | None = None
    revision: str = ""
    problem: str | None = None


class Shelf(Protocol):
    """A place that holds workbooks."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...

    def parts(self) -> Sequence[Part]:
        """Every workbook, each id once. Raises WorkbookError if the place itself cannot be read."""
        ...


@dataclass(frozen=True)
class WorkbookList:
    """Workbooks of any kind, in the order given; duplicates count once."""

    workbooks: tuple[Workbook, ...]

    @property
    def id(self) -> str:
        return digest(workbook.id for workbook in self.workbooks)

    @property
    def title(self) -> str:
        return f"{len(self.workbooks)} workbooks"

    def parts(self) -> Sequence[Part]:
        given = {workbook.id: workbook for workbook in self.workbooks}
        revisions = in_parallel(lambda workbook: workbook.revision(), list(given.values()), WORKERS)
        found = {workbook.id: part_of(workbook, revision) for workbook, revision in revisions}
        return [found[name] for name in given]


def part_of(workbook: Workbook, revision: str | Exception) -> Part:
    """A part from its revision, or from the error that reading the revision raised; other errors are raised again."""
    if isinstance(revision, str):
        return Part(workbook.id, workbook.title, workbook, revision)
    if not isinstance(revision, WorkbookError):
        raise revision
    return Part(workbook.id, workbook.title, problem=str(revision))


def digest(texts: Iterable[str]) -> str:
    """A short text that differs if one of `texts` or their order differs."""
    return hashlib.blake2s("\n".join(texts).encode(), digest_size=8).hexdigest()
