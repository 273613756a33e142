"""When a wave is published, what is frozen, what waits, and what late answers change."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.log.format.schema import SETTINGS
from lib.log.reading.parse import parse_survey
from lib.metrics.pulse import publications
from lib.metrics.pulse.disclosure import BELOW, PUBLISHED
from lib.metrics.pulse.publications import Publication
from tests.data.logs import grid
from tests.metrics.pulse.insiders import people

LAST = pd.Timestamp("2026-06-30")
Row = dict[str, object]
SIX = [*people("A", [4] * 6, "2026-Q1"), *people("B", [3] * 8, "2026-Q1")]


def due(
    rows: list[Row], kept: list[Publication] | None = None, last: pd.Timestamp = LAST, k: int = 5
) -> list[Publication]:
    return publications.due(pd.DataFrame(rows), kept or [], k, 10, last)


def late(circle: str, count: int, points: int = 1) -> list[Row]:
    return people(circle, [points] * count, "2026-Q1", first=50)


def test_a_wave_is_published_once_its_quarter_is_over() -> None:
    assert due(SIX, last=pd.Timestamp("2026-03-30")) == []
    (first,) = due(SIX, last=pd.Timestamp("2026-03-31"))
    assert (first.wave, first.number, first.k, first.comments_k, first.unnamed) == ("2026-Q1", 1, 5, 10, 0)
    assert {circle: len(marks) for circle, marks in first.counted.items()} == {"A": 6, "B": 8}
    assert due(SIX, [first]) == []


@pytest.mark.parametrize("change", ["deleted", "edited", "moved"])
def test_what_happens_to_counted_answers_changes_nothing(change: str) -> None:
    kept = due(SIX)
    rows = [dict(row) for row in SIX]
    if change == "deleted":
        rows = rows[3:]
    else:
        rows[0] |= {"trust": 1} if change == "edited" else {"safety_2": None}
    assert due(rows, kept) == []
    assert publications.combined(kept).equals(kept[0].table)


def test_late_answers_wait_for_k_and_are_published_apart() -> None:
    kept = due(SIX)
    assert due([*SIX, *late("A", 4)], kept) == []
    assert due([*SIX, *late("A", 4)], kept, k=3) == []  # k is fixed with the wave
    (second,) = due([*SIX, *late("A", 7)], kept)
    table = publications.combined([*kept, second])
    rows = table[table["question"] == "trust"].set_index(["cell"])
    assert rows.loc["total", "n"] == 21
    a = table[(table["question"] == "safety") & (table["circle"] == "A")].iloc[0]
    # 3.4 or higher of 6, and 2.3 or lower of 7: only a wide range
    assert (a["n"], a["bound"]) == (13, "range")
    assert (a["low"], a["high"]) == pytest.approx(((6 * 3.35 + 7) / 13, (6 * 5 + 7 * 2.35) / 13))


def test_late_answers_that_show_no_figure_wait_on() -> None:
    kept = due(SIX)
    assert due([*SIX, *late("A", 3), *late("B", 1)], kept) == []
    (second,) = due([*SIX, *late("A", 3), *late("B", 2)], kept)
    states = second.table[second.table["question"] == "safety"].set_index("cell")["state"]
    assert (set(states["circle"]), states["rest"]) == ({BELOW}, PUBLISHED)


def test_a_first_publication_without_figures_waits_for_more() -> None:
    (nothing,) = due(people("A", [4] * 4, "2026-Q1"))
    assert not nothing.has_figures
    (first,) = due(people("A", [4] * 6, "2026-Q1"), [])
    assert (first.number, first.has_figures) == (1, True)


def test_answers_without_a_respondent_count_only_at_first() -> None:
    rows = [row | {"respondent": None} for row in SIX]
    kept = due(rows)
    assert (kept[0].unnamed, kept[0].counted) == (14, {})
    more = [*rows, *(row | {"respondent": ""} for row in late("A", 9))]
    assert due(more, kept) == []
    assert publications.uncounted(pd.DataFrame(more), kept) == {"2026-Q1": 9}
    assert publications.uncounted(pd.DataFrame(rows), kept) == {}


def test_each_wave_keeps_its_own_threshold() -> None:
    rows = [*SIX, *people("A", [4] * 7, "2026-Q2")]
    kept = due([*SIX], k=7)
    (second,) = due(rows, kept, k=5)
    assert [(each.wave, each.k) for each in (*kept, second)] == [("2026-Q1", 7), ("2026-Q2", 5)]


def test_one_circle_spelled_two_ways_is_one() -> None:
    kept = due(people("Atlas", [4] * 6, "2026-Q1"))
    more = [row | {"circle": "ATLAS"} for row in people("Atlas", [4] * 7, "2026-Q1", first=50)]
    (second,) = due(more, kept)
    table = publications.combined([*kept, second])
    assert set(table["circle"].dropna()) == {"Atlas"}


def test_comments_of_a_publication_with_ten_and_never_one_late_comment() -> None:
    rows = [row | {"comment": f"thought {n}"} for n, row in enumerate(SIX)]
    kept = due(rows)
    more = [*rows, *(row | {"comment": "late"} for row in late("A", 6))]
    survey = parse_survey([grid("pulse", more)])
    seen = publications.published(survey, SETTINGS, [*kept, *due(more, kept)])
    assert len(seen.comments) == 14
    assert "late" not in set(seen.comments["comment"])


def test_nothing_kept_gives_an_empty_table() -> None:
    assert publications.combined([]).empty
    survey = parse_survey([grid("pulse", [{"wave": "", "circle": ""}])])
    seen = publications.published(survey, SETTINGS, [])
    assert (seen.table.empty, seen.comments.empty, seen.k) == (True, True, 5)
