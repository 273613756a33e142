"""Caching for the life of a log: answers are kept on the facts, or the program, that they were computed from."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

T = TypeVar("T")
Owner = TypeVar("Owner")
P = ParamSpec("P")


def remembered(compute: Callable[Concatenate[Owner, P], T]) -> Callable[Concatenate[Owner, P], T]:
    """Keep each answer of `compute` on its first argument (a log, facts or program): all who share it pay once.

    Further arguments must be hashable, else TypeError. The answer is one object shared by all: do not change it. It is
    dropped together with the facts, so a newer log, another viewer or another filter never sees it. Two threads that
    ask at the same moment may both compute it; both answers are the same.
    """

    @wraps(compute)
    def answer(owner: Owner, *args: P.args, **kwargs: P.kwargs) -> T:
        answers: dict[Any, T] = owner.__dict__.setdefault("_answers", {})
        key = (compute, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = compute(owner, *args, **kwargs)
        return answers[key]

    return answer


class of_day(Generic[T]):  # noqa: N801  # read as a decorator
    """A view of the log on a day, made once: facts of the same day and other periods share it (see `Facts.within`)."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._kept: cached_property[T] = cached_property(make)
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._kept.__set_name__(owner, name)

    def __get__(self, facts: Any, owner: type | None = None) -> T:
        return self._kept.__get__(facts.any_time, owner)
