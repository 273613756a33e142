"""What each change of the design was followed by, on logs counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.access.redaction import KEPT, Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.impact import design_effect
from lib.metrics.impact.design_effect import effects, in_words
from lib.metrics.program.program import measure
from tests.data.hand_log import quick

Rows = list[dict[str, object]]
AS_OF = pd.Timestamp("2026-12-31")
PEOPLE = "abcde"
CHANGED = "2026-01-01"


def change(
    what: str, date: str = CHANGED, figure: str = "prework", direction: str = "up", **more: str
) -> dict[str, object]:
    return {"date": date, "what": what, "figure": figure, "direction": direction, "circle": "", "rebase": "no",
            "expected": "Most come prepared", **more}  # fmt: skip


def tables(*changes: dict[str, object], months: int = 24) -> dict[str, Rows]:
    """Atlas meets on the 10th of each month from January 2025. Of 5 members, 2 or 3 by turns prepare in 2025, and 4 or
    5 by turns in 2026: 50 % and 90 %. All are always there."""
    made: dict[str, Rows] = {
        "circles": [{"circle": "Atlas", "started": "2025-01-01", "sponsor": "sam@x.org"}],
        "members": [{"member": name, "circle": "Atlas"} for name in PEOPLE],
        "sessions": [],
        "attendance": [],
        "changes": list(changes),
    }
    for number in range(months):
        year, month = divmod(number, 12)
        key, day = f"A-{number:02d}", f"{2025 + year}-{month + 1:02d}-10"
        made["sessions"].append(
            {"session": key, "circle": "Atlas", "planned": day, "held": day, "minutes": ""}
        )
        ready = (2, 3, 4, 5)[2 * year + number % 2]
        made["attendance"] += [
            {
                "session": key,
                "member": name,
                "present": "yes",
                "prework": "on time" if place < ready else "no",
            }
            for place, name in enumerate(PEOPLE)
        ]
    return made


def of(*changes: dict[str, object], months: int = 24) -> pd.DataFrame:
    log = quick(tables(*changes, months=months))
    return effects(Facts(log, AS_OF), DICTIONARY).set_index("what")


def test_a_change_that_worked_one_that_did_not_and_one_that_did_harm() -> None:
    found = of(
        change("One page"), change("Fewer pages", direction="down"), change("Tea", figure="participation"),
        change("Cake", direction=""),
    )  # fmt: skip
    assert found["verdict"].to_dict() == {
        "One page": "moved as expected",
        "Fewer pages": "moved the other way",
        "Tea": "stayed within its usual ups and downs",
        "Cake": "moved",
    }
    one = found.loc["One page"]
    assert (one["before"], one["after"]) == (pytest.approx(0.5), pytest.approx(0.9))
    assert one[["months_before", "months_after", "side", "so_far", "label"]].to_list() == [
        12, 12, 1, False, "Prework on time",
    ]  # fmt: skip


def test_the_figure_counts_those_that_moved_as_expected() -> None:
    changes = [
        change("One page"), change("Fewer pages", direction="down"), change("Tea", figure="participation"),
        change("Cake", direction=""), change("A bell", figure="bells"), change("A walk", figure="", direction=""),
        change("A guest", "2026-09-15", "participation"), change("A room", figure="results"),
        change("Notes", figure="timebox"), change("Later", "2027-01-01"),
    ]  # fmt: skip
    figure = measure(quick(tables(*changes)), AS_OF).figures["design_effect"]
    assert (figure.n, figure.N) == (1, 3)
    parts = dict(figure.parts)
    rows = parts.pop("changes")
    assert parts == {"other_way": 1, "stayed": 1, "so_far": 1}
    assert figure.excluded == {
        "no direction expected": 1, "figure not known": 1, "no figure named": 1, "too early to tell": 1,
        "figure has no monthly series": 1, "figure not recorded": 1,
    }  # fmt: skip
    assert [row["what"] for row in rows][:2] == ["A guest", "A bell"]
    assert rows[0]["date"] == "2026-09-15"


def test_the_months_on_each_side() -> None:
    on_the_first, within = of(change("x")).iloc[0], of(change("x", "2026-01-05")).iloc[0]
    assert (on_the_first["months_after"], within["months_after"]) == (
        12,
        11,
    )  # a month half before counts nowhere
    again = of(change("x"), change("y", "2026-07-20")).loc["x"]
    assert (again["months_after"], again["so_far"]) == (6, True)  # up to the next change of the same figure
    other = of(change("x"), change("y", "2026-07-20", "cadence")).loc["x"]
    assert other["months_after"] == 12
    fresh = of(change("x"), change("y", "2026-07-01", "cadence", rebase="yes")).loc["x"]
    assert fresh["months_after"] == 6  # new limits
    early = of(change("x", "2025-05-01")).iloc[0]
    assert (early["verdict"], early["months_before"], pd.isna(early["side"])) == (
        "too early to tell",
        4,
        True,
    )


def test_a_change_of_one_circle_is_held_against_that_circle() -> None:
    found = of(change("x", circle="Atlas")).iloc[0]
    assert (found["circle"], found["verdict"]) == ("Atlas", "moved as expected")
    single = of(change("x", figure="everyone_spoke", circle="Atlas")).iloc[0]
    assert single["verdict"] == "figure not recorded"
    turned = tables(change("x", figure="cadence", circle="Atlas"))
    assert effects(Facts(quick(turned), AS_OF), DICTIONARY)["verdict"].to_list() == ["one yes or no a month"]


def test_sentences_say_after_and_never_because() -> None:
    words = of(
        change("One page"), change("Tea", "2026-05-02", "participation"), change("Cake", "2026-12-02", direction=""),
        change("A bell", figure="bells"),
    ).reset_index().set_index("what", drop=False)  # fmt: skip
    texts = {what: in_words(row) for what, row in words.to_dict("index").items()}
    assert texts == {
        "One page": "Expected: prework on time to go up; after 1 Jan 2026, prework on time moved up from 50 % to 89 %, "
        "as expected (12 months before and 11 after, so far).",
        "Tea": "Expected: participation to go up; after 2 May 2026, it went from 100 % to 100 %, within its usual ups "
        "and downs (16 months before and 7 after, so far).",
        "Cake": "Too early to tell: 11 months with records before and 0 after, up to the next change, and "
        "5 on each side are needed.",
        "A bell": "",
    }


def test_what_is_not_recorded_is_not_zero() -> None:
    made = tables(months=2)
    del made["changes"]
    assert measure(quick(made), AS_OF).figures["design_effect"].missing == "not recorded: no changes tab"
    bare = [{"date": CHANGED, "what": "x"}]
    figure = measure(quick({**made, "changes": bare}), AS_OF).figures["design_effect"]
    assert figure.missing == "not recorded: no figure column in the changes tab"
    early = measure(quick(tables(change("x"), months=2)), AS_OF).figures["design_effect"]
    assert (early.text, early.excluded) == ("–", {"too early to tell": 1})
    assert effects(Facts(quick(), AS_OF), DICTIONARY).empty


def test_the_order_of_rows_does_not_matter() -> None:
    made = tables(change("One page"), change("Tea", "2026-03-01", "participation"))
    turned = {name: rows[::-1] for name, rows in made.items()}
    first, second = (
        effects(Facts(quick(each), AS_OF), DICTIONARY).drop(columns="_row") for each in (made, turned)
    )
    assert first.equals(second)


def test_a_change_of_another_sponsors_circle_says_nothing_about_its_figure() -> None:
    made = tables(change("x", circle="Atlas"))
    seen = redact(quick(made), Viewer("sponsor", "else@x.org"))
    rows = effects(Facts(seen.counted, AS_OF), DICTIONARY)
    assert rows["verdict"].to_list() == [KEPT]
    assert in_words(rows.iloc[0].to_dict()) == ""
    own = redact(quick(made), Viewer("sponsor", "sam@x.org"))
    assert effects(Facts(own.counted, AS_OF), DICTIONARY)["verdict"].to_list() == ["moved as expected"]


def test_every_verdict_that_is_no_judgment_leaves_the_change_out() -> None:
    assert not set(design_effect.REASONS) & {*design_effect.JUDGED, design_effect.MOVED}
