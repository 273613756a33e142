"""Every sentence that is said of a random log is true of its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

import pandas as pd
import pytest

from lib.access.redaction import Viewer
from lib.metrics.core import period as periods
from lib.metrics.core.facts import Facts
from lib.metrics.dependencies.bottlenecks import bottleneck_in_words
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.diffusion import pace, sources, spreading, words
from lib.metrics.diffusion.next_teams import threshold_in_words
from lib.metrics.impact.design_effect import effects
from lib.metrics.impact.design_effect import in_words as effect_in_words
from lib.metrics.program import action_words, health_words, sponsor_needs, summary
from lib.metrics.program.program import Program, measure
from lib.ui.overview import cards
from tests.audit import desk, follow_through, habits, knowledge, made, mine, overview, spread
from tests.audit.absent import (  # noqa: F401
    test_none_is_said_only_of_what_is_known,
    test_what_became_of_insights_is_said_only_where_actions_name_them,
)
from tests.audit.claims import Registry, Said, audit, is_share, written
from tests.audit.drawn import spoken  # noqa: F401
from tests.audit.pieces import (  # noqa: F401
    test_how_many_circles_the_address_chooses,
    test_how_many_circles_the_workload_shows,
    test_how_many_habits_go_together,
    test_pages_without_a_log_say_what_is_there,
    test_the_banner_says_since_when_and_why,
    test_the_table_below_a_chart_is_named_after_it,
    test_which_groups_are_drawn_until_someone_chooses,
)
from tests.audit.places import (  # noqa: F401
    test_adoptions_across_functions_and_regions,
    test_how_to_read_the_map,
    test_two_practices_within_places,
    test_where_a_practice_works,
)
from tests.audit.recount import Recount
from tests.audit.small import (  # noqa: F401
    test_downloads_say_as_of_when,
    test_open_actions_in_words,
    test_the_days_before_a_period_are_as_many,
    test_the_title_of_practices_names_all_that_there_are,
    test_time_left,
    test_what_stands_below_a_tile,
)
from tests.audit.survey import (  # noqa: F401
    test_a_changed_record_is_named_with_its_wave,
    test_the_latest_wave_in_words,
    test_the_table_of_circles_says_which_it_leaves_out,
    test_what_is_said_of_single_questions,
)
from tests.audit.unclear import test_sessions_that_were_not_understood_and_whose_turn_it_is  # noqa: F401
from tests.data.logs import log
from tests.examples import examples, some

AS_OF = pd.Timestamp(made.AS_OF)
PERIODS = {
    "all": ("Over the whole log", ""),
    "3m": ("In the last 3 months", "the 3 months before"),
    "12m": ("In the last 12 months", "the 12 months before"),
}


SAID = (
    "oo early to tell",
    "within its usual",
    "moved",
    "by how many wait and how long",
    "half came when",
    "came before any",
)
"""Words that at least one audited sentence about outcomes has."""


def day(stamp: pd.Timestamp | None) -> date | None:
    return None if stamp is None else stamp.date()


@cache
def of(seed: int, key: str) -> tuple[Program, Said]:
    """A random log, measured, and what its sentences are checked against."""
    tables = made.tables(seed)
    program = measure(log(tables), AS_OF, period=periods.named(key, AS_OF))
    now = Recount(tables, day(program.period.start), day(program.period.end))
    before = (
        Recount(tables, day(program.period.start_before), day(program.period.end_before))
        if key != "all"
        else None
    )
    return program, Said(now, before, *PERIODS[key], lambda name: program.figures[name].as_json())


SEEDS = range(examples(24))


def read_through(key: str, texts: Callable[[Program], Iterable[tuple[str, Registry]]]) -> None:
    """Audit the texts of many logs; the first wrong sentence fails, with the seed of its log."""
    for seed in SEEDS:
        program, said = of(seed, key)
        for text, registry in texts(program):
            try:
                audit(text, registry, said)
            except AssertionError as error:
                raise AssertionError(f"log {seed}, period {key}: {error}\n{text}") from error


@pytest.mark.parametrize("key", some(list(PERIODS), 1))
def test_the_overview(key: str) -> None:
    def texts(program: Program) -> Iterable[tuple[str, Registry]]:
        table = sources.diffusion_table(program.facts.log, program.as_of)
        yield summary.health(program), overview.HEALTH
        yield sponsor_needs.needs(program), overview.NEEDS
        yield summary.outcome(program, table), overview.OUTCOME
        yield sponsor_needs.before(program), overview.BEFORE
        yield summary.outcome_before(program), overview.BEFORE

    read_through(key, texts)


@pytest.mark.parametrize("key", PERIODS)
def test_the_actions_page(key: str) -> None:
    def texts(program: Program) -> Iterable[tuple[str, Registry]]:
        for _, answer in action_words.answers(program):
            yield answer, follow_through.ACTIONS

    read_through(key, texts)


@pytest.mark.parametrize("key", PERIODS)
def test_the_health_page(key: str) -> None:
    def texts(program: Program) -> Iterable[tuple[str, Registry]]:
        found = dict(health_words.answers(program))
        found.pop("What did the redesign change?", None)  # made.py has no redesigns
        for question, answer in found.items():
            yield answer, habits.LOOK if question == "Where should I look first?" else habits.HABITS

    read_through(key, texts)
    for seed in SEEDS:
        program, said = of(seed, key)
        found = dict(health_words.answers(program))
        habits.reads_as_one(found["What holds?"], found["What improves?"], found["What slips?"], said)


def test_the_lighthouse_page() -> None:
    def texts(program: Program) -> Iterable[tuple[str, Registry]]:
        yield words.all_in_words(program.facts), spread.SPREAD
        if not words.not_recorded(program.facts):
            for practice in program.facts.log.practices["practice"]:
                ahead = pace.forecast(spreading.for_practice(program.facts, practice))
                yield f"{practice}| {ahead.words}", spread.FORECAST

    read_through("all", texts)


@pytest.mark.parametrize("key", ["all", "3m"])
def test_the_cards(key: str) -> None:
    """What a circle's card says of attendance: "yet" is about the whole log, a value about the period."""
    for seed in SEEDS:
        program, said = of(seed, key)
        for card in cards.cards(program, Viewer("admin", "")):
            name, text = card["name"], card["participation"]
            if text == "no attendance yet":
                assert not Recount(said.now.tables).share("participation", name)[1], (seed, name)
            elif text == "no attendance in this period":
                assert key != "all", (seed, name)
                assert not said.now.share("participation", name)[1], (seed, name)
            elif text.endswith(" present"):
                is_share(text.removesuffix(" present"), *said.now.share("participation", name))
            else:
                assert said.now.lists_only_present(name), (seed, name, text)


@pytest.mark.parametrize("key", ["all", "3m"])
def test_own_circles(key: str) -> None:
    """What is said of a lead's or a sponsor's circles, on logs with words that cannot be read."""
    count = 0
    for seed in range(examples(60)):
        try:
            count += mine.read(seed, key, PERIODS[key][0])
        except AssertionError as error:
            raise AssertionError(f"log {seed}, period {key}: {error}") from error
    assert count >= 10, count


def test_the_desk() -> None:
    for seed in range(examples(15)):
        try:
            desk.read(seed)
        except AssertionError as error:
            raise AssertionError(f"log {seed}: {error}") from error


def test_what_came_of_it_and_what_waits() -> None:
    seen: Counter[str] = Counter()
    for seed in range(17, 17 + examples(67)):  # the first ten of these say all of SAID
        tables = knowledge.tables(seed)
        facts, said = Facts(log(tables), AS_OF), Said(Recount(tables), None, *PERIODS["all"], lambda _: {})
        effect_rows = effects(facts, DICTIONARY).to_dict("records")
        texts = [
            (f"{row['figure']} {row['date']:%Y-%m-%d}| {sentence}", knowledge.CHANGES)
            for row in effect_rows
            if (sentence := effect_in_words(row))
        ]
        texts += [
            (bottleneck_in_words(facts), knowledge.WAITS),
            (threshold_in_words(facts), knowledge.PROOF),
        ]
        for text, registry in texts:
            try:
                audit(text, registry, said)
            except AssertionError as error:
                raise AssertionError(f"log {seed}: {error}\n{text}") from error
            seen.update(word for word in SAID if word in text)
    assert all(seen[word] for word in SAID), seen


def test_a_wrong_sentence_and_one_without_an_audit_fail() -> None:
    program, said = of(3, "all")
    text = summary.outcome(program, pd.DataFrame())
    audit(text, overview.OUTCOME, said)
    done = said.now.finished()[0]
    with pytest.raises(AssertionError, match="is wrong"):
        audit(f"Over the whole log, circles finished {done + 1} actions.", overview.OUTCOME, said)
    with pytest.raises(AssertionError, match="no audit for"):
        audit("Everything went well.", overview.OUTCOME, said)
    with pytest.raises(AssertionError):
        audit(text.replace("Over the whole log", "In the last 3 months"), overview.OUTCOME, said)
    for shown, n, total in (("100 %", 246, 247), ("0 %", 1, 900), ("50 %", 1, 2), ("1/2", 5, 10)):
        with pytest.raises(AssertionError):
            is_share(shown, n, total)
    with pytest.raises(AssertionError):
        written("1204 actions")
    written("since 2 May 2026: 1,204 of 2,000")
