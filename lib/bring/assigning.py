"""Which header gets which column of the format: the one that fits it best, and none where two fit as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lib.bring.evidence import SURE
from lib.bring.guess import Choices, ColumnGuess


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
