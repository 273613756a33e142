"""Dependencies in sentences, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.dependencies import words
from lib.metrics.dependencies.bottlenecks import grid
from lib.metrics.program.program import measure
from tests.data.hand_log import quick
from tests.data.logs import log
from tests.metrics.dependencies.test_waiting import AS_OF, TABS, Rows, action

FACTS = Facts(quick(TABS), AS_OF)


def of(**tabs: Rows) -> str:
    program = measure(quick({**TABS, **tabs}), AS_OF)
    return words.waits(program.facts, program.figures["dependencies"])


def test_how_much_waits() -> None:
    assert of() == ("9 open actions and asks name a function that they wait for; 2 are blocked; 2 are asks.")
    assert of(actions=[action("X-1", "Atlas", "ana", "IT", 1)], asks=[]) == (
        "1 open action or ask names a function that it waits for."
    )
    free = [action("X-1", "Atlas", "ana", "", 1)]
    assert (
        of(actions=free, asks=TABS["asks"][3:]) == "No open action or ask names a function that it waits for."
    )
    unclear = log(
        {**TABS, "actions": [action("X-1", "Atlas", "ana", "IT", 1, "perhaps")], "asks": TABS["asks"][3:]}
    )
    program = measure(unclear, AS_OF)
    assert words.waits(program.facts, program.figures["dependencies"]).startswith(
        "No open action or ask is known, but the status of 1 action"
    )


def test_the_bottleneck_and_how_much_waited() -> None:
    assert words.bottleneck(FACTS).endswith(
        "the most of any function, by how many wait and how long. In all, 4 waited at the end of May 2026, and "
        "9 wait now."
    )
    assert words.bottleneck(Facts(quick({**TABS, "actions": [], "asks": []}), AS_OF)) == (
        "No single function is the bottleneck."
    )
    rows = [action("X-1", "Atlas", "ana", "IT", 100), action("X-2", "Atlas", "ana", "IT", 2)]
    undated = action("X-3", "Atlas", "ana", "IT", 1) | {"created": ""}
    assert words.bottleneck(Facts(quick({**TABS, "actions": [*rows, undated], "asks": []}), AS_OF)) == (
        "3 open actions and asks wait for IT, half of those with a day for 51 days or longer: the most of any "
        "function, by how many wait and how long. In all, 1 waited at the end of March 2026, and 2 wait now, "
        "and 1 more without a day."
    )
    legal = undated | {"depends_on": "Legal"}
    assert words.bottleneck(Facts(quick({**TABS, "actions": [*rows, legal], "asks": []}), AS_OF)) == (
        "Not known: nothing that waits for Legal has a day."
    )
    assert words.changed(pd.DataFrame({"day": [], "function": [], "open": []})) == ""


def test_which_functions_could_meet() -> None:
    # Sales and Legal share Borealis; nobody from IT is in a circle, and HR is in Atlas alone
    assert words.meet(FACTS) == "Sales waits for IT (1), and they share no circle. 1 more pair is below."
    assert words.meet(Facts(quick({**TABS, "members": []}), AS_OF)).startswith(
        "No member's function is recorded"
    )
    nobody = Facts(quick({**TABS, "members": []}), AS_OF)
    assert words.meet(nobody, whole=nobody).startswith("No member's function is recorded")
    assert words.meet(nobody, whole=FACTS) == (
        "Which functions share a circle is below the reporting threshold."
    )
    large = Facts(quick({**TABS, "members": TABS["members"][:-1]}), AS_OF)
    assert words.meet(large, whole=FACTS).endswith("Circles below the reporting threshold are left out.")
    both = {"first": "HR", "second": "IT", "waiting_first": 2, "waiting_second": 3, "mutual": True}
    assert words.pair(both) == "HR and IT wait for each other (2 and 3) and share no circle."
    other = both | {"waiting_first": 0, "mutual": False}
    assert words.pair(other) == "IT waits for HR (3), and they share no circle."
    same = {**TABS, "actions": [action("X-1", "Borealis", "dee", "Sales", 6)], "asks": []}
    assert words.meet(Facts(quick(same), AS_OF)).startswith("Every two functions of which one waits")
    nothing = {**TABS, "actions": [], "asks": []}
    assert (
        words.meet(Facts(quick(nothing), AS_OF)) == words.NO_PAIR
    )  # nobody waits: nobody shares a circle for it


def test_without_owners_it_waits_where_most_of_the_circle_is() -> None:
    own, most = grid(FACTS), grid(FACTS, of_owners=False)
    assert "HR" in set(own["at"])
    assert "HR" not in set(most["at"])
    assert own["open"].sum() == most["open"].sum() == 9
