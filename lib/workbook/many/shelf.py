"""Where several workbooks stand together: a shelf lists them with their revisions, without reading one."""

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
    """One of several workbooks: the revision it stands at, or the problem that keeps it from being read."""

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
        """Every workbook, each id once. Raises WorkbookError where the place itself cannot be looked at."""
        ...


@dataclass(frozen=True)
class WorkbookList:
    """Workbooks of any kind, in the order given; one that is given twice counts once."""

    workbooks: tuple[Workbook, ...]

    @property
    def id(self) -> str:
        return digest(workbook.id for workbook in self.workbooks)

    @property
    def title(self) -> str:
        return f"{len(self.workbooks)} workbooks"

    def parts(self) -> Sequence[Part]:
        given = {workbook.id: workbook for workbook in self.workbooks}
        looked = in_parallel(lambda workbook: workbook.revision(), list(given.values()), WORKERS)
        found = {workbook.id: part_of(workbook, revision) for workbook, revision in looked}
        return [found[name] for name in given]


def part_of(workbook: Workbook, revision: str | Exception) -> Part:
    """A part from what asking for its revision gave; an error that is none of the workbook's is raised."""
    if isinstance(revision, str):
        return Part(workbook.id, workbook.title, workbook, revision)
    if not isinstance(revision, WorkbookError):
        raise revision
    return Part(workbook.id, workbook.title, problem=str(revision))


def digest(texts: Iterable[str]) -> str:
    """A short text that differs when one of `texts` or their order does."""
    return hashlib.blake2s("\n".join(texts).encode(), digest_size=8).hexdigest()
