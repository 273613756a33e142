"""Where practices cross, where they work, and how to read their map: random logs, counted again in plain Python."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from math import sqrt
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import boundaries, diffusion_map, map_places, within_places
from lib.ui.frame import charts
from lib.ui.lighthouses import map_sight as drawn_map
from lib.ui.lighthouses import what_works
from lib.ui.lighthouses.practice import Travel
from tests.audit.drawn import Spoken
from tests.audit.lighthouses_page import edges
from tests.audit.made import AS_OF, Tables
from tests.audit.recount import Recount
from tests.data.logs import log
from tests.examples import examples

DAY = pd.Timestamp(AS_OF)


def spread(seed: int) -> Tables:
    """Adoptions that name sources, possible ones or not, among teams of which some have no function or region."""
    rng = Random(seed)
    teams = [
        {
            "team": f"T{n}",
            "function": rng.choice(("Sales", "Care", "")),
            "region": rng.choice(("EU", "US", "")),
        }
        for n in range(rng.randint(2, 25))
    ]
    practices = [{"practice": f"P{n}", "title": f"Practice {n}", "status": "proven"} for n in range(2)]
    adoptions = [
        {"practice": practice["practice"], "team": team["team"], "stage": rng.choice(("trying", "adopted", "adopted")),
         "date": AS_OF - timedelta(days=rng.randint(0, 300)), "from_team": rng.choice(("", *teams, *teams)) and
         rng.choice(teams)["team"]}
        for practice in practices for team in teams
    ]  # fmt: skip
    return cast("Tables", {"teams": teams, "practices": practices, "adoptions": adoptions})


def test_adoptions_across_functions_and_regions() -> None:
    left_out: Counter[str] = Counter()
    for seed in range(examples(15)):
        tables = spread(seed)
        now, facts = Recount(tables), Facts(log(tables), DAY)
        place_of = {row["team"]: row for row in now.rows("teams")}
        for place in ("function", "region"):
            pairs = [
                (place_of[source[1]][place], place_of[team][place])
                for practice in now.rows("practices")
                for team, source in edges(now, practice["practice"]).items()
            ]
            known = [pair for pair in pairs if all(pair)]
            frame = boundaries._units(facts, place)  # type: ignore[arg-type]
            counts = frame["reason"].astype("str").value_counts().to_dict()
            counts.pop("nan", None)
            assert counts == (
                {f"{place} not recorded": len(pairs) - len(known)} if len(pairs) > len(known) else {}
            )
            hits = frame.loc[frame["reason"].isna(), "hit"]
            assert (int(hits.sum()), len(hits)) == (sum(one != other for one, other in known), len(known)), (
                seed
            )
            left_out.update(counts)
    assert len(left_out) == 2, left_out


def pooled(rows: list[tuple[int, int, int, int]]) -> float | None:
    """The odds ratio of Mantel and Haenszel from its formula; None if it is 0/0."""
    over = sum(a * (m - c) / (n + m) for a, n, c, m in rows if n + m)
    under = sum((n - a) * c / (n + m) for a, n, c, m in rows if n + m)
    return None if over == under == 0 else over / under if under else float("inf")


def test_two_practices_within_places() -> None:
    said: Counter[str] = Counter()
    for seed in range(examples(120)):
        rng = Random(seed)
        rows = []
        for _ in range(rng.randint(0, 4)):
            n, m = rng.randint(1, 30), rng.randint(1, 30)
            one, other = rng.choice(((0, 0), (1, 1), (0.9, 0.3), (0.5, 0.5), (rng.random(), rng.random())))
            rows.append((round(n * one), n, round(m * other), m))
        columns = ["one_worked", "one_tried", "other_worked", "other_tried"]
        table = pd.DataFrame(rows, columns=columns).astype("int64")
        table.insert(0, "stratum", [f"place {n}" for n in range(len(rows))])
        found, ratio = within_places.compared(table, "Ones", "Others"), pooled(rows)
        words = found.words
        said["no known effects in the same places" if not rows else ""] += 1
        if ratio is None:
            assert found.odds_ratio is None
            assert ("no known effects in the same places" in words) == (not rows), words
            assert ("both worked every time, or both never did" in words) == bool(rows), words
            assert all((a, c) in ((0, 0), (n, m)) for a, n, c, m in rows)
            said["never did"] += bool(rows)
            continue
        assert f"over {len(rows)} place{'s' * (len(rows) != 1)}:" in words
        if 0 < ratio < float("inf"):
            shown = re.search(r"odds ratio ([\d.]+),", words)
            assert shown, words
            assert abs(float(shown[1]) - ratio) <= 0.005 + 1e-9, (words, ratio)
        first = re.search(r"(Ones|Others) works more often than (Ones|Others)", words)
        if first:
            assert (first[1] == "Ones") == (ratio >= 1), words
        rates = [(a / n, c / m) for a, n, c, m in rows if n >= 5 and m >= 5]
        if words.startswith("Wherever"):
            assert all((one > other) == (ratio >= 1) and one != other for one, other in rates), words
        disagree = any(one > other for one, other in rates) and any(one < other for one, other in rates)
        assert ("Places disagree" in words) == disagree, words
        if "would say the opposite" in words:
            a, n, c, m = (sum(column) for column in zip(*rows, strict=True))
            assert (a / n > c / m) != (ratio > 1), words
    assert said["no known effects in the same places"] and said["never did"], said  # noqa: PT018


def tried(seed: int) -> Tables:
    """Teams in a few functions that tried one practice, with effects."""
    rng = Random(seed)
    functions = [f"F{n}" for n in range(rng.randint(1, 4))]
    many = rng.choice((3, 12, 60, 120))
    shares = {name: rng.choice((0.05, 0.5, 0.95)) for name in functions}
    teams = [
        {"team": f"T{n}", "function": rng.choices(functions, (20, 8, 2, 1)[: len(functions)])[0]}
        for n in range(many)
    ]
    adoptions = [
        {"practice": "P0", "team": row["team"], "stage": "adopted", "date": AS_OF - timedelta(days=n + 1),
         "effect": rng.choice(("", "too early")) if rng.random() < 0.3
         else "worked" if rng.random() < shares[row["function"]] else "did not work"}
        for n, row in enumerate(teams)
    ]  # fmt: skip
    practices = [{"practice": "P0", "title": "Brief", "status": "proven"}]
    return cast("Tables", {"teams": teams, "practices": practices, "adoptions": adoptions})


def wilson(n: int, total: int) -> tuple[float, float]:
    z = 1.959963984540054
    middle, wide = n + z * z / 2, z * sqrt(n * (total - n) / total + z * z / 4)
    return (middle - wide) / (total + z * z), (middle + wide) / (total + z * z)


def travel_of(facts: Facts, practice: str | None = "P0") -> Travel:
    return cast("Travel", SimpleNamespace(facts=facts, practice=practice, view=None, of=lambda what: what))


def test_where_a_practice_works(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(charts, "draw", lambda *_, alt_text, **__: drawn.append(alt_text))
    said: set[str] = set()
    for seed in range(examples(15)):
        tables, before = tried(seed), len(spoken)
        what_works._by_place(travel_of(Facts(log(tables), DAY)), "function")
        text = "\n".join(spoken[before:])
        effects: dict[str, list[bool]] = {}
        place = {row["team"]: row["function"] for row in tables["teams"]}
        for row in tables["adoptions"]:
            if row["effect"] in ("worked", "did not work"):
                effects.setdefault(str(place[row["team"]]), []).append(row["effect"] == "worked")
        few = [name for name, found in effects.items() if len(found) < 5]
        seen = {name: (sum(found), len(found)) for name, found in effects.items() if len(found) >= 5}
        if found := re.search(r"(\d+) places? ha(?:s|ve) known effects, but fewer than 5", text):
            assert not seen
            assert int(found[1]) == len(few)
            said.add("too few to show")
        elif "No place has 5 known effects yet" in text:
            assert not effects
            said.add("No place")
        else:
            found = re.search(r"Not shown: (\d+) places? with fewer", text)
            assert (int(found[1]) if found else 0) == len(few), (seed, text)
            said.add("Not shown" if found else "")
        best = max(seen.values(), key=lambda pair: pair[0] / pair[1], default=None)
        for one, n, total, other, m, whole in re.findall(
            r"Works more often in (\w+) \(([\d,]+) of ([\d,]+)\) than in (\w+) \(([\d,]+) of ([\d,]+)\)", text
        ):
            assert (seen[one], seen[other]) == ((int(n), int(total)), (int(m), int(whole)))
            assert best is not None
            assert int(n) / int(total) == best[0] / best[1]
            assert wilson(int(m), int(whole))[1] < wilson(int(n), int(total))[0]
            said.add("more often")
    assert said >= {"too few to show", "Not shown", "more often"}, said


def crowded(teams: int) -> Tables:
    """Many teams in many places, most of which adopted from another one."""
    rng = Random(teams)
    rows = [{"team": f"T{n:03}", "function": f"F{n % 7}", "region": f"R{n % 5}"} for n in range(teams)]
    adoptions = [
        {"practice": "P0", "team": row["team"], "stage": "adopted", "date": date(2025, 1, 1) + timedelta(days=n),
         "from_team": f"T{rng.randrange(n):03}" if n and rng.random() < 0.9 else ""}
        for n, row in enumerate(rows)
    ]  # fmt: skip
    practices = [{"practice": "P0", "title": "Brief", "status": "proven"}]
    return cast("Tables", {"teams": rows, "practices": practices, "adoptions": adoptions})


def test_how_to_read_the_map() -> None:
    for teams in (8, 90, 430):
        tables = crowded(teams)
        facts = Facts(log(tables), DAY)
        found = diffusion_map.seen(facts, "P0")
        assert found is not None
        known = edges(Recount(tables), "P0")
        place = {row["team"]: (row["function"], row["region"]) for row in tables["teams"]}
        by_dot = not map_places.is_too_many(found)
        words = drawn_map._how_to_read(travel_of(facts), found, by_dot)
        if not by_dot:
            flows = {
                (place[source], place[team])
                for team, (_, source) in known.items()
                if place[source] != place[team]
            }
            assert words.startswith(f"{teams:,} teams are too many for dots")
            cut = re.search(r"Only the (\d+) strongest of ([\d,]+) flows", words)
            drawn = min(len(flows), map_places.MOST_FLOWS)
            assert (cut is not None) == (len(flows) > drawn)
            assert cut is None or (int(cut[1]), int(cut[2].replace(",", ""))) == (drawn, len(flows))
        here = map_places.opened(found, "F1", "R1")
        elsewhere = sum(place[team] == ("F1", "R1") != place[source] for team, (_, source) in known.items())
        words = drawn_map._how_to_read(travel_of(facts), here, True)
        assert (f" {elsewhere:,} learned from a team that is not on this map." in words) == bool(elsewhere)
        assert "furthest stage" in drawn_map._how_to_read(travel_of(facts, None), here, True)
        many: Any = replace(here, from_outside=1_234)
        assert " 1,234 learned from a team" in drawn_map._how_to_read(travel_of(facts), many, True)
