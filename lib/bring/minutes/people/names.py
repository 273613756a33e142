"""Who is meant in one document: members of the roster, and others who are listed as present in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from lib.bring.minutes.vocabulary import is_everybody, words
from lib.bring.name_forms import plain_name
from lib.bring.people import BOTS, Roster
from lib.log.format.folding import fold
from lib.log.format.words import fillers, word_form

_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČ][\w'’.\-]*"
_NAME = re.compile(
    rf"@?{_WORD}(?:\s+(?:van|von|der|den|de|da|di|du|la|le|el|al|bin|ten|ter|zu|{_WORD})){{0,4}}"
)
_HANDLE = re.compile(r"@[\w.\-]{2,40}")
_NEXT_HANDLE = re.compile(r"(?<=\w)\s+(?=@\w)")
"""Between people who are mentioned one after another: "@Ada Brandt @Bo"."""
_NICK = re.compile(r"[a-zA-Z_][\w\-^|`\[\]]{1,20}")
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE)
_GROUPS = frozenset(
    "team manager lead owner department director officer group committee office support board circle council "
    "union agency university institute company inc gmbh bank plant partners foundation services systems "
    "solutions technologies consulting association maintainers members directors officers projects candidates "
    "volunteers editors authors chairs organizers organisers speakers presenters reviewers contributors leads "
    "managers students teachers parents residents trustees councillors governors delegates representatives staff "
    "secretariat admins developers users applicants nominees tc tsc toc wg sig pmc agm".split()
)
_CODE = re.compile(r"^(?=(?:\S*?\d){2})[\dA-ZⒶ-Ⓩ]+(?:[-/.][\dA-ZⒶ-Ⓩ]+)+[.:)]?\s+(?=[A-ZÀ-Þ@])")
"""The number of a task in the minute book, in front of who does it: "20-4Ⓐ6 Ada to …"."""
TITLES = re.compile(
    r"^(?:(?:Cllrs|Cllr['’]s|Councillors|Messrs|Profs|Drs)\.?|"
    r"(?:[Tt]he )?(?:Reverend|Rev|Pastor|Deacon|Father|Rabbi|Hon|Honou?rable)\.?(?: Dr\.?| Canon)?|"
    r"(?:[A-Za-z]{2,12}\s){0,3}(?:members?|wardens?|trustees|directors|"
    r"(?:co-?)?chairs|delegates|representatives|officers|governors)),?\s+(?=[A-ZÀ-Þ])"
)
"""A title for several people: "Cllrs Brandt and Olsen", "board members Ada Brandt and Bo Olsen"."""
_OF_A_BODY = re.compile(r"(?:Vom|Von de[rmn]|Aus de[rmn]|Seitens)\s.+")
"""The title of a part of a list: "Vom Beirat", "Von der Verwaltung"."""
_MOST_CALLED = 5
_INITIALS = re.compile(r"[A-Z]{2,4}")


class Names:
    """Finds the person that a few words name. People outside the roster are known by what they are listed as."""

    def __init__(
        self,
        roster: Roster,
        others: Iterable[str] = (),
        aliases: Mapping[str, str] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`others`: names of people outside the roster. `aliases`: what the document calls somebody (initials).

        `groups`: what it calls several people who are named elsewhere in it ("the chairs").
        """
        self._roster = roster
        self._others = Roster((name, name, "") for name in others)
        self._aliases = {fold(alias): person for alias, person in (aliases or {}).items()}
        self._groups = {fold(called): list(people) for called, people in (groups or {}).items()}
        self._found: dict[str, str | None] = {}
        self._parts: dict[str, list[str]] = {}
        self.knows_somebody = bool(roster) or bool(self._others)

    def find(self, text: str) -> str | None:
        """The member's key, or the name as listed in the document; None for nobody who is known."""
        bare = text.strip(" .,:;*")
        if bare not in self._found:
            is_bot = not bare or BOTS.search(bare)
            is_open = is_bot or self._roster.shared_key(bare)
            known = None if is_open else self._roster.find(bare) or self._others.find(bare)
            self._found[bare] = known or (None if is_bot else self._aliases.get(fold(bare)))
        return self._found[bare]

    def is_member(self, person: str) -> bool:
        """Whether a person, as `find` or `as_written` returns them, is in the roster."""
        return person in self._roster.names

    def as_written(self, text: str) -> str:
        """The name of nobody who is known, which no member's key is: "Ann" for "ann" where two may be meant."""
        name = plain_name(text)
        return name[:1].upper() + name[1:] if self._roster.shared_key(name) else name

    def doubt_about(self, person: str) -> str:
        """Why a name is no member, as the end of a sentence; "" for a member, as `find` returns them."""
        if self.is_member(person):
            return ""
        could_be = self._roster.shared_key(person) or self._roster.could_be(person)
        several = [self._roster.names[key] for key in could_be]
        if several:
            return (
                f"may be {' or '.join(several)}" if len(several) < _MOST_CALLED else "may be one of several"
            )
        return "is not in the roster"

    def parts(self, text: str) -> list[str]:
        """The names in a text, as written, in order; without fillers and note-taking bots."""
        if text not in self._parts:
            self._parts[text] = self._cut(text)
        return self._parts[text]

    def _cut(self, text: str) -> list[str]:
        found: list[str] = []
        for part in self._roster.parts(text.replace(" and/or ", " and ")):
            found += (
                [part]
                if self.find(part)
                else [piece.strip() for piece in re.split(r"\s+(?:with|mit)\s+", part)]
            )
        return [part.strip(" .:;") for part in found if part.strip(" .:;")]

    def people(self, text: str, *, nicks: bool = False) -> list[str] | None:
        """The people that a text consists of, and nothing else; None if it is anything else.

        Known ones as `find` returns them, others as written where they look like a name (with `nicks`, one word in
        small letters does too). Everybody, nobody and bots make an empty list.
        """
        bare = TITLES.sub("", text.strip(" .,:;*–—-[]()"))
        bare = beside_each_other(bare)
        if not bare or len(bare) > 120:
            return None
        if is_everybody(bare) or word_form(bare) in words("people", "nobody") | fillers():
            return []
        if person := self.find(bare):
            return [person]
        if group := self._groups.get(fold(bare)):
            return list(group)
        parts = self.parts(bare)
        if not parts:
            return [] if BOTS.search(bare) else None
        found: list[str] = []
        for part in parts:
            if is_everybody(part):
                continue
            person = self.find(part)
            if person is None and not (
                is_name(part) or (nicks and _NICK.fullmatch(part) and not _is_word(part))
            ):
                return None
            found.append(person or self.as_written(part))
        return list(dict.fromkeys(found))

    def leading(self, text: str) -> tuple[list[str], str] | None:
        """The known people that a text begins with, and the rest of it; None if it begins with nobody who is known."""
        tokens = TITLES.sub("", _CODE.sub("", text)).split()
        for count in range(min(len(tokens) - 1, 7), 0, -1):
            head = " ".join(tokens[:count])
            if head.endswith((".", "!", "?")) and not re.search(
                r"\b(?:[A-Z]|Dr|Mr|Mrs|Ms|Fr|Hr|Prof)\.$", head
            ):
                continue
            if re.search(r"(?:['’]s?|-)$", head):
                continue
            parts = self.parts(head)
            if (
                parts
                and head[-1] not in "&+/;"
                and all(self.find(part) for part in parts)
                and not _dangling(head)
            ):
                return list(dict.fromkeys(str(self.find(part)) for part in parts)), " ".join(tokens[count:])
        return None

    def mentions(self, text: str) -> list[str]:
        """The known people whose names appear anywhere in a text."""
        tokens = re.findall(r"@?[\w'’.\-]+", text)
        found = []
        for at in range(len(tokens)):
            for size in (3, 2, 1):
                if person := self.find(" ".join(tokens[at : at + size])):
                    found.append(person)
                    break
        return list(dict.fromkeys(found))


def beside_each_other(text: str) -> str:
    """People who are mentioned one after another, with commas between them; other texts as they are."""
    is_named = text.startswith("@") and len(_NEXT_HANDLE.split(text)) > 1
    pieces = _NEXT_HANDLE.split(text) if is_named else []
    return ", ".join(pieces) if pieces and all(len(piece.split()) <= 3 for piece in pieces) else text


def _dangling(head: str) -> bool:
    return word_form(head.split()[-1]) in {"and", "und", "et", "y", "en", "with", "mit"}


def _is_word(text: str) -> bool:
    form = word_form(text)
    return form in words("people", "not_names") or form in words("verbs", "start")


def is_name(text: str) -> bool:
    """Whether a text looks like a person's name, handle or address: capitalized, and no word of everyday use first."""
    plain = plain_name(text)
    if not plain or len(plain) > 60 or (any(char.isdigit() for char in plain) and not plain.startswith("@")):
        return bool(_ADDRESS.fullmatch(plain)) if plain else False
    if _ADDRESS.fullmatch(plain) or _HANDLE.fullmatch(plain):
        return True
    if not _NAME.fullmatch(plain) or BOTS.search(plain) or plain.endswith(("'s", "’s", "-")):
        return False
    tokens = plain.split()
    if plain.endswith(".") and not re.search(r"\b[A-Z]\.$", plain):
        return False
    if _is_role(tokens[0]) or tokens[-1].lower() in _GROUPS or _OF_A_BODY.fullmatch(plain):
        return False
    return not _is_word(tokens[0]) and not any(
        word_form(token) in words("people", "not_names") for token in tokens[1:]
    )


def is_person(text: str) -> bool:
    """Whether a line is one person's full name, with at most a remark in parentheses, and nothing else."""
    plain = plain_name(text)
    return 2 <= len(plain.split()) <= 4 and not plain.isupper() and "," not in plain and is_name(plain)


def _is_role(token: str) -> bool:
    return token.lower().strip(".,") in _roles()


def _roles() -> frozenset[str]:
    return words("people", "roles")


def is_role(text: str) -> bool:
    """Whether a text is a role, department or company rather than a person: one of its words says so."""
    tokens = re.findall(r"[\w.]+", text)
    return bool(tokens) and any(_is_role(token) for token in tokens)


def initials(name: str) -> str:
    """The initials of a name, at least two; "" for a single word."""
    tokens = [token for token in plain_name(name).split() if token[:1].isupper()]
    letters = "".join(token[0] for token in tokens)
    return letters if _INITIALS.fullmatch(letters) else ""


def own_initials(names: Mapping[str, str]) -> dict[str, str]:
    """Initials -> person, where they mean one of these people only; `names`: person -> name as written."""
    found: dict[str, set[str]] = {}
    for person, name in names.items():
        if letters := initials(name):
            found.setdefault(letters, set()).add(person)
    return {letters: next(iter(who)) for letters, who in found.items() if len(who) == 1}
