"""Proposals that say the same are one: a summary at the end repeats what was agreed above."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from lib.bring.minutes.proposals import ActionProposal, DecisionProposal
from lib.bring.minutes.sections import Part
from lib.log.format.folding import fold

_SAME_DAY = 70
"""How alike two texts are that say the same if owner and day are the same too."""
_SAME_LISTED = 85
"""How alike the words of a decision in the running text are to those of the list that repeats it."""
_SAME = 92
"""How alike (0-100) two texts are that say the same: a summary at the end repeats what was agreed above."""


def once(found: Sequence) -> list:  # type: ignore[type-arg]
    """The proposals without repetitions: the fuller one of two that say the same."""
    kept: list = []  # type: ignore[type-arg]
    for one in found:
        same = next((at for at, other in enumerate(kept) if _is_same(one, other)), None)
        if same is None:
            kept.append(one)
        elif isinstance(one, ActionProposal) and (bool(one.owners), bool(one.due)) > (
            bool(kept[same].owners),
            bool(kept[same].due),
        ):
            kept[same] = one
    return kept


def told_once(parts: Sequence[Part], decisions: Sequence[DecisionProposal]) -> list[DecisionProposal]:
    """The decisions without those of the running text that a list of decisions repeats in other words."""
    numbers = {part.line.number for part in parts if "decisions" in (part.meaning, part.label)}
    listed = [fold(one.text) for one in decisions if one.source.line in numbers]
    return [
        one
        for one in decisions
        if one.source.line in numbers
        or not any(fuzz.token_set_ratio(fold(one.text), other) >= _SAME_LISTED for other in listed)
    ]


def _is_same(one: ActionProposal | DecisionProposal, other: ActionProposal | DecisionProposal) -> bool:
    if isinstance(one, ActionProposal) and isinstance(other, ActionProposal):
        if one.owners and other.owners and one.owners != other.owners:
            return False
        if one.due and other.due and one.due != other.due:
            return False
        if one.due and one.owners and (one.owners, one.due) == (other.owners, other.due):
            return fuzz.token_set_ratio(fold(one.what), fold(other.what)) >= _SAME_DAY
        return fuzz.ratio(fold(one.what), fold(other.what)) >= _SAME
    if isinstance(one, DecisionProposal) and isinstance(other, DecisionProposal):
        return fuzz.ratio(fold(one.text), fold(other.text)) >= _SAME
    return False
