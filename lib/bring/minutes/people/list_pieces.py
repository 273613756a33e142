"""A list of people cut in its pieces, one for each person or team."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.bring.minutes.people.names import Names, is_name, is_role

_FIELDS = re.compile(r"\s+/\s+")
_ADDRESS_BEHIND = re.compile(
    r"(?<=[\w)])(?<!\band)(?<!\bund)(?<!\bet)\s+<?[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}>?$", re.IGNORECASE
)
_NEXT_SIGNED = re.compile(r"(\([A-Z]{2,4}\))\s+(?=[A-ZÀ-Þ])")
_SHARED_SURNAME = re.compile(
    r"(?<![\w'’] )\b(?P<first>[A-ZÀ-Þ][\w'’-]+)(?P<and>\s(?:&|and|und|"
    r"\+)\s)(?P<second>[A-ZÀ-Þ][\w'’-]+)\s(?P<last>[A-ZÀ-Þ][\w'’-]+)"
)
_NEXT_REMARKED = re.compile(
    r"(\([a-z][a-z -]{1,20}\))\s+(?=[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?\s*(?:\(|,|$))"
)
_IN_PARENTHESES = re.compile(r"(?P<label>[A-ZÀ-Þ][\w -]*?)\s*\((?P<who>[^()]{3,60})\)")
_DOUBLE_END = re.compile(r"\){2,}")
_TWICE = re.compile(r"(?P<who>[^()]{3,60}?)(?P<remark>\s\([^()]*\))?\s+(?P=who)$")
_TITLE_WORD = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]*|and|of|the|for|&|und|(?:vice|deputy|co)-[a-z]+)")
_LONGEST_OFFICE = 4
_NO_OFFICE = re.compile(
    r"\d|[:;]|\b(?:not|except|without|excluding|but|apologies|regrets|for|from|by|with|to|and|or|thanks|ohne|außer|von|mit|und)\b",
    re.IGNORECASE,
)
"""Words in front of a full name that say something else than an office."""
_SHORT_OFFICE = re.compile(r"[A-Z]{2,4}")
_MEMBERS = re.compile(
    r"(?:(?:nicht|weitere|beratende|sachkundige|stimmberechtigte)[rsn]?\s)*"
    r"(?:stimmberechtigte[rsn]?|beratende[rsn]?|[\w-]*mitglied(?:er)?)",
    re.IGNORECASE,
)
REMARK = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


@dataclass(frozen=True, slots=True)
class Person:
    """One name in a list: `person` as `Names.find` returns it or as written; `says`: "" for what the list says."""

    person: str
    is_known: bool
    says: str = ""
    alias: str = ""
    roles: tuple[str, ...] = ()
    is_guest: bool = False
    office: str = ""


def grouped(text: str, names: Names) -> str:
    """The people behind the name of their team or company: "Head office: Ada Brandt, Bo Lindqvist"; else ""."""
    label, colon, listed = text.partition(": ")
    if not colon and is_role(text.split(" – ")[0]):
        label, colon, listed = text.partition(" – ")
    if not colon or len(label) > 40 or "," in label or "(" in label or names.find(label):
        return ""
    people = names.people(REMARK.sub("", listed)) or []
    known = [person for person in people if names.find(person)]
    is_full = all(" " in person for person in people)
    return listed if people and (known or (is_full and not names.leading(f"{label} x"))) else ""


def is_title_of_members(text: str) -> bool:
    """Whether a text is the title of a part of a list and names nobody: "Stimmberechtigte Ausschussmitglieder"."""
    return _MEMBERS.fullmatch(text.strip(" :")) is not None


def at_point(chunk: str, names: Names) -> list[str]:
    """A chunk cut at the point that ends a list in small letters: "dev. elif out" is two people."""
    head, point, tail = chunk.partition(". ")
    is_list = point and names.find(head) and names.find(tail.split()[0] if tail.split() else "")
    return [head, tail] if is_list else [chunk]


def chunks_of(text: str) -> list[str]:
    """The text cut at its commas and semicolons, outside of parentheses; Names puts "Lovelace, Ada" together."""
    chunks, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(depth - 1, 0)
        elif char in ",;\n" and not depth:
            chunks.append(text[start:at].strip())
            start = at + 1
    chunks.append(text[start:].strip())
    return [chunk for chunk in chunks if chunk]


def first_field(text: str, names: Names) -> str:
    """Who signs in with fields behind slashes: "Ada / Head office / @ada"; a text without them as it is."""
    first, *others = _FIELDS.split(text)
    person = names.find(first)
    is_one = (
        others and person and "," not in first and all(names.find(one) in (None, person) for one in others)
    )
    return first if is_one else text


def before_name(text: str, names: Names) -> str:
    """The office in front of a known person: "Library Trustee and Chair" of "… Ada Brandt"; "" if there is none."""
    tokens = text.split()
    if names.find(text):
        return ""
    for at in range(1, min(len(tokens) - 1, _LONGEST_OFFICE + 1)):
        head = " ".join(tokens[:at])
        is_title = at == 1 or not is_name(head)
        if (
            is_title
            and names.find(" ".join(tokens[at:]))
            and not (_NO_OFFICE.search(head) or names.mentions(head))
        ):
            return head
    for at in range(1, len(tokens)):
        head = " ".join(tokens[:at])
        if not (_TITLE_WORD.fullmatch(tokens[at - 1]) or is_role(tokens[at - 1])):
            return ""
        is_office = is_role(head.replace("-", " ")) or _SHORT_OFFICE.fullmatch(head)
        if is_office and names.find(" ".join(tokens[at:])):
            return head
    return ""


def named_once(text: str) -> str:
    """A person whom a list names twice, or with an address behind: "Ada Brandt (chair) Ada Brandt"."""
    bare = _ADDRESS_BEHIND.sub("", text)
    twice = _TWICE.match(bare)
    return f"{twice['who']}{twice['remark'] or ''}" if twice else bare


def with_surnames(text: str, names: Names) -> str:
    """A list in which two share a surname that stands once, as full names: "Ada & Bo Brandt" of known people."""

    def both(found: re.Match[str]) -> str:
        first = f"{found['first']} {found['last']}"
        is_one = names.find(found[0]) is not None
        return (
            found[0]
            if is_one or names.find(first) is None
            else f"{first}{found['and']}{found['second']} {found['last']}"
        )

    return _SHARED_SURNAME.sub(both, text)


def with_commas(text: str) -> str:
    """A list in which the comma behind initials or an office is missing: "Ada Brandt (AB) Bo Lind (chair)"."""
    return _NEXT_REMARKED.sub(r"\1, ", _NEXT_SIGNED.sub(r"\1, ", _DOUBLE_END.sub(")", text)))


def without_place(text: str, names: Names) -> str:
    """Who is in parentheses behind their place in the group: "Team member 3 (Ada Brandt)"; else the text as it is."""
    found = _IN_PARENTHESES.fullmatch(text)
    if found is None or names.find(found["label"]) or not (names.find(found["who"]) or is_name(found["who"])):
        return text
    is_place = is_role(found["label"]) or re.search(r"\d$", found["label"])
    return found["who"] if is_place and " " in found["who"] else text


def closed(text: str) -> str:
    """A text with a parenthesis that nobody has closed, closed at its end: "Ada Brandt (@ada"."""
    return f"{text})" if text.count("(") > text.count(")") else text
