"""Every sentence that the pages of a random log show is true of its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from tests.audit import circle_page, circle_work, made_more
from tests.audit.made import AS_OF
from tests.audit.recount import Recount
from tests.audit.seen import SENTENCES, Seen, check_all, read
from tests.examples import examples

REGISTRIES = (circle_page, circle_work)
SEEDS = (3, 5, 12)
PAGES = ("program/overview", "program/health", "program/actions", "program/lighthouses")


def test_pages(run_app: Callable[..., AppTest], everything_open: None) -> None:
    """All pages of a few rich logs. Each sentence of the registry is seen at least once."""
    found: Counter[str] = Counter()
    wrong = []
    with time_machine.travel(datetime(AS_OF.year, AS_OF.month, AS_OF.day, 10, tzinfo=UTC)):
        for seed in SEEDS:
            tables = made_more.tables(seed)
            now = Recount(tables)
            circles = [row["circle"] for row in tables["circles"]]
            for page, circle in [*((page, "") for page in PAGES), *(("circle/circle", circle) for circle in circles)]:
                query = {"period": "all"} | ({"circle": str(circle)} if circle else {})
                app = run_app(tables, page=f"pages/{page}.py", query=query)
                assert not app.exception, (seed, page, app.exception)
                try:
                    check_all(Seen(now, read(app), str(circle)), found)
                except AssertionError as error:
                    wrong.append(f"log {seed}, {page}, {circle}: {error}")
    assert not wrong, "\n\n".join(wrong)
    unseen = [each.pattern.pattern for each in SENTENCES if not found[each.pattern.pattern]]
    assert not unseen, "\n".join(unseen)
