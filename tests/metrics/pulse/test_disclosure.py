"""Nobody can learn from the published pulse what fewer than k people answered.

What is proven, for every role, every set of circles that filters can leave, and every period:
1. Every figure follows from the published table: its circles, the hidden circles together ("the rest"), the total.
2. Any two figures differ by no people or by at least k.
3. By linear programming over that table, every single answer can still be anywhere in a range of at least one of the
   four points of the scale, and so can the average of any group of hidden circles with fewer than k answers; without a
   rest, anywhere in all four.
4. Hidden circles can exchange their answers without changing a byte of what anyone sees.
Then the classic attacks, one by one.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import orjson
import pandas as pd
import pytest

from lib import figures
from lib.access.redaction import ROLES
from lib.metrics.core.figure import Figure
from lib.metrics.pulse import disclosure
from lib.metrics.pulse import figures as pulse_figures
from lib.metrics.pulse.cells import closed_on
from lib.metrics.pulse.definitions import PULSE
from lib.metrics.pulse.disclosure import BELOW, PUBLISHED
from lib.metrics.pulse.publish import QUESTIONS, SAFETY
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import IS_THOROUGH, some, thorough
from tests.metrics.pulse.attack import (
    AS_OF,
    Row,
    Table,
    World,
    answer,
    at_every_filter,
    attacked,
    everything,
    interval,
    made_up,
    subsets,
)

WAVES = ("2026-Q1", "2026-Q2")
ROOM = 1 - 1e-6
SEEDS = range(int(os.environ.get("PHAROS_SEEDS", "2")))


def crowd(sizes: dict[str, int], points: int = 4, wave: str = "2026-Q1") -> list[Row]:
    return [answer(circle, points, wave) for circle, size in sizes.items() for _ in range(size)]


def assert_nobody_is_given_away(table: Table, k: int = 5) -> None:
    """Criterion 3 of this module."""
    for circle in table.counts:
        low, high = table.span(table.of({circle}, 1))
        assert high - low >= ROOM, f"an answer of {circle} lies in {low:.2f}..{high:.2f}"
    for group in subsets(table.hidden):
        size = sum(table.counts[circle] for circle in group)
        if 0 < size < k:
            low, high = table.span(table.of(group))
            wanted = ROOM if table.hidden in table.seen else 4 - 1e-6
            assert high - low >= wanted, f"{group} lies in {low:.2f}..{high:.2f}"


# Every figure, every viewer, every filter


@pytest.mark.parametrize("seed", SEEDS)
def test_no_bound_narrows_what_fewer_than_k_people_answered(seed: int) -> None:
    world = made_up(seed)
    k = max(world.settings["min_group"], 3)
    for wave, question in product(WAVES, QUESTIONS[:2]):
        table = attacked(world, wave, question)
        assert_nobody_is_given_away(table, k)
        for circles, (low, high) in table.seen.items():
            answers = [x for circle in circles for x in world.truth(wave, question)[circle]]
            assert low - 1e-9 <= sum(answers) / len(answers) <= high + 1e-9


def populations(world: World, wave: str, question: str) -> dict[frozenset[str], Figure]:
    """Whose answers each figure with a value counts: by circle, through every filter, and for everyone."""
    table = attacked(world, wave, question)
    shown = {circle for circle in table.counts if circle not in table.hidden}
    day = closed_on(wave)
    found: dict[frozenset[str], Figure] = {}
    for chosen in (None, *subsets(world.circles)):
        pulse = world.measured(chosen, as_of=day)
        counted = table.counts.keys() if chosen is None else shown & set(chosen)
        for figure, people in [
            (pulse.figures[question], counted),
            *((found_of[question], {circle}) for circle, found_of in pulse.circles.items()),
        ]:
            if pulse.wave == wave and figure.value is not None:
                assert figure.n == sum(table.counts[circle] for circle in people)
                found[frozenset(people)] = figure
    return found


@pytest.mark.parametrize("seed", SEEDS[: 2 if IS_THOROUGH else 1])
def test_every_figure_follows_from_the_table_and_two_differ_by_k_people_or_none(seed: int) -> None:
    world = made_up(seed)
    k = max(world.settings["min_group"], 3)
    for wave, question in product(WAVES, ("safety", "trust")):
        table = attacked(world, wave, question)
        seen = populations(world, wave, question)
        for people, figure in seen.items():
            if people in table.seen:
                assert interval(figure.value, figure.parts["bound"]) == table.seen[people]  # type: ignore[arg-type]
                continue
            parts = [circles for circles in table.seen if circles < people]
            assert frozenset().union(*parts) == people
            ends = [table.seen[circles] for circles in parts]
            weights = [sum(table.counts[circle] for circle in circles) for circles in parts]
            low, high = (
                sum(w * end[side] for w, end in zip(weights, ends, strict=True)) / sum(weights)
                for side in (0, 1)
            )
            shown_low, shown_high = interval(figure.value, figure.parts["bound"])  # type: ignore[arg-type]
            middle = (low + high) / 2
            assert shown_low - 1e-9 <= middle <= shown_high + 1e-9
        for one, other in combinations(seen, 2):
            for people in (one - other, other - one):
                assert sum(table.counts[circle] for circle in people) in {0, *range(k, 99)}


@thorough
@pytest.mark.parametrize("seed", some([7, 3, 9], 1))
def test_hidden_circles_may_exchange_their_answers_unseen(seed: int) -> None:
    world = made_up(seed, lean=(1, 5))
    exchanged = [dict(row) for row in world.rows]
    chance = random.Random(seed)
    for wave, question in product(WAVES, QUESTIONS):
        items = SAFETY if question == "safety" else (question,)
        hidden = attacked(world, wave, question).hidden
        answered = [
            row for row in exchanged if row["wave"] == wave and row["circle"] in hidden and row.get(items[-1])
        ]
        given = [{item: row[item] for item in items} for row in answered]
        chance.shuffle(given)
        for row, others in zip(answered, given, strict=True):
            row.update(others)
    other = World(exchanged, world.circles, world.settings)
    assert exchanged != world.rows
    assert at_every_filter(world, roles=("sponsor",)) == at_every_filter(other, roles=("sponsor",))


@pytest.mark.parametrize("seed", some([3, 9], 1))
def test_every_role_sees_the_same(seed: int) -> None:
    seen = at_every_filter(made_up(seed))
    for (role, *filters), shown in seen.items():
        assert shown == seen["admin", *filters], role
    assert {role for role, *_ in seen} == set(ROLES)


@pytest.mark.parametrize("k", some([8, 12, 6, 10], 2))
@pytest.mark.parametrize("points", [1, 5])
def test_a_higher_threshold_leaves_the_room_that_counts_allow(k: int, points: int) -> None:
    world = World(crowd({"A": k - 1, "B": 1, "C": k + 2}, points), ("A", "B", "C"), {"min_group": k})
    table = attacked(world, "2026-Q1", "trust")
    assert table.hidden == {"A", "B"}
    for circle, size in (("A", k - 1), ("B", 1)):
        low, high = table.span(table.of({circle}))
        assert high - low >= min(1, 4 * (k - size) / size) - 1e-6


# The classic attacks


def test_total_minus_what_is_shown() -> None:
    world = World([*crowd({"A": 4}, 2), *crowd({"B": 6}, 4), *crowd({"C": 7}, 4)], ("A", "B", "C"))
    pulse = world.measured()
    # without the second rule, 17 answers of 59 less B and C would be A: 4 people, 2.0
    assert pulse.circles["B"]["trust"].value is None
    table = attacked(world, "2026-Q1", "trust")
    assert table.hidden == {"A", "B"}
    low, high = table.span(table.of({"A"}))
    assert low <= 1.0 + 1e-6
    assert high >= 5.0 - 1e-6
    for chosen in subsets("ABC"):
        figure = world.measured(chosen).figures["trust"]
        assert (figure.n, figure.value) == ((7, 3.5) if "C" in chosen else (None if chosen else 0, None))


def test_two_waves_are_never_taken_together() -> None:
    world = World([*crowd({"A": 6, "B": 9}, 3), *crowd({"A": 4, "B": 9}, 3, "2026-Q2")], ("A", "B"))
    days = pd.to_datetime(["2026-03-30", "2026-03-31", "2026-05-05", "2026-06-30", "2026-07-15"])
    counts = {
        figure.n
        for chosen in (None, ("A",))
        for pulse in (
            world.measured(chosen, as_of=day, start=start)
            for day in days
            for start in (None, day - pd.Timedelta(days=100))
        )
        for figure in (pulse.figures["trust"], pulse.circles["A"]["trust"])
    }
    # nothing yet; A in the first wave, below in the second; everybody in either. Never 10 = 6 + 4, nor 28
    assert counts == {0, 6, None, 15, 13}
    assert world.measured().circles["A"]["trust"].parts["state"] == BELOW


def test_a_leaver_between_waves() -> None:
    stay = {"B": 8, "C": 7}
    before = [*crowd({"A": 6} | stay, 4), answer("A", 1)]  # seven in A; the one who answers 1 leaves
    for left in (6, 4):
        world = World([*before, *crowd({"A": left} | stay, 4, "2026-Q2")], ("A", "B", "C"))
        for wave in WAVES:
            assert_nobody_is_given_away(attacked(world, wave, "trust"))
        assert (world.measured().circles["A"]["trust"].value is None) == (left == 4)
        if left == 4:
            assert world.measured().circles["C"]["trust"].value is None
            low, high = attacked(world, "2026-Q2", "trust").span([0, 1, 2, 3])
            assert high - low > 2


def test_a_leaver_within_a_wave_changes_no_answer() -> None:
    world = World(crowd({"A": 6, "B": 8}), ("A", "B"))
    gone = world.log.members.assign(
        left=world.log.members["left"].mask(world.log.members["member"] == "A0", pd.Timestamp("2026-02-01"))
    )
    after = pulse_figures.measure(world.published, world.log.with_tabs(members=gone), AS_OF)
    for key in PULSE:
        one, other = world.measured().circles["A"][key], after.circles["A"][key]
        assert (one.n, one.N, other.n, other.N) == (6, 9, 6, 8)
        assert key == "response_rate" or one.value == other.value


def test_a_circle_that_moves_to_another_sponsor() -> None:
    rows = [*crowd({"A": 3}, 1), *crowd({"B": 6, "C": 5, "D": 8}, 4)]
    names = ("A", "B", "C", "D")
    first = World(rows, names, circle_rows={"A": {"sponsor": "one@x.org"}, "B": {"sponsor": "one@x.org"}})
    then = World(rows, names, circle_rows={"B": {"sponsor": "one@x.org"}})
    seen = []
    for world in (first, then):
        for sponsor in ("one@x.org", "sam@x.org"):
            chosen = set(world.log.filtered(sponsors=[sponsor]).circles["circle"])
            figure = world.measured(chosen).figures["trust"]
            seen.append((figure.value, figure.n))
    # one: A and B, then B. the other: C and D, then A, C and D. A and C (the next smallest) are in none of them
    assert seen == [(3.3, 6), (3.7, 8), (3.3, 6), (3.7, 8)]
    pd.testing.assert_frame_equal(first.published.table, then.published.table)


def test_a_circle_that_is_renamed_or_ends_between_two_looks() -> None:
    rows = [*crowd({"A": 7}, 2), *crowd({"B": 3}, 5), *crowd({"C": 6, "D": 9}, 4)]
    looks = [
        World(rows, ("A", "B", "C", "D")),
        World(rows, ("A", "Bees", "C", "D")),
        World(rows, ("A", "C", "D")),
        World(rows, ("A", "B", "C", "D"), circle_rows={"C": {"ended": "2026-01-31"}}),
    ]
    tables = [world.published.table for world in looks]
    assert all(table.equals(tables[0]) for table in tables)
    assert {world.measured().figures["trust"].value for world in looks} == {3.6}
    assert looks[1].measured().circles["Bees"]["trust"].parts["state"] == "no answers"


@pytest.mark.parametrize("points", [1, 5])
@pytest.mark.parametrize(
    "sizes",
    [{"A": 5}, {"A": 4, "B": 1}, {"A": 4, "B": 6, "C": 7}, {"A": 2, "B": 2, "C": 2}, {"A": 9, "B": 30}],
)
def test_all_answers_equal(points: int, sizes: dict[str, int]) -> None:
    world = World(crowd(sizes, points), tuple(sizes))
    for question in ("safety", "trust"):
        assert_nobody_is_given_away(attacked(world, "2026-Q1", question))
    pulse = world.measured()
    for figure in [*pulse.figures.values(), *(f for found in pulse.circles.values() for f in found.values())]:
        assert figure.unit == "share" or figure.value not in {1.0, 5.0}
    scores = pulse.cells[pulse.cells["key"] != "response_rate"]
    assert not scores["value"].isin([1.0, 5.0]).any()


def test_all_answers_equal_in_the_middle_look_like_any_others() -> None:
    equal = World(crowd({"A": 6, "B": 6}, 3), ("A", "B"))
    mixed = World([answer(circle, points) for circle in "AB" for points in (1, 2, 3, 3, 4, 5)], ("A", "B"))
    assert everything(equal.measured()) == everything(mixed.measured())


@thorough
def test_a_period_that_moves_shows_whole_waves_only() -> None:
    rows = [
        *crowd({"A": 6, "B": 7, "C": 4, "D": 5}, 4),
        *crowd({"A": 5, "B": 3, "C": 8, "D": 5}, 2, "2026-Q2"),
    ]
    world = World(rows, tuple("ABCD"))
    whole = {wave: everything(world.measured(as_of=closed_on(wave), start=closed_on(wave))) for wave in WAVES}
    both = everything(world.measured())
    shown = set()
    for start in [None, *pd.to_datetime(["2026-03-31", "2026-04-01", "2026-05-20", "2026-07-01"])]:
        for end in [None, *pd.to_datetime(["2026-03-30", "2026-03-31", "2026-05-20", "2026-06-30"])]:
            pulse = world.measured(start=start, end=end)
            shown.add(everything(pulse) if pulse.wave else b"")
    assert shown == {b"", *whole.values(), both}


def test_a_wave_is_not_shown_before_its_quarter_is_over() -> None:
    world = World(crowd({"A": 6, "B": 7}, wave="2026-Q2"), ("A", "B"))
    assert world.measured(as_of=pd.Timestamp("2026-06-29")).wave is None
    assert world.measured(as_of=pd.Timestamp("2026-06-30")).wave == "2026-Q2"
    assert world.measured(as_of=AS_OF, end=pd.Timestamp("2026-06-29")).wave is None


def test_a_threshold_set_low_never_goes_under_what_is_safe() -> None:
    rows = [*crowd({"A": 2}, 1), *crowd({"B": 5, "C": 6}, 4)]
    for k in (1, 2, 3, 5):
        world = World(rows, ("A", "B", "C"), {"min_group": k})
        assert {circle: found["trust"].n for circle, found in world.measured().circles.items()} == {
            "A": None,
            "B": None,
            "C": 6,
        }


def test_comparing_thresholds_reveals_no_more_than_the_lowest() -> None:
    rows = [row for n, circle in enumerate("ABCDE") for row in crowd({circle: n + 2}, 1 + n % 5)]
    seen: dict[frozenset[str], tuple[float, float]] = {}
    for k in range(3, 13):
        table = attacked(World(rows, tuple("ABCDE"), {"min_group": k}), "2026-Q1", "trust")
        for people, (low, high) in table.seen.items():
            known = seen.get(people, (1.0, 5.0))
            seen[people] = (max(known[0], low), min(known[1], high))
    assert_nobody_is_given_away(Table(table.counts, seen, frozenset("AB")), 3)


def test_each_question_hides_its_own_circles() -> None:
    rows = crowd({"A": 6, "B": 7, "C": 8})
    for row in rows[:2]:
        row["trust"] = None
    world = World(rows, ("A", "B", "C"))
    pulse = world.measured()
    assert [pulse.circles[circle]["safety"].n for circle in "ABC"] == [6, 7, 8]
    assert [pulse.circles[circle]["trust"].n for circle in "ABC"] == [None, None, 8]
    assert_nobody_is_given_away(attacked(world, "2026-Q1", "trust"))


def test_moving_the_target_reveals_no_more_than_the_value() -> None:
    world = World(
        [answer("A", points) for points in (4, 4, 4, 4, 4, 3, 4, 4) * 4], ("A",)
    )  # 3.875, shown as 3.9
    words = []
    for target in ("3.87", "3.88", "3.9", "3.91"):
        moved = replace(world.log, settings={**world.log.settings, "target_safety": float(target)})
        found = pulse_figures.measure(world.published, moved, AS_OF).circles["A"]["safety"]
        words.append(found.parts["is_met"])
    assert words == [True, True, True, False]


def test_response_rates_of_hidden_circles_stay_hidden() -> None:
    world = World(crowd({"A": 4, "B": 6, "C": 8}), ("A", "B", "C"))
    for chosen in (None, ("A",), ("A", "C"), ("A", "B", "C")):
        pulse = world.measured(chosen)
        for circle in set("AB") & set(pulse.circles):
            assert (
                pulse.circles[circle]["response_rate"].n,
                pulse.circles[circle]["response_rate"].value,
            ) == (
                None,
                None,
            )
        rate = pulse.figures["response_rate"]
        assert (rate.n, rate.N) == {None: (18, 27), ("A",): (None, None)}.get(chosen, (8, 9))


# The command line and the table itself


@thorough
def test_the_command_gives_no_more_than_the_page(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    sizes = {"Atlas": 4, "Borealis": 6, "Cetus": 7}
    tables = FIVE_TABS | {
        "circles": [{"circle": circle, "lead": "lea@x.org", "sponsor": "sam@x.org"} for circle in sizes],
        "members": [{"member": f"{circle}{n}", "circle": circle} for circle in sizes for n in range(8)],
    }
    rows = [
        row | {"respondent": f"r{n}", "comment": "CANARY"}
        for n, row in enumerate([*crowd(sizes, 5), *crowd({"Cetus": 4}, 2, "2026-Q2")])
    ]
    rows[3] |= {"trust": "often"}  # a check, whose cell says who wrote that
    log, survey = (
        write_xlsx(tmp_path / "log.xlsx", tables),
        write_xlsx(tmp_path / "survey.xlsx", {"pulse": rows}),
    )
    for chosen in some([[], ["Atlas", "Cetus"], ["Atlas"]], 2):
        printed = []
        for role, email in (("admin", ""), ("lead", "lea@x.org"), ("sponsor", "sam@x.org")):
            options = [word for circle in chosen for word in ("--circle", circle)]
            options += ["--role", role, *(["--email", email] if email else []), "--as-of", "2026-06-30"]
            assert figures.main([str(log), "--survey", str(survey), *options]) == 0
            found = orjson.loads(capfdbinary.readouterr().out)
            printed.append({part: {key: found[part][key] for key in PULSE} for part in ("figures", "series")})
            printed[-1]["circles"] = {
                c: {key: of_circle[key] for key in PULSE} for c, of_circle in found["circles"].items()
            }
            assert "CANARY" not in str(found)
            assert ("pulse" in {check["tab"] for check in found["checks"]}) == (role == "admin")
        assert printed[0] == printed[1] == printed[2]
        # the second wave has Cetus alone, with 4
        safety = printed[0]["figures"]["safety"]
        assert (safety["value"], safety["n"], safety["parts"]["state"]) == (
            (None, None, BELOW) if "Cetus" in chosen or not chosen else (None, 0, "no answers")
        )
        earlier = {wave["wave"]: wave for wave in safety["parts"]["waves"]}["2026-Q1"]
        # 7 of 3.7 or higher and 10 hidden ones: together cut off 10 points from the end of 85
        known = {"": (17, 4.4), "Atlas Cetus": (7, 3.7)}
        assert (earlier["n"], earlier["value"]) == known.get(" ".join(chosen), (None, None))


@pytest.mark.parametrize("points", [1, 5])
def test_a_total_lies_in_the_range_of_what_is_published(points: int) -> None:
    world = World([*crowd({"A": 4, "B": 6}, points), *crowd({"C": 7}, 3)], ("A", "B", "C"))
    table = world.published.table
    again = disclosure.whole(table[table["cell"] != "total"])
    total = table[table["cell"] == "total"].reset_index(drop=True)
    assert (total["low"] >= again["low"] - 1e-9).all()
    assert (total["high"] <= again["high"] + 1e-9).all()
    assert (total["high"] - total["low"] >= 0.1).all()
    assert set(total["state"]) == {PUBLISHED}
