"""The office behind a name with initials in a list of people: "Ada Brandt (AB) Lay Member / Minute Taker" is one."""

from __future__ import annotations

import re

from lib.bring.minutes.people.names import TITLES, Names, is_name
from lib.bring.minutes.people.presence_words import OFFICE

_INITIALS = r"[(\[][A-Z][A-Za-z]{1,3}[)\]]"
_SIGNED = re.compile(
    rf"(?P<who>[^()\[\],;/]{{3,60}}?)\s*(?P<initials>{_INITIALS})\s+(?:[–—-]\s+)?(?P<office>(?!and\b|und\b|et\b)\w.*)"
)
_NEXT_SIGNED = re.compile(rf"\s{_INITIALS}")
_PIECE = re.compile(r"\s*[/,;()]\s*|\s[–—-]\s")
_WHOLE_OFFICE = re.compile(
    rf"(?:(?:clinical|board|committee|meeting|acting|interim|independent)\s)?{OFFICE.pattern}|"
    r"(?:minute|note)[- ]?taker|minutes|notes|protokoll\w*",
    re.IGNORECASE,
)
"""An office of the meeting itself, as a whole."""
_STATE = re.compile(
    r"(?:apolog|regrets|excused|absent|present|online|remote|late\b|left\b|joined|arrived|from\b|until\b|via\b|by\b|"
    r"entschuldigt|anwesend|abwesend)",
    re.IGNORECASE,
)
"""How a word about who came begins, other than the name of an office."""


def without_offices(text: str, names: Names) -> str:
    """The list, where offices behind initials are gone but for those of the meeting and words about who came.

    "Ada Brandt (AB) Lay Member for Patients and Public / Minute Taker" is "Ada Brandt (AB) (Minute Taker)".
    A text with no such office comes as it is.
    """
    found = _SIGNED.fullmatch(text)
    if found is None:
        return text
    is_alone = not _NEXT_SIGNED.search(found["office"]) and not _names_somebody(found["office"], names)
    if is_alone:
        return _signed(found, names)
    first, comma, others = text.partition(", ")
    found = _SIGNED.fullmatch(first)
    if (
        not comma
        or found is None
        or _NEXT_SIGNED.search(found["office"])
        or _names_somebody(found["office"], names)
    ):
        return text
    return f"{_signed(found, names)}, {without_offices(others, names)}"


def _signed(found: re.Match[str], names: Names) -> str:
    """Who a text is about, with initials and what of the office is of the meeting; the text if that is nobody."""
    who = TITLES.sub("", found["who"])
    if names.find(who) is None and not is_name(who):
        return found[0]
    pieces = [piece for piece in _PIECE.split(found["office"]) if piece]
    kept = [piece for at, piece in enumerate(pieces) if _is_kept(piece, pieces[at + 1 :])]
    return " ".join([f"{found['who']} {found['initials']}", *(f"({piece})" for piece in kept)])


def _is_kept(piece: str, after: list[str]) -> bool:
    is_of_others = after and _WHOLE_OFFICE.fullmatch(after[0]) is None and _STATE.match(after[0]) is None
    return _STATE.match(piece) is not None or (
        _WHOLE_OFFICE.fullmatch(piece) is not None and not is_of_others
    )


def _names_somebody(text: str, names: Names) -> bool:
    """Whether a known person's full name is in a text."""
    tokens = re.findall(r"[\w'’.-]+", text)
    return any(names.find(" ".join(tokens[at : at + 2])) for at in range(len(tokens) - 1))
