"""The pulse survey in words: random waves, whose people and scores are counted again in plain Python."""

from __future__ import annotations

import re
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from lib.metrics.pulse import record, words
from lib.metrics.pulse.definitions import PULSE
from lib.metrics.pulse.disclosure import BAND, PUBLISHED
from lib.metrics.pulse.figures import Pulse, measure
from lib.metrics.pulse.publish import publishable
from lib.ui.frame import charts
from lib.ui.health import pulse as drawn
from lib.ui.health import pulse_table
from tests.audit.drawn import Spoken
from tests.data.logs import log
from tests.examples import examples
from tests.metrics.pulse.test_figures import surveyed
from tests.metrics.pulse.test_publish import person
from tests.metrics.pulse.test_record import kept, tab, written

AS_OF = pd.Timestamp("2026-12-31")
LAST = 20  # of the waves below
WAVES = [f"{year}-Q{quarter}" for year in range(2022, 2027) for quarter in (1, 2, 3, 4)][: LAST - 1]


class Asked:
    """A random survey of a few circles: answers, members, threshold and target."""

    def __init__(self, seed: int) -> None:
        rng = Random(seed)
        self.k, self.target = rng.choice((3, 5, 8)), rng.choice((3.0, 3.4, 4.0))
        self.circles = {f"C{n}": rng.choice((3, 6, 25, 25, 40)) for n in range(rng.randint(1, 4))}
        self.waves = WAVES[-(1, 6, 14)[seed % 3] :]
        if seed % 6 == 0:
            self.circles = {"C0": 3}
        if seed % 3 == 2:
            self.circles = {"C0": 60}
        level = rng.choice((0.1, 0.5, 0.9))
        self.answers = [
            person(circle, 4 if rng.random() < level else 3, wave)
            for wave in self.waves
            for circle, size in self.circles.items()
            for _ in range(size if size < 10 else size - rng.randint(0, 5))
        ]
        members = [
            {"member": f"{circle}{n}", "circle": circle}
            for circle, size in self.circles.items()
            for n in range(size)
        ]
        settings = [{"name": "min_group", "value": self.k}, {"name": "target_safety", "value": self.target}]
        self.log = log(
            circles=[{"circle": each} for each in self.circles], members=members, settings=settings
        )
        self.published = surveyed(self.answers, self.log)

    def pulse(self, chosen: set[str] | None = None) -> Pulse:
        return measure(self.published, self.log, AS_OF, chosen=chosen)

    def points(self, wave: str) -> list[float]:
        """The scores of a wave: safety items 2, 4, 6 and 7 are not reversed."""
        return [float(cast("Any", row["safety_2"])) for row in self.answers if row["wave"] == wave]


def in_a_sentence(asked: Asked, text: str, pulse: Pulse) -> str:
    """Check who answered, the score and the verdict; which kind of verdict there was."""
    wave, points = asked.waves[-1], asked.points(asked.waves[-1])
    assert text.startswith(f"In {wave}, "), text
    if text.endswith("below the reporting threshold."):
        assert len(points) < 2 * asked.k or len(asked.circles) == 1 or min(asked.circles.values()) < 6
        return "below"
    people = re.search(r", (\d+) (?:of (\d+) members?|people|person) answered", text)
    assert people, text
    assert int(people[1]) == len(points), text
    assert people[2] is None or int(people[2]) == sum(asked.circles.values()), text
    mean = sum(points) / len(points)
    score = re.search(r"Psychological safety is ([\d.]+)(?: to ([\d.]+)| or (higher|lower))? out of 5", text)
    assert score, text
    low = float(score[1])
    if score[2]:
        assert low - 0.1 <= mean <= float(score[2]) + 0.1, (text, mean)
    elif score[3]:
        assert (mean >= low - 0.06) if score[3] == "higher" else (mean <= low + 0.06)
    else:
        assert abs(mean - low) <= 0.05 + 1e-6, (text, mean)
    if score[2] or score[3]:
        return "range"
    side = re.search(r"(at or above|below) its target of ([\d.]+\d)", text)
    if side:
        assert float(side[2]) == asked.target
        assert (side[1] == "at or above") == (low >= asked.target), text
    shown = pulse.figures["safety"].parts["waves"]
    plain = [each for each in shown if each["state"] == PUBLISHED and not each["bound"]]
    counts = re.search(r"met in (each|\d+) of (\d+) waves", text) or re.search(
        r"in (each) of (\d+) waves", text
    )
    if len(plain) == len(shown):
        met = sum(
            round(sum(asked.points(each)) / len(asked.points(each)), 1) >= asked.target
            for each in asked.waves
        )
        assert (counts is not None or text.endswith(f"meets its target of {asked.target:.1f}.")) == (
            len(shown) >= 5
        )
        if counts:
            number = (0 if "missed" in text else len(shown)) if counts[1] == "each" else int(counts[1])
            assert (number, int(counts[2])) == (met, len(shown)), text
    is_verdict = re.search(r"\b(?:meets|misses|hit-and-miss)\b", text)
    assert not is_verdict or len(shown) >= 12, text
    if "missed" in text or (counts and counts[1] == "each"):
        assert len(shown) >= 5, text
    return "verdict" if len(shown) >= 12 else "counts" if counts else "side"


@cache
def fewest(question: str, k: int) -> int:
    """The fewest answers with which two circles of a size are published."""
    sizes = [(size, circle) for size in range(2, 12) for circle in "AB" for _ in range(size)]
    rows = [person(circle, 4, f"{2000 + size}-Q1", trust=3) for size, circle in sizes]
    found = publishable(pd.DataFrame(rows), k=k)
    found = found[
        (found["question"] == question) & (found["cell"] == "circle") & (found["state"] == PUBLISHED)
    ]
    return int(found["wave"].min()[:4]) - 2000


def shown_and_hidden(asked: Asked, text: str) -> None:
    cells = asked.published.table
    found = cells[(cells["wave"] == asked.waves[-1]) & (cells["question"] == "safety")]
    found = found.set_index(found["circle"].fillna(found["cell"]))
    states = found.loc[found["cell"] == "circle", "state"].value_counts()
    shown = re.match(rf"{asked.waves[-1]}: (\d+) circles? shown(?:, (\d+) below)?", text)
    assert shown, text
    visible = int(states.get(PUBLISHED, 0))
    assert (int(shown[1]), int(shown[2] or 0)) == (visible, int(states.sum()) - visible)
    limits = re.search(r"fewer than (\d+) answered \(fewer than (\d+) where", text)
    assert limits, text
    assert (int(limits[1]), int(limits[2])) == (fewest("safety", asked.k), fewest("trust", asked.k)), text
    if together := re.search(r"score (\S+)(?: to \S+| or \w+)? \((\d+) answers?\)", text):
        hidden = set(found.index[(found["cell"] == "circle") & (found["state"] != PUBLISHED)])
        points = [row for row in asked.answers if row["wave"] == asked.waves[-1] and row["circle"] in hidden]
        assert int(together[2]) == len(points)


def test_the_latest_wave_in_words() -> None:
    said = set()
    for seed in range(examples(24)):
        asked = Asked(seed)
        pulse = asked.pulse()
        try:
            said.add(in_a_sentence(asked, words.latest_wave(pulse, is_filtered=False), pulse))
            shown_and_hidden(asked, words.threshold(pulse, asked.published.k, is_filtered=False))
        except AssertionError as error:
            raise AssertionError(f"survey {seed}: {error}") from error
    assert said >= {"below", "side", "counts", "verdict"}, said


def test_what_is_said_of_single_questions() -> None:
    """A circle is shown once it has 6 answers, with fewer than 10 in one of three ranges."""
    assert "once it has 6 answers" in PULSE["trust"].definition
    assert "with fewer than 10 of them in one of three ranges" in PULSE["trust"].definition
    pairs = ((1, 1), (1, 2), (2, 3), (3, 3), (3, 4), (4, 5), (5, 5))
    kinds = [(size, points) for size in range(4, 13) for points in pairs]
    answers = [
        person("A", 4, f"{2000 + at}-Q1", trust=points[n % 2])
        for at, (size, points) in enumerate(kinds)
        for n in range(size)
    ]
    found = publishable(pd.DataFrame(answers))
    found = found[(found["question"] == "trust") & (found["cell"] == "circle")].set_index("wave")
    by_size: dict[int, list[Any]] = {}
    for at, (size, _) in enumerate(kinds):
        by_size.setdefault(size, []).append(found.loc[f"{2000 + at}-Q1"])
    for size, cells in by_size.items():
        assert {cell["state"] == PUBLISHED for cell in cells} == {size >= 6}
        if 6 <= size < 10:
            assert len({(cell["low"], cell["high"]) for cell in cells}) == 3, size
            assert BAND in {cell["bound"] for cell in cells}
    eight = publishable(pd.DataFrame([person("A") for _ in range(7)]), k=8)
    assert PUBLISHED not in set(eight["state"])


def test_the_table_of_circles_says_which_it_leaves_out(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "numbers", lambda *_: None)
    for seed in range(examples(3)):
        rng = Random(seed)
        count = rng.choice((3, 24, 25, 31))
        scores = {f"C{n:02}": rng.choice((3, 4)) for n in range(count)}
        answers = [person(circle, points, "2026-Q3") for circle, points in scores.items() for _ in range(12)]
        seen = log(
            circles=[{"circle": circle} for circle in scores], members=[{"member": "m", "circle": "C00"}]
        )
        published = surveyed(answers, seen)
        pulse, before = measure(published, seen, AS_OF), len(spoken)
        page = SimpleNamespace(filters=SimpleNamespace(pick_circles=False))
        monkeypatch.setattr(drawn, "_tile", lambda *_: None)
        drawn._wave(cast("Any", page), cast("Any", SimpleNamespace(pulse=pulse, published=published)))
        said = " ".join(spoken[before:])
        found = re.search(r"lowest latest scores; (\d+) more are in the table", said)
        assert (int(found[1]) if found else 0) == max(0, count - 24)
        cells = pulse_table._lowest_in_latest_waves(pulse.cells[pulse.cells["key"] == "safety"])
        inside = set(cells["circle"].dropna())
        outside = [points for circle, points in scores.items() if circle not in inside]
        assert max(scores[each] for each in inside) <= min(outside, default=5)


def test_a_changed_record_is_named_with_its_wave() -> None:
    """Any cell of any row changed, or a row gone: the wave that is named is the one that was changed."""
    rows = written()
    counts = {each.wave: each for each in kept()}
    for row in rows:
        if row["part"] == "wave":
            assert row["counted"] == f"{counts[row['wave']].unnamed} without a respondent"
        for text in (row[name] for name in record.QUESTIONS if row[name].startswith(PUBLISHED)):
            cell = re.fullmatch(
                r"published n=(\d+) left_out=(\d+) value=([\d.]+) low=([\d.]+) high=([\d.]+) bound=.+", text
            )
            assert cell, text
            assert float(cell[4]) <= float(cell[3]) <= float(cell[5])
    for seed in range(examples(40)):
        rng = Random(seed)
        at = rng.randrange(len(rows))
        wave, spoiled = rows[at]["wave"], [dict(row) for row in rows]
        if rng.random() < 0.3:
            del spoiled[at]
        else:
            column = rng.choice(
                [name for name in record.HEADERS if name not in ("record", "wave", "publication")]
            )
            spoiled[at][column] += "1"
        found = record.read(tab(spoiled))
        assert found.blocked == {wave}, (seed, found.problems)
        assert all(wave in each.found for each in found.problems)
        assert "version history" in found.problems[0].expected
    for name in record.HEADERS:
        found = record.read(tab(rows, tuple(each for each in record.HEADERS if each != name)))
        assert found.is_unreadable
        assert name not in found.problems[0].found.split(", ")
        assert set(record.HEADERS) <= set(re.split(r"[, ]+", found.problems[0].expected))
