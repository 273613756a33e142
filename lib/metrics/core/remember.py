"""What is remembered for the life of a log: answers kept on the facts, or the program, that they were found from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

T = TypeVar("T")
Kept = TypeVar("Kept")
P = ParamSpec("P")


def remembered(find: Callable[Concatenate[Kept, P], T]) -> Callable[Concatenate[Kept, P], T]:
    """Keep each answer of `find` on its first argument (Facts, or a Program), so that all who share it pay once.

    Further arguments must be hashable, else TypeError. The answer is one object for everyone: nobody may change it.
    It goes when the facts go, so that a newer log, another viewer or another filter never meets it. Two threads that
    ask at the same moment may both find it; both answers are the same.
    """

    @wraps(find)
    def kept(on: Kept, *args: P.args, **kwargs: P.kwargs) -> T:
        answers: dict[Any, T] = on.__dict__.setdefault("_answers", {})
        key = (find, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = find(on, *args, **kwargs)
        return answers[key]

    return kept
