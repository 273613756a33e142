"""A suggested next step beside a figure that needs one: what the program's better circles more often also do, and what
the playbook has on it.

Steps say what goes together, never what causes what. Circles are compared as on the health page, by the pairs of habits
that stand out; with fewer than 8 circles, or without any such pair, nothing is suggested.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lib.access.redaction import KEPT
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.library.entries import entries
from lib.metrics.program import compare
from lib.metrics.program.change import change
from lib.metrics.program.program import Program
from lib.words.phrases import counted, sentence, sentences

WORDS = {
    "participation": ("attendance", "participation"),
    "cadence": ("cadence", "calendar", "schedule"),
    "prework": ("prework", "brief"),
    "on_time": ("follow-through", "due date", "deadline"),
    "loop_closed": ("review", "follow-up"),
    "everyone_spoke": ("round", "speaking", "quiet"),
    "adoption_rate": ("adoption", "rollout"),
    "current_use": ("adoption", "sustain"),
    "sustainment": ("sustain", "refresher"),
    "time_to_adoption": ("pilot", "first steps"),
}
"""What titles and topics of the library may call the subject of a figure: the beginning of a word."""
MIN_PLACES = 2
"""In how many functions and regions an entry has to have worked to be suggested."""


def needs_step(program: Program, key: str) -> bool:
    """Whether a figure is below its target, or got worse by more than its usual ups and downs."""
    found = change(program, key)
    return program.figures[key].is_met is False or (found is not None and found.word == "worsening")


def next_step(program: Program, key: str, whole: Program | None = None) -> str:
    """What to try for a figure that needs it, in one or two sentences; "" for a figure that needs nothing, and where
    the log has nothing to suggest. `whole`: the whole program, if `program` is only some of its circles."""
    return suggestion(whole or program, key) if needs_step(program, key) else ""


def may_suggest(program: Program, key: str, log: CircleLog) -> bool:
    """Whether `suggestion` can find anything for a figure that needs a step, asked without comparing circles: there are
    enough of them, or the library has entries. `log`: the whole log, as the viewer sees it."""
    can_compare = DICTIONARY[key].is_habit and len(log.circles) >= compare.MIN_FOR_HABITS
    is_in_library = key in WORDS and len(log.practices) > 0
    return (can_compare or is_in_library) and needs_step(program, key)


def suggestion(program: Program, key: str) -> str:
    """The same for a figure that is known to need it. `program`: the whole program."""
    return sentences(_habit(program, key), _entry(program.facts, key))


def no_suggestion(log: CircleLog, keys: Iterable[str]) -> str:
    """What was looked for in vain where `suggestion` found nothing for any of these figures, in a sentence."""
    wanted, looked_for = set(keys), []
    if any(DICTIONARY[key].is_habit for key in wanted):
        looked_for.append(
            f"no habit that at least {compare.MIN_FOR_HABITS} circles can be compared on clearly goes with doing "
            "better here"
        )
    if wanted & WORDS.keys():
        entry = (
            f"no entry that names the subject in its title or topics worked in {MIN_PLACES} places or more"
        )
        lacking = log.lacks("practices") or ""
        looked_for.append((f"there is {lacking}" if lacking.startswith("no ") else lacking) or entry)
    first, *others = looked_for or ["neither habits nor entries of the library are about this"]
    return sentence(f"the log has nothing to suggest yet: {first}", *others)


def _habit(program: Program, key: str) -> str:
    """The habit that most stands out among those that are more often good where this figure is good, as a clause."""
    definition = DICTIONARY.get(key)
    if definition is None or not definition.is_habit:
        return ""
    pairs = compare.habits(program)
    for one, other, circles, rho in zip(
        *(pairs.loc[pairs["stands_out"], name].to_list() for name in ("one", "other", "circles", "rho")),
        strict=True,
    ):
        if key not in (one, other):
            continue
        found = DICTIONARY[other if one == key else one]
        if "neutral" in (found.improvement, definition.improvement):
            continue
        goes_with_better = (rho > 0) == (found.improvement == definition.improvement)
        if goes_with_better and found.group in ("health", "coaching", "follow_through"):
            return (
                f"circles that do better here more often also do better at “{found.label}” ({circles:,} circles): ask "
                "one of them how"
            )
    return ""


def _entry(facts: Facts, key: str) -> str:
    """The entry that worked in most places of those whose title or topics name what the figure is about, as a clause.
    Conditions and other texts name much that an entry is not about."""
    subject = "|".join(WORDS.get(key, ()))
    if not subject:
        return ""
    rows = entries(facts)
    rows = rows[rows["places"] >= MIN_PLACES]
    is_about = np.zeros(len(rows), dtype=bool)
    for column in ("title", "topics"):
        named = rows[column].str.contains(rf"\b(?:{subject})", case=False, regex=True)
        is_about |= named.to_numpy(dtype=bool, na_value=False)
    found = rows[is_about].sort_values("places", ascending=False, kind="stable").to_dict("records")
    if not found:
        return ""
    best = found[0]
    lead = best["lead"]
    ask = f"; ask {lead}" if isinstance(lead, str) and lead != KEPT else ""
    return f"in the playbook: “{best['title']}” worked in {counted(int(best['places']), 'place')}{ask}"
