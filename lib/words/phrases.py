"""Counts, lists and sentences in plain English."""

from __future__ import annotations

from collections.abc import Iterable


def plural(number: int | None, noun: str, many: str | None = None) -> str:
    """The noun alone as `number` asks for it: "circle" for 1, else `many`, or the noun with an s.

    >>> plural(2, "circle"), plural(1, "person", "people"), plural(0, "is", "are")
    ('circles', 'person', 'are')
    """
    return noun if number == 1 else many if many is not None else f"{noun}s"


def counted(number: int | None, noun: str, many: str | None = None) -> str:
    """A number with its noun; None counts as 0.

    >>> counted(1, "day"), counted(1204, "cell"), counted(None, "person", "people")
    ('1 day', '1,204 cells', '0 people')
    """
    return f"{number or 0:,} {plural(number, noun, many)}"


def listed(names: Iterable[str], most: int | None = None) -> str:
    """Names in a row; of more than `most`, the first ones and how many more. Nothing gives "".

    >>> listed(["Ann", "Bo", "Cy"]), listed(["Ann", "Bo", "Cy", "Di"], most=2)
    ('Ann, Bo and Cy', 'Ann, Bo and 2 more')
    """
    shown = list(names)
    more = 0 if most is None else max(len(shown) - most, 0)
    if more:
        shown = [*shown[:most], f"{more:,} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def sentence(*clauses: str) -> str:
    """One sentence: clauses joined by semicolons, empty ones left out, a capital letter first and one period last.

    >>> sentence("3 circles need help", "", "1 is new"), sentence("")
    ('3 circles need help; 1 is new.', '')
    """
    text = "; ".join(clause for clause in clauses if clause)
    return f"{text[0].upper()}{text[1:].removesuffix('.')}." if text else ""


def inside(text: str) -> str:
    """A sentence or a name as it stands within a sentence: without its capital, unless its first word has more of them.

    >>> inside("Prework on time"), inside("No action is open."), inside("NHS rules"), inside("A week")
    ('prework on time', 'no action is open.', 'NHS rules', 'a week')
    """
    first = text.split(" ", 1)[0]
    return f"{text[:1].lower()}{text[1:]}" if first[1:] == first[1:].lower() else text


def sentences(*clauses: str) -> str:
    """A sentence for each clause that is not empty.

    >>> sentences("the circle met", "", "nobody was absent")
    'The circle met. Nobody was absent.'
    """
    return " ".join(sentence(clause) for clause in clauses if clause)
