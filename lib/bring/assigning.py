"""Which header gets which column of the format, and which tab which: the best, and none where two fit as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lib.bring.evidence import SURE
from lib.bring.guess import Choices, ColumnGuess, TabGuess
from lib.bring.synonyms import tabs_for, without_part, without_state
from lib.log.reading.naming import Naming, folded


def assigned(
    offers: Sequence[tuple[ColumnGuess, dict[str, float]]], choices: Choices, title: str
) -> tuple[ColumnGuess, ...]:
    """Each column of the format for the header that fits it best; where two fit as well, for neither."""
    filled = {
        name for guess, scores in offers if guess.samples for name, score in scores.items() if score >= SURE
    }
    offers = [
        (
            guess,
            scores
            if guess.samples
            else {
                name: min(score, SURE - 1) if score < 500 and name in filled else score
                for name, score in scores.items()
            },
        )
        for guess, scores in offers
    ]  # an empty column takes no meaning from one that holds something
    wanted: dict[str, list[float]] = {}
    for _, scores in offers:
        for name, score in scores.items():
            wanted.setdefault(name, []).append(score)
    guesses = []
    for guess, scores in offers:
        best, rivals = best_of(scores)
        score = scores.get(best, 0.0)
        is_contested = bool(best) and sum(other >= score for other in wanted.get(best, ())) > 1
        if (is_contested and score < 500) or (best and max(wanted[best]) > score):
            guesses.append(replace(guess, rivals=tuple(scores)))
        else:
            guesses.append(replace(guess, column=best, rivals=rivals))
    return tuple(guesses)


def best_of(scores: Mapping[str, float]) -> tuple[str, tuple[str, ...]]:
    """The one meaning that is sure and better than any other, and the others; "" where two are equally good."""
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    if not ordered:
        return "", ()
    (name, score), others = ordered[0], ordered[1:]
    if score < SURE or (others and others[0][1] >= score):
        return "", tuple(scores)
    return name, tuple(other for other, _ in others)


def once(guesses: Sequence[TabGuess], choices: Choices, named: Mapping[str, Naming]) -> Iterable[TabGuess]:
    """Tabs of a kind are read together; of tabs with different names, the one with the format's own or the likeliest.

    Two that are equally likely are not guessed: both may list the same records.
    """
    own = {guess.tab for guess in guesses if folded(guess.title) == guess.tab}
    rivals: dict[str, dict[str, float]] = {}
    for guess in guesses:
        if guess.tab and _is_guess(guess, choices, named):
            score = tabs_for(guess.title).get(guess.tab, 0.0)
            score = 99.0 if guess.is_by_shape else 90.0 if guess.is_by_headers else score
            rivals.setdefault(guess.tab, {})[_kind_of(guess)] = score
    for guess in guesses:
        if not guess.tab or not _is_guess(guess, choices, named):
            yield guess
            continue
        scores = sorted(rivals[guess.tab].items(), key=lambda item: -item[1])
        is_best = len(scores) == 1 or scores[0][1] > scores[1][1]
        if guess.tab in own or not is_best or scores[0][0] != _kind_of(guess):
            yield replace(guess, tab="", rivals=(guess.tab, *guess.rivals), columns=())
        else:
            yield guess


def _kind_of(guess: TabGuess) -> str:
    """What tabs that are read together have in common: their title but for the year and, of actions, for
    whether they are open or closed; or their shape."""
    if guess.is_by_shape or guess.is_by_headers:
        return ""
    title = without_part(guess.title)
    return without_state(title) if guess.tab == "actions" else title


def _is_guess(guess: TabGuess, choices: Choices, named: Mapping[str, Naming]) -> bool:
    """Whether a tab's meaning is neither its name, nor in the settings, nor chosen by a person."""
    naming = named.get(guess.workbook, Naming())
    return (
        guess.title not in choices.tabs
        and folded(guess.title) != guess.tab
        and folded(guess.title) not in naming.tabs
    )
