"""What minutes say again: open actions looked at before new ones, and what a summary at the end repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from lib.bring.minutes.proposals import ActionProposal, DecisionProposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.log.format.folding import fold

_OPEN = re.compile(
    r"^\W*(?:\d{1,2}[.)]?\s+)?(?:open|existing|current|running|pending)\s+(?:actions?|action items?|tasks?|"
    r"items|points|to-?dos?)\b"
    r"[^:]{0,20}:?\s*$",
    re.IGNORECASE,
)
_SAME_DAY = 70
"""How alike two texts are that say the same if owner and day are the same too."""
_SAME_LISTED = 85
"""How alike the words of a decision in the running text are to those of the list that repeats it."""
_SAME_TASK = 60
"""How alike the words of a promise are to those of the task that repeats it, if the same people are to do both."""
_FEW = 2
"""Words of a decision that may be within another one without saying the same."""
_PARTICULAR = re.compile(r"(?<=\s)[A-ZÀ-Þ][\w'’-]+|\d+")
"""Names and numbers: two decisions in the same words are not one where each is about another of these."""
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
    told = [set(fold(one.text).split()) for one in decisions]
    firm = [words for one, words in zip(decisions, told, strict=True) if one.is_likely]
    return [
        one
        for one, said in zip(decisions, told, strict=True)
        if one.source.line in numbers
        or not (
            any(fuzz.token_set_ratio(fold(one.text), other) >= _SAME_LISTED for other in listed)
            or (len(said) > _FEW and any(said < other for other in firm))
        )
    ]


def promised_once(parts: Sequence[Part], actions: Sequence[ActionProposal]) -> list[ActionProposal]:
    """The actions without promises in the running text that a list of tasks, or a mark, repeats in other words."""
    numbers = {
        part.line.number
        for part in parts
        if part.meaning in ("actions", "decisions")
        or part.line.ticked is not None
        or part.line.kind == "row"
        or marked(part.line.text)
    }
    spoken = {part.line.number for part in parts if part.line.speaker}
    listed = [one for one in actions if one.source.line in numbers]
    if any(one.source.line not in spoken for one in listed):
        actions = [one for one in actions if one.source.line in numbers or one.source.line not in spoken]
    firm = [one for one in actions if one.is_likely]
    return [
        one
        for one in actions
        if one.source.line in numbers
        or not (
            any(_is_repeated(one, other) and one.due in (None, other.due) for other in listed)
            or (not one.is_likely and any(_is_within(one, other) for other in firm))
        )
    ]


def _is_repeated(one: ActionProposal, other: ActionProposal) -> bool:
    is_by_them = bool(one.owners) and set(one.owners) <= set(other.owners)
    return is_by_them and fuzz.token_set_ratio(fold(one.what), fold(other.what)) >= _SAME_TASK


def _is_within(one: ActionProposal, other: ActionProposal) -> bool:
    """Whether what may be a task says again what is one, by the same people or by nobody."""
    is_by_them = set(one.owners) <= set(other.owners)
    return is_by_them and fuzz.token_set_ratio(fold(one.what), fold(other.what)) >= _SAME_LISTED


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
        first, second = set(_PARTICULAR.findall(one.text)), set(_PARTICULAR.findall(other.text))
        is_of_others = bool(first - second) and bool(second - first)
        return not is_of_others and fuzz.ratio(fold(one.text), fold(other.text)) >= _SAME
    return False


def looked_at_again(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, where a list headed "Open actions" is one of earlier actions if other actions come after it."""
    opened = [at for at, part in enumerate(parts) if part.opens and _OPEN.match(part.line.text)]
    if not opened:
        return tuple(parts)
    first = opened[0]
    title = parts[first].line.text.rstrip(" :")
    end = next(
        (at for at in range(first + 1, len(parts)) if title not in parts[at].parents and at > first),
        len(parts),
    )
    if not any(_is_new(part) for part in parts[end:]):
        return tuple(parts)
    return tuple(
        replace(part, meaning="reviewed") if first <= at < end else part for at, part in enumerate(parts)
    )


def _is_new(part: Part) -> bool:
    if part.meaning == "actions":
        return True
    return any(
        (found := marked(said)) is not None and found[0] == "action" for said in sentences(part.line.text)
    )
