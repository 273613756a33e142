"""How many came, said in place of participation where only those who came are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lib.metrics.core.figure import ONLY_PRESENT, Figure
from lib.words.phrases import counted

INSTEAD = "mean_attendance"
"""The figure that is shown in place of participation."""


def is_instead(figures: Mapping[str, Figure]) -> bool:
    """Whether participation cannot be known because only those present are listed, while how many came is known."""
    participation = figures["participation"]
    is_unknown = not participation.N and bool(participation.excluded.get(ONLY_PRESENT))
    return is_unknown and bool(figures[INSTEAD].N)


def shown(figures: Mapping[str, Figure], keys: Iterable[str]) -> list[str]:
    """The keys of figures to show, with how many came in place of participation where that is not known."""
    replaced = [INSTEAD if key == "participation" and is_instead(figures) else key for key in keys]
    return list(dict.fromkeys(replaced))


def in_words(figure: Figure) -> str:
    """How many came: "2.80 people per session, 3 regulars, 1 one-time guest"; of few sessions, "9 people in 3
    sessions". "" where nothing is counted or shown."""
    if not figure.N or figure.is_withheld:
        return ""
    came = (
        f"{counted(figure.n or 0, 'person', 'people')} in {counted(figure.N, 'session')}"
        if figure.is_small
        else f"{figure.text} people per session"
    )
    return ", ".join((came, *kinds(figure)))


def kinds(figure: Figure) -> list[str]:
    """How many regulars and one-time guests there are; [] where the figure does not say. No guests are not said: a list
    of names need not tell them from members."""
    parts = figure.parts
    found = []
    if isinstance(regulars := parts.get("regulars"), int):
        found.append(counted(regulars, "regular"))
    if isinstance(once := parts.get("one_time_guests"), int) and once:
        found.append(counted(once, "one-time guest"))
    return found
