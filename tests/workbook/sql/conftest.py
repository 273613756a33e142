"""A log in a database of each kind, and a person who writes SQL there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from lib.source.opening import kind_of_column
from lib.workbook.base import Cell
from tests.servers import postgres as servers
from tests.servers.postgres import Postgres
from tests.workbook.saving import TABS
from tests.workbook.sql_help import Log, grids_of

_number = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with servers.running() as server:
        yield server


@pytest.fixture
def on_postgres(postgres: Postgres) -> Log:
    """An empty schema of its own."""
    return Log(postgres.url(), f"log_{next(_number)}", postgres.connect(), kind_of_column)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    """A place for a log in a database of each kind."""
    if request.param == "sqlite":
        log = Log(f"sqlite:///{tmp_path / 'log.db'}", kinds_of=kind_of_column)
    else:
        log = request.getfixturevalue("on_postgres")
    yield log
    log.close()


@pytest.fixture
def log(empty: Log) -> Log:
    """The log that the tests of saving share."""
    return empty.load(grids_of(TABS))


@pytest.fixture
def loaded(empty: Log) -> Callable[[dict[str, Sequence[Sequence[Cell]]]], Log]:
    """loaded(tabs): a log with these rows by tab."""
    return lambda tabs: empty.load(grids_of(tabs))
