"""Caching for the life of a log: answers are kept on the facts, or the program, that they were computed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cached_property, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import pandas as pd

from lib.log.format.narrowed import of_circles

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


def forget(owner: Any) -> None:
    """Let go of all that is remembered on facts or a program; it is found again when it is asked for."""
    own = {each.name for each in fields(owner)}
    for name in list(owner.__dict__):
        if name not in own:
            owner.__dict__.pop(name, None)


def remembered_any_time(
    compute: Callable[Concatenate[Owner, P], T],
) -> Callable[Concatenate[Owner, P], T]:
    """As `remembered`, on facts, for an answer that does not depend on their period: it is computed from `any_time` and
    kept there, so that facts of the same day and other periods share it."""
    kept = remembered(compute)

    @wraps(compute)
    def answer(owner: Owner, *args: P.args, **kwargs: P.kwargs) -> T:
        return kept(owner.any_time, *args, **kwargs)  # type: ignore[attr-defined]

    return answer


def out_of_whole(
    own: Callable[[T, Any], T | None], keep: Callable[..., Any] = remembered_any_time
) -> Callable[[Callable[[Any], T]], Callable[[Any], T]]:
    """As `remembered_any_time`, for an answer that does not depend on other circles: what was found for more circles
    (`Facts.whole`) serves for some of them. `own`: picks what belongs to facts from an answer of more; None where that
    does not say it. `keep`: `remembered` for an answer that depends on the period."""

    def remembering(compute: Callable[[Any], T]) -> Callable[[Any], T]:
        def found(facts: Any) -> T:
            answers = {} if facts.whole is None else facts.whole.__dict__.get("_answers", {})
            known = answers.get((found, (), ()))
            picked = None if known is None else own(known, facts)
            return compute(facts) if picked is None else picked

        return wraps(compute)(keep(found))

    return remembering


def _own_rows(known: pd.DataFrame, facts: Any) -> pd.DataFrame:
    return of_circles(known, facts.log.circles["circle"].to_list())


rows_of_any_time = out_of_whole(_own_rows)
"""As `remembered_any_time`, for a frame as in `rows_of_day`."""


class of_day(Generic[T]):  # noqa: N801  # read as a decorator
    """A view of the log on a day, made once: facts of the same day and other periods share it (see `Facts.within`)."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._kept: cached_property[T] = cached_property(make)
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._kept.__set_name__(owner, name)

    def __get__(self, facts: Any, owner: type | None = None) -> T:
        return self._kept.__get__(facts.any_time, owner)


class rows_of_day(of_day[pd.DataFrame]):  # noqa: N801  # read as a decorator
    """The same for a frame with the column circle, whose rows do not depend on other circles: what was found for more
    circles (`Facts.whole`) serves for some of them."""

    def __init__(self, make: Callable[[Any], pd.DataFrame]) -> None:
        def found(facts: Any) -> pd.DataFrame:
            known = None if facts.whole is None else facts.whole.__dict__.get(make.__name__)
            return make(facts) if known is None else _own_rows(known, facts)

        super().__init__(found)
        self.__doc__ = make.__doc__
