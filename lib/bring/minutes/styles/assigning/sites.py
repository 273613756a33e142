"""Everybody whom a sentence names or means: known people, pronouns, offices, bodies, and strangers by their names."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from lib.bring.minutes.context import Context
from lib.bring.minutes.people.names import Names, is_name

_START = re.compile(r"(?<![\w@'’.-])(?:@\w|[A-ZÀ-Þ])[\w'’-]*")
_PRONOUN = re.compile(r"(?<![\w'’])(?P<who>he|she|they|He|She|They)(?=\s|['’](?:ll|d)\b)")
_WITH_HIM = re.compile(
    r"^\s+and\s+(?:the|two|three|some|other|his|her|their)\s[^,;:.]{2,60}?(?=\s(?:will|would|to)\s)"
)
_OFFICE = re.compile(
    r"(?<![\w'’-])(?:[Tt]he |[Oo]ur )?(?:(?i:deputy |vice |vice-|assistant |parish |town |club |committee |membership |"
    r"executive |general )*)"
    r"(?P<who>(?i:clerk|secretary|treasurer|chair(?:man|person|woman)?|president|facilitator|organi[sz]er|"
    r"co-?ordinator|manager|moderator|warden|caretaker|administrator|webmaster|librarian|editor|director))(?=\s)"
)
_BODY = re.compile(
    r"^(?:(?:the|all|all the|both|our|other|each)\s+)?(?:(?:committee|board|council|club|school|class|parent|"
    r"team|group|"
    r"finance|programme|program|executive|steering|new|remaining|relevant|project|branch)\s+){0,2}(?:members|trustees|governors|directors|councill?ors|"
    r"commissioners|committees?|board|group|subcommittee|sub-committee|working group|council|teams?|staff|volunteers|"
    r"everyone|everybody|all|participants|attendees|people|those present)(?:\s+members)?(?=\s)",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"(?<=[a-z,] )[A-ZÀ-Þ][\w'’-]+")
_STRANGER = re.compile(
    r"(?P<who>(?:(?:Mr|Mrs|Ms|Dr|Miss|Cllr)\.? )?[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2})(?= (?:will|to|has|"
    r"have|was|"
    r"offered|volunteered|promised|undertook)\b)"
)
_BEGINS = re.compile(r"(?:^|[.;:!?–—-]|\b(?:asked|requested|tasked|instructed|told))\s*$")
_NO_FIRST = frozenset(
    "The A An This That These Those All Each Every Any No Some Our Their New Next Please And But So If When While Also "
    "Then Now Both Other Further It There Here Action Actions Item Motion Committee Board Council Members".split()
)
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Site:
    """Somebody in a sentence, and where their name is. `is_named`: a known person; `is_single`: no body."""

    people: tuple[str, ...]
    start: int
    end: int
    is_named: bool = True
    is_single: bool = True


def strangers_in(text: Context) -> frozenset[str]:
    """Words that are names in the middle of some sentence; at the start of one any word is in capitals."""
    return frozenset(
        name
        for part in text.parts
        if part.line.kind in ("text", "item")
        for name in _INSIDE.findall(part.line.text)
        if is_name(name)
    )


def _stranger(sentence: str, start: int, strangers: Container[str]) -> str:
    """Who a clause begins with that is not known: a first and a last name, or a word that is a name elsewhere."""
    found = _STRANGER.match(sentence[start:])
    if found and sentence[start + found.end() :].startswith(" to ") and not _BEGINS.search(sentence[:start]):
        return ""
    who = found["who"] if found else ""
    is_full = " " in who and who.split()[0] not in _NO_FIRST
    return who if who and is_name(who) and (is_full or who in strangers) else ""


def sites_in(sentence: str, names: Names, earlier: str, strangers: Container[str]) -> Iterator[Site]:
    """Everybody whom a sentence names or means, in order; a pronoun is the only one named before it."""
    end = 0
    only = names.mentions(earlier)
    last: tuple[str, ...] = tuple(only) if len(only) == 1 else ()
    named: list[tuple[str, ...]] = []
    tokens = sorted(
        [*_START.finditer(sentence), *_PRONOUN.finditer(sentence), *_OFFICE.finditer(sentence)],
        key=lambda found: found.start(),
    )
    if body := _BODY.match(sentence):
        yield Site((), 0, body.end(), is_named=False, is_single=False)
    for token in tokens:
        if token.start() < end:
            continue
        if token.re is _PRONOUN:
            if last and len(set(named)) < _SEVERAL and (len(last) > 1) == (token["who"].lower() == "they"):
                rest = _WITH_HIM.match(sentence[token.end() :])
                end = token.end() + (rest.end() if rest else 0)
                yield Site(last, token.start(), end)
            continue
        if (known := names.leading(sentence[token.start() :])) is not None:
            last, end = tuple(known[0]), len(sentence) - len(known[1]) - 1
            named.append(last)
            yield Site(last, token.start(), end)
        elif token.re is _START and names.doubt_about(token[0]).startswith("may be"):
            last, end = (token[0],), token.end()
            named.append(last)
            yield Site(last, token.start(), end)
        elif token.re is _START and (who := _stranger(sentence, token.start(), strangers)):
            end = token.start() + len(who)
            yield Site((who,), token.start(), end)
        elif token.re is _OFFICE:
            end = token.end()
            holder = names.find(token["who"])
            yield Site((holder,) if holder else (), token.start(), end, is_named=holder is not None)
