"""What is next to a name in a list of people: somebody else, initials, a nickname, a word about it, other text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.minutes.people.list_pieces import REMARK, Person
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.people.presence_words import says_of

_WITH_GUEST = re.compile(
    r"^(?:\+|plus|with)\s*(?P<who>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)\b.*\b(?:guest|visitor|gast)\b"
)
_SHORT = re.compile(r"(?:^|; )\s*([A-Z]{2,4}|@[\w.\-]+)\s*(?:;|$)")
_NICKNAME = re.compile(r"[A-ZÀ-Þ][\w'’.-]+\s[(\"“]([A-ZÀ-Þ][\w'’-]+)[)\"”]\s[A-ZÀ-Þ][\w'’-]+")
"""What somebody is called, between their names: "Elizabeth (Betty) Warner"."""
_LABELED = re.compile(r"^(?P<label>[^:\d]{3,25}):\s+(?P<who>[A-ZÀ-Þ@][^:]+)$")
"""A word in a list that says something of the next name: "Ada, Bo, part of the time: Cy"."""
_LEAST_OTHER = 3
"""Words behind a full name that are no further part of it."""


def somebody_else(remark: str, chunk: str, names: Names) -> Person | None:
    """Who a remark behind a name is about, if that is somebody else: "Ada (Bo on PTO)", "Ada (+ Pete as guest)"."""
    if guest := _WITH_GUEST.match(remark):
        known = names.find(guest["who"])
        return Person(known or guest["who"], known is not None, "yes", "", (), True)
    known_first = names.leading(remark)
    if known_first is None or len(known_first[0]) != 1 or not (says := says_of(known_first[1])):
        return None
    return (
        None
        if names.find(REMARK.sub("", chunk)) == known_first[0][0]
        else Person(known_first[0][0], True, says)
    )


def alias_in(remarks: str) -> str:
    """Initials or a short name in parentheses: "(AL)" """
    found = re.search(r"(?:^|; )\s*(@[\w.\-]+)\s*(?:;|$)", remarks) or _SHORT.search(remarks)
    return found[1] if found else ""


def nickname_in(chunk: str) -> str:
    """What somebody is called, in quotation marks or parentheses between their names; "" if there is nothing."""
    found = _NICKNAME.fullmatch(chunk.strip())
    return found[1] if found else ""


def label_before(bare: str, names: Names) -> tuple[str, str]:
    """A word in front of a known name and a colon, and the name: ("part of the time", "Cy"); ("", bare) without one."""
    found = _LABELED.match(bare)
    if found and names.find(found["who"]) and names.find(found["label"]) is None:
        return found["label"], found["who"]
    return "", bare


def goes_on(bare: str, rest: str) -> bool:
    """Whether what follows a full name is other text that the line goes on with: "Ada Brandt Call to order …"."""
    is_list = rest.lower().startswith(("and ", "und ", "et ", "y ", "&", "+", "/", "with "))
    return not is_list and len(bare.split()) - len(rest.split()) > 1 and len(rest.split()) >= _LEAST_OTHER


def says_behind(chunks: Sequence[str], found: Sequence[Person | str]) -> str:
    """What the chunks behind the only person of an item say: "Ada Brandt, member at large - excused"."""
    is_one = len(found) == 1 and isinstance(found[0], Person) and found[0].is_known
    remarks = " ; ".join(piece for chunk in chunks[1:] for piece in re.split(r"\s[–—-]\s|[()]", chunk))
    says = says_of(remarks) if is_one and remarks else ""
    return says if says in ("excused", "no") else ""
