"""The longest files first, so that no process is left alone with one at the end."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from lib.source import refresh
from tests.examples import IS_THOROUGH, examples

# The same examples at every commit, however busy the machine: a run that fails says something about the commit. Where
# somebody looks harder (PHAROS_EXAMPLES) they are drawn anew.
settings.register_profile(
    "pharos",
    max_examples=examples(50),
    deadline=None,
    derandomize=not IS_THOROUGH,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pharos")

_LONG = ("browser/test_sign_in", "browser/", "ui/", "log/changing/test_after_save", "workbook/", "metrics/")
"""Where the long files are, the longest first."""


def _place(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((place for place, part in enumerate(_LONG) if f"/tests/{part}" in path), len(_LONG))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files keep their own order within their place."""
    items.sort(key=_place)


@pytest.fixture(autouse=True, scope="session")
def local_files_are_waited_for() -> Iterator[None]:
    """A page waits briefly for a local file to be read, and shows what it has if that takes longer: on a machine that
    runs all tests at once it does, and what a test looks at would depend on chance."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refresh, "PATIENCE_SECONDS", 15.0)
        yield


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
