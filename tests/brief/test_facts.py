"""What the brief says and to whom: no reader finds what is hidden; lists and filters say what they leave out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from lib.access.redaction import ROLES, Role, Viewer
from lib.brief import facts, lists
from lib.brief.facts import Brief
from lib.brief.lists import Listing, Row
from lib.brief.revision import revision
from lib.brief.written import ENDINGS, written
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.metrics.core.period import WHOLE
from tests.brief.reading import pages_of
from tests.data.canaries import first_viewer, hidden, log_of, marked, marks_in
from tests.data.logs import FIVE_TABS, READ_AT, log
from tests.examples import some

DAY = pd.Timestamp.now().normalize()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "marked.xlsx"
    make.write(marked(), path)
    return path


@cache
def read(path: Path) -> CircleLog:
    return log_of(path)


@pytest.mark.parametrize("role", some(ROLES, 2))
def test_no_form_of_a_brief_holds_what_its_reader_may_not_see(workbook: Path, role: Role) -> None:
    found = read(workbook)
    viewer = first_viewer(found, role)
    brief = facts.of_log(found, viewer, DAY, WHOLE, read_at=READ_AT)
    secret = hidden(found, viewer)
    assert bool(secret) == (role != "admin")
    assert brief.picture is not None
    for ending in ENDINGS if secret else (".md",):
        content = written(brief, ending)
        text = "".join(pages_of(content)).replace("\n", "") if ending == ".pdf" else content.decode()
        marks = marks_in([text.replace("\u200b", "").encode(), brief.picture.svg, repr(brief).encode()])
        assert marks, "marks that may be seen are found"
        assert not marks & secret, (ending, role)


def test_what_is_hidden_does_not_change_the_state_of_the_log(workbook: Path) -> None:
    from lib.access.redaction import redact

    tables = marked()
    before = log({name: rows for name, rows in tables.items() if rows})
    viewer = first_viewer(before, "sponsor")
    tables["actions"][0]["effect_note"] = tables["members"][0]["name"] = "another text"
    after = log({name: rows for name, rows in tables.items() if rows})
    assert revision(before) != revision(after)
    assert revision(redact(before, viewer)) == revision(redact(after, viewer))


def test_rows_that_are_too_long_or_too_many_are_counted() -> None:
    rows = [Row("x" * 400, ""), *(Row(f"row {number}", "") for number in range(20))]
    found = lists._listing("Title", "", rows, "none")
    assert [row.what for row in found.rows] == [f"row {number}" for number in range(12)]
    assert found.total == 21
    assert found.more(12) == "and 9 more"
    assert found.more(0) == "21 in all, on the overview"
    assert Listing("Title", "", (), 0, "none").more(0) == ""


def whole(**tabs: list[dict[str, object]]) -> Brief:
    return facts.of_log(
        log({**FIVE_TABS, **tabs}), Viewer(), pd.Timestamp("2026-06-30"), WHOLE, read_at=READ_AT
    )


def test_asks_and_decisions_by_hand() -> None:
    brief = whole(
        asks=[
            {
                "ask": "Q1",
                "circle": "Atlas",
                "raised": "2026-05-01",
                "kind": "budget",
                "what": "Pay",
                "status": "open",
            },
            {"ask": "Q2", "circle": "Atlas", "raised": "2026-06-20", "what": "Visit us", "status": "open"},
            {
                "ask": "Q3",
                "circle": "Atlas",
                "raised": "2026-06-01",
                "what": "Time",
                "status": "granted",
                "answered": "2026-06-02",
            },
        ],
        decisions=[
            {
                "decision": "D1",
                "what": "Name a deputy",
                "asked_of": "sam@x.org",
                "asked": "2026-06-03",
                "status": "asked",
            },
            {
                "decision": "D2",
                "what": "Go on",
                "asked": "2026-06-03",
                "status": "made",
                "answered": "2026-06-09",
            },
        ],
    )
    assert brief.asks.first == (
        "2 asks wait for an answer, 1 of them for more than 30 days; asks answered 1/3; decisions made 1/2."
    )
    assert [(row.what, row.about) for row in brief.asks.rows] == [
        ("Pay", "Atlas, waiting 60 days"),
        ("Visit us", "Atlas, waiting 10 days"),
        ("Name a deputy", "decision asked of sam@x.org on 3 Jun 2026, waits for an answer"),
    ]


def test_results_by_hand() -> None:
    shared = {"circle": "Atlas", "practice": "p1", "started": "2025-09-01", "better": "down"}
    brief = whole(
        practices=[{"practice": "p1", "title": "Two-page brief", "circle": "Atlas", "share": "program"}],
        lighthouses=[
            shared
            | {
                "lighthouse": "L1",
                "measure": "hours",
                "unit": "h",
                "before": "14",
                "after": "9",
                "measured": "2026-03-02",
            },
            shared | {"lighthouse": "L2", "measure": "errors", "before": "4", "after": "4 a day"},
            shared | {"lighthouse": "L3", "measure": "delays"},
        ],
    )
    assert brief.results.first == "Results measured 2/3; 1 improved and 1 unchanged."
    assert [(row.what, row.about) for row in brief.results.rows] == [
        ("Two-page brief", "Atlas: hours from 14 to 9 h, improved on 2 Mar 2026"),
        ("Two-page brief", "Atlas: errors from 4 to 4 a day, unchanged"),
    ]


def test_a_result_before_it_is_due_is_listed_and_the_share_does_not_say_nothing_is_recorded() -> None:
    row = {"lighthouse": "L1", "circle": "Atlas", "practice": "p1", "started": "2026-05-01", "measure": "hours",
           "before": "14", "after": "9", "better": "down", "measured": "2026-06-02"}  # fmt: skip
    found = whole(
        practices=[{"practice": "p1", "title": "A", "circle": "Atlas", "share": "program"}], lighthouses=[row]
    )
    assert found.results.first == "Results measured – (nothing to count yet)."
    assert found.results.total == 1
    assert found.stale == (
        "The newest record is of 2 Jun 2026, 28 days before 30 Jun 2026; what happened since may be missing, and what "
        "was open then still counts as open."
    )


def test_a_lead_is_not_sent_to_themselves() -> None:
    circles: list[dict[str, object]] = [{"circle": "Atlas", "lead": "lea@x.org", "sponsor": "sue@x.org"}]
    tables = {**FIVE_TABS, "circles": circles}
    rows = {
        role: facts.of_log(log(tables), Viewer(role, email), DAY, read_at=READ_AT, with_picture=False)
        .circles.rows[0].about
        for role, email in (("lead", "lea@x.org"), ("sponsor", "sue@x.org"))
    }  # fmt: skip
    assert "speak to" not in rows["lead"].lower()
    assert "speak to lea@x.org" in rows["sponsor"].lower()


def test_filters_are_told_in_short() -> None:
    assert facts._shortened("Circles: A, B") == "Circles: A, B"
    names = [f"Circle {number}" for number in range(400)]
    assert facts._shortened(f"Circles: {', '.join(names)}") == (
        "Circles: Circle 0, Circle 1, Circle 2, Circle 3, Circle 4 and 395 more"
    )
    assert facts._shortened(f"Sponsors: {'x' * 500}, b") == "Sponsors: 2 chosen"


def test_an_address_that_is_too_long_for_the_head_is_left_out() -> None:
    for email, words in (("sam@x.org", "For sam@x.org, sponsor"), (f"{'s' * 90}@x.org", "For a sponsor")):
        brief = facts.of_log(
            log({**FIVE_TABS, "circles": [{"circle": "Atlas", "sponsor": email}]}),
            Viewer("sponsor", email),
            pd.Timestamp("2026-06-30"),
            read_at=READ_AT,
            with_picture=False,
        )
        assert brief.about.startswith(f"{words} · The last 3 months (since 1 Apr 2026)")
