"""The list of all figures: its order, and which part of which page shows each."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from lib.metrics import dictionary
from lib.metrics.core.definition import PARTS, Definition, Group
from lib.metrics.dictionary import DICTIONARY, ON_OVERVIEW, SERIES_KEYS, keys_in, keys_of, parts_of

METRICS = Path(__file__).parent
ordered = dictionary._in_order


def figure(key: str, group: Group = "health") -> Definition:
    return Definition(key, key.capitalize(), f"The share of {key}.", group=group)


# The order


def test_figures_are_listed_in_their_order() -> None:
    assert [key for key in DICTIONARY if key in dictionary._FIRST] == dictionary._FIRST
    assert all(key == definition.key for key, definition in DICTIONARY.items())


def test_the_order_does_not_depend_on_where_figures_come_from() -> None:
    backwards = reversed(DICTIONARY.values())
    assert list(ordered(backwards)) == list(DICTIONARY)


def test_a_figure_that_is_not_in_the_order_follows_its_group() -> None:
    new = [figure("brand_new", "coaching"), figure("another", "health")]
    keys = list(ordered([*new, *DICTIONARY.values()]))
    assert keys[keys.index("brand_new") - 1] == keys_of("coaching")[-1]
    assert keys[keys.index("another") - 1] == keys_of("health")[-1]
    assert [key for key in keys if key in DICTIONARY] == list(DICTIONARY)


def test_new_figures_of_a_group_keep_the_order_in_which_they_are_defined() -> None:
    assert list(ordered([figure("b"), figure("cadence"), figure("a")])) == ["cadence", "b", "a"]


def test_two_figures_with_the_same_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        ordered([figure("cadence"), figure("paired", "coaching"), replace(figure("cadence"), label="Other")])


# Groups and page parts


def test_groups_hold_each_figure_once() -> None:
    groups = get_args(Group)
    assert [key for group in groups for key in keys_of(group)] == list(keys_of(*groups)) == list(DICTIONARY)
    assert keys_of("coaching")[:3] == ("paired", "checkins", "coaching_cycle")
    assert keys_of() == ()


@pytest.mark.parametrize("key", keys_of("health", "coaching", "follow_through"))
def test_each_figure_of_health_coaching_and_follow_through_has_a_tile(key: str) -> None:
    assert DICTIONARY[key].part in PARTS


def test_parts_show_their_figures_by_place() -> None:
    assert keys_in("Members")[:3] == ("roster_mix", "reach", "retention")
    assert keys_in("Members")[-2:] == ("mandate", "norms_signed")  # places 1 and 2
    assert keys_in("Cases")[:2] == ("real_problem", "snapshot")  # place -1 comes first
    assert keys_in("Coaching", "Taking turns") == (*keys_in("Coaching"), *keys_in("Taking turns"))
    assert keys_in() == keys_in("No such part") == ()


def test_parts_of_groups_are_in_page_order() -> None:
    assert parts_of("health") == ("Sessions", "Cases", "Taking turns", "Members")
    assert parts_of("coaching", "health") == ("Sessions", "Cases", "Taking turns", "Members", "Coaching")
    assert parts_of("follow_through") == ("Six figures", "More figures")
    assert parts_of() == ()


def test_each_part_belongs_to_one_group() -> None:
    groups = get_args(Group)
    assert tuple(part for group in groups for part in parts_of(group)) == PARTS


def test_each_figure_with_a_part_is_in_it_once() -> None:
    shown = keys_in(*PARTS)
    assert len(set(shown)) == len(shown)
    assert set(shown) == {key for key, definition in DICTIONARY.items() if definition.part}


def test_the_overview_shows_what_also_has_a_place_on_its_own_page() -> None:
    assert ON_OVERVIEW[:3] == ("participation", "cadence", "prework")
    assert set(ON_OVERVIEW) <= set(keys_in(*PARTS))


def test_what_is_shown_over_time_has_units() -> None:
    assert SERIES_KEYS
    assert all(DICTIONARY[key].units for key in SERIES_KEYS)


def test_every_figure_is_named_in_a_test_of_what_counts_it() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in sorted(METRICS.rglob("test_*.py")))
    assert not [key for key in DICTIONARY if not re.search(rf"\b{key}\b", texts)]
