"""Likely next teams, on a graph of six teams worked by hand.

A, B, C and D sit in one circle. E learned q from A, and F learned it from E. So the contacts are A: B C D E, B: A C D,
C: A B D, D: A B C, E: A F, F: E. Exposure is netdiffuseR's: with W the 0/1 matrix of contacts and a the users,
(W a) / (W 1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion.contacts import contacts
from lib.metrics.diffusion.next_teams import exposure, next_teams, threshold_in_words, thresholds
from lib.metrics.program.program import measure
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]
PLACES = {
    "A": "Sales North",
    "B": "HR North",
    "C": "IT North",
    "D": "Ops North",
    "E": "Ops South",
    "F": "sales north",
}


def step(practice: str, team: str, date: str, stage: str = "adopted", source: str = "") -> dict[str, object]:
    return {"practice": practice, "team": team, "stage": stage, "date": date, "from_team": source}


TABS: dict[str, Rows] = {
    "circles": [{"circle": "Atlas"}, {"circle": "Borealis"}],
    "members": [
        {"member": f"m{n}", "circle": "Atlas", "function": function, "region": "North"}
        for n, function in enumerate(("Sales", "HR", "IT", "Ops"))
    ]
    + [{"member": "m9", "circle": "Borealis", "function": "Ops", "region": "South"}],
    "practices": [{"practice": name, "title": name, "circle": "Atlas"} for name in "pqx"],
    "teams": [
        {"team": name, "function": place.split()[0], "region": place.split()[1],
         "circle_member": "no" if name == "F" else "yes"}
        for name, place in PLACES.items()
    ],
    "adoptions": [
        step("q", "A", "2026-01-01"),
        step("q", "E", "2026-02-01", source="A"),
        step("q", "F", "2026-03-01", source="E"),
        step("p", "A", "2026-01-15"),
        step("p", "B", "2026-02-15"),
        step("p", "C", "2026-04-01"),
        step("p", "C", "2026-05-01", "stopped"),
    ],
}  # fmt: skip
W = np.array(
    [[0, 1, 1, 1, 1, 0], [1, 0, 1, 1, 0, 0], [1, 1, 0, 1, 0, 0], [1, 1, 1, 0, 0, 0], [1, 0, 0, 0, 0, 1],
     [0, 0, 0, 0, 1, 0]]
)  # fmt: skip
FACTS = Facts(quick(TABS), AS_OF)


def test_the_contacts_are_those_of_the_graph() -> None:
    everybody = np.arange(len(W))
    assert (contacts(FACTS).between(everybody, everybody) == W).all()
    assert (contacts(FACTS).degree == W.sum(axis=1)).all()


def test_exposure_is_that_of_netdiffuser() -> None:
    users = np.array([[1, 1], [1, 0], [0, 0], [0, 0], [0, 1], [0, 1]])  # p and q
    degree, using, uses = exposure(FACTS)
    assert (uses[:, :2] == users).all()
    assert (using[:, :2] / degree[:, None] == (W @ users) / W.sum(axis=1)[:, None]).all()


def test_the_next_teams_and_whom_they_can_ask() -> None:
    found = next_teams(FACTS, "p")
    assert found[["team", "contacts", "using", "ask"]].to_numpy().tolist() == [
        ["C", 3, 2, "A, B"], ["D", 3, 2, "A, B"], ["E", 2, 1, "A"], ["F", 1, 0, ""],
    ]  # fmt: skip
    assert found["exposure"].to_list()[:2] == [2 / 3, 2 / 3]
    assert found["exposure"].isna().to_list() == [False, False, True, True]  # fewer than 3 contacts: no share
    assert found["stage"].dropna().to_list() == ["stopped"]
    assert next_teams(FACTS, "x").empty  # not offered for spread
    assert next_teams(FACTS, "unknown").empty
    assert next_teams(Facts(quick(), AS_OF), "p").empty


def test_the_figure_counts_teams_that_know_a_user() -> None:
    program = measure(quick(TABS), AS_OF)
    figure = program.figures["next_teams"]
    assert (figure.n, figure.N, figure.parts["half"]) == (5, 5, 2)  # p: C, D; q: B, C, D
    assert figure.excluded == {"with fewer than 3 contacts": 2}
    assert figure.parts["threshold"] == {"count": 4, "median": pytest.approx(1 / 6), "none_before": 2}
    assert program.circles["Borealis"]["next_teams"].N == 0


def test_a_circle_too_small_to_be_reported_gives_a_sponsor_no_contacts() -> None:
    def seen(more: Rows) -> tuple[int | None, int | None]:
        log = quick({**TABS, "members": [*TABS["members"], *more]})
        figure = measure(redact(log, Viewer("sponsor", "sam@x.org")), AS_OF).figures["next_teams"]
        return figure.n, figure.N

    assert seen([]) == (0, 0)
    assert seen([{"member": "m5", "circle": "Atlas", "function": "Law", "region": "North"}]) == (5, 5)


def test_how_much_proof_each_adopter_had_seen() -> None:
    found = thresholds(FACTS).set_index(["practice", "team"])
    assert found[["contacts", "using"]].apply(tuple, axis=1).to_dict() == {
        ("p", "A"): (3, 0),  # E learned from A later
        ("p", "B"): (3, 1),
        ("p", "C"): (3, 2),
        ("q", "A"): (3, 0),
        ("q", "E"): (0, 0),  # its only contact came of this very adoption
        ("q", "F"): (0, 0),
    }
    assert found["exposure"].dropna().to_list() == [0, 1 / 3, 2 / 3, 0]


def words(*more: dict[str, object]) -> str:
    return threshold_in_words(Facts(quick({**TABS, "adoptions": [*TABS["adoptions"], *more]}), AS_OF))


def test_the_proof_in_words() -> None:
    assert words() == ""  # 4 adopters with 3 contacts
    assert words(step("x", "D", "2026-06-01")) == (
        "Of 5 adoptions by teams with at least 3 contacts, 3 came before any contact used the practice."
    )
    assert words(step("p", "D", "2026-06-01")) == (
        "Of 5 adoptions by teams with at least 3 contacts, half came when 33 % of the contacts or fewer used the "
        "practice; 2 came before any contact used the practice."
    )


def test_what_is_not_recorded_is_not_zero() -> None:
    without = {name: rows for name, rows in TABS.items() if name != "teams"}
    assert measure(quick(without), AS_OF).figures["next_teams"].missing == "not recorded: no teams tab"
    places: Rows = [{**row, "function": "", "region": ""} for row in TABS["teams"]]
    alone = measure(quick({**TABS, "teams": places}), AS_OF).figures["next_teams"]
    assert (alone.text, alone.excluded) == ("–", {"with fewer than 3 contacts": 7})


def test_the_order_of_rows_does_not_matter() -> None:
    turned = Facts(quick({name: rows[::-1] for name, rows in TABS.items()}), AS_OF)
    assert next_teams(turned, "p").equals(next_teams(FACTS, "p"))
    assert thresholds(turned).equals(thresholds(FACTS))
