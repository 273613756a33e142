"""Names as people write them: an address beside the name, pronouns, the last name first, several in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from lib.bring.name_forms import (
    PARENTHESES,
    SIGN,
    Forms,
    candidates,
    first_letters,
    first_name_first,
    fold,
    initials_of,
    is_address,
    one_form,
    plain_name,
    short_forms,
)
from lib.log.format.words import fillers, word_form

_SEPARATORS = re.compile(r"\s*(?:[;\n\r|&+]|(?<![\w.@-])(?:and|und|et|y|en)(?![\w.@-]))\s*", re.IGNORECASE)
_LOOKUP_ID = re.compile(r"^\d+(?=;#)|;#\d+(?=;#|$)|;\d+(?=;#|$)")
"""The numbers of people in exports of SharePoint: "Ada Lovelace;#12;#Bo Chen;#14"."""
_NUMBER_BEFORE = re.compile(r"^(?:\d{1,2}[.)]\s+|[•▪●◦*–-]\s+)")
"""The number or bullet before each name of a list."""
BOTS = re.compile(
    r"note\s*-?taker|notetaker|\bbot\b|otter\.?ai|otter\s*pilot|fireflies|read\.ai|read meeting|"
    r"fathom|gemini|copilot|tl;?dv|"
    r"\b(?:rrsagent|zakim|trackbot|zodbot|meetbot|ghurlbot|gh-issue-bot|meetgeek|avoma|krisp|sembly|airgram|supernormal|"
    r"ai companion|ai assistant|meeting assistant|(?:meeting|conference|board) ?room)\b",
    re.IGNORECASE,
)
"""What takes notes in a meeting is nobody."""
_HIDDEN = re.compile("\x00(\\d+)\x00")


class Roster:
    """Who is known: keys, names and addresses of members, however they are written."""

    def __init__(
        self, people: Iterable[tuple[str, str, str]], initials: Iterable[tuple[str, str]] = ()
    ) -> None:
        """`people`: key, name and email of each, "" where unknown. `initials`: (short sign, key), such as the members
        tab says."""
        self.people, self.initials = tuple(people), tuple(initials)
        self._signs = {fold(sign) for sign, _ in self.initials}
        self._keys: dict[str, str] = {}
        for key, _, _ in self.people:
            self._keys.setdefault(fold(key), key)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each member by key, without addresses and remarks; the key where there is no name."""
        return {key: plain_name(name) or key for key, name, _ in self.people}

    @cached_property
    def keys(self) -> frozenset[str]:
        """The members' keys, as they are written."""
        return frozenset(key for key, _, _ in self.people)

    @cached_property
    def _forms(self) -> tuple[Forms, Forms]:
        """Whom each whole name may name, and each short one."""
        forms, short = Forms(), Forms()
        for key, name, email in self.people:
            called = name or ("" if "@" in key else key)
            for form in {fold(key), fold(name), fold(email), *one_form(called)} - {""}:
                forms.add(form, key)
            for form in short_forms(key, called):
                short.add(form, key)
        for sign, key in self.initials:
            if fold(sign):
                short.add(fold(sign), key)
        return forms, short

    @cached_property
    def _key_of(self) -> dict[str, str]:
        """The key of the one person whom a form names."""
        forms, short = self._forms
        found = short.sure() | forms.sure()
        for form in forms.several.keys() & found.keys():
            del found[form]
        return found | self._keys

    @cached_property
    def _shared(self) -> dict[str, tuple[str, ...]]:
        """Whom a form may name that is one member's key and what another is called."""
        forms, short = self._forms
        return {
            form: tuple(sorted(others))
            for form, key in self._keys.items()
            if form and len(others := {key, *forms.of(form), *short.of(form)}) > 1
        }

    @cached_property
    def _initials(self) -> dict[str, str]:
        """The key of the one person whose name has these initials."""
        return initials_of({key: first_name_first(name) for key, name in self.names.items()})

    @cached_property
    def _several(self) -> dict[str, tuple[str, ...]]:
        """The people whom a form may name, where these are several."""
        forms, short = self._forms
        return {
            form: tuple(sorted({*forms.of(form), *short.of(form)}))
            for form in (*forms.several, *(form for form in short.several if form not in forms.first))
            if form not in self._key_of
        }

    @cached_property
    def _by_address(self) -> dict[str, str] | None:
        """The key of the one person whom an address names; None if names or short signs hold addresses too."""
        if any("@" in name for _, name, _ in self.people) or any("@" in sign for sign in self._signs):
            return None
        found = Forms()
        for key, _, email in self.people:
            for form in {fold(key), fold(email)} - {""}:
                found.add(form, key)
        return found.sure() | self._keys

    def __bool__(self) -> bool:
        return bool(self._keys)

    def is_key(self, text: str) -> bool:
        """Whether the text is a member's key as it stands."""
        return fold(text) in self._keys

    def is_guessed_sign(self, text: str) -> bool:
        """Whether a text names a member by initials that follow from the name, and that no column gives them."""
        sign = text.strip().replace(".", "").casefold()
        return (
            SIGN.fullmatch(text.strip()) is not None
            and fold(text) not in self._signs
            and not self.is_key(text)
            and sign in self._initials
            and self.find(text) is not None
        )

    def shared_key(self, text: str) -> tuple[str, ...]:
        """The keys of those whom a text may name that is one member's key and what another is called; else empty.

        In a cell of the log a key is that member ("ann"); in running text it may be the first name of the other one.
        """
        return self._shared.get(fold(plain_name(text)), ())

    def find(self, text: str) -> str | None:
        """The key of the person that `text` names, and nobody else; None if there is none."""
        if is_address(text) and self._by_address is not None:
            return self._by_address.get(text)
        found = self._key_of.get(fold(text)) or next(
            (key for form in candidates(text) if (key := self._key_of.get(form))), None
        )
        match = SIGN.fullmatch(text.strip())
        if match is None or found == text.strip() or fold(text) in self._signs:
            return found
        sign, name = match["sign"].replace(".", "").casefold(), match["name"]
        if name is None:
            of_sign = self._initials.get(sign) if fold(text) not in self._several else None
            return found or of_sign if None in (found, of_sign) or found == of_sign else None
        key = found or self.find(name)
        return (
            key
            if key is not None and (found or first_letters(first_name_first(self.names[key])) == sign)
            else None
        )

    def could_be(self, text: str) -> tuple[str, ...]:
        """The keys of those who are called so, where that is more than one person; else empty."""
        if self.find(text) is not None:
            return ()
        return next((self._several[form] for form in candidates(text) if form in self._several), ())

    def all_in(self, text: str) -> list[str]:
        """The people that a cell names: their keys, and unknown ones as written, in order, each once.

        Two unknown words with a comma between them are one person, whose last name is first: "Novak, Petra".
        """
        if is_last_first(text) and not any(map(self.find, text.split(","))):
            return [text.strip()]
        return list(dict.fromkeys(self.find(part) or part for part in self.parts(text)))

    def parts(self, text: str) -> list[str]:
        """The names in a cell, as written, each with the remark in parentheses behind it.

        A comma may stand inside a name ("Lovelace, Ada") if that is somebody, or if semicolons or line breaks separate
        the names.
        """
        if self.find(text) is not None:
            return [text.strip()]
        if ";#" in text:
            text = _LOOKUP_ID.sub("", text).replace(";#", ";")
        remarks: list[str] = []

        def hide(match: re.Match[str]) -> str:
            remarks.append(match[0])
            return f"\x00{len(remarks) - 1}\x00"

        hidden = PARENTHESES.sub(hide, text)
        found: list[str] = []
        for part in _SEPARATORS.split(hidden):
            found += self._at_commas(part, is_separated=";" in hidden or _is_one_a_line(hidden))
        shown = (_HIDDEN.sub(lambda match: remarks[int(match[1])], part) for part in found)
        unnumbered = (_NUMBER_BEFORE.sub("", part) for part in shown)
        return [
            part for part in unnumbered if part and word_form(part) not in fillers() and not BOTS.search(part)
        ]

    def _at_commas(self, text: str, *, is_separated: bool) -> list[str]:
        pieces = [piece.strip() for piece in text.split(",") if word_form(piece) not in fillers()]
        if is_separated and len(pieces) == 2 and not all(map(self.find, pieces)):
            return [", ".join(pieces)]
        pieces = [part.strip() for piece in pieces for part in piece.split("/")]
        parts: list[str] = []
        at = 0
        while at < len(pieces):
            pair = f"{pieces[at]}, {pieces[at + 1]}" if at + 1 < len(pieces) else ""
            if pair and self.find(pieces[at]) is None and self.find(pair) is not None:
                parts.append(pair)
                at += 2
            else:
                parts.append(pieces[at])
                at += 1
        return parts


def is_last_first(text: str) -> bool:
    """Whether a text may be one name with the last name first: two words with a comma between them."""
    last, comma, first = (part.strip() for part in text.partition(","))
    return bool(comma and last and first) and not re.search(r"[\s,;/&+]", f"{last}{first}")


def _is_one_a_line(text: str) -> bool:
    """Whether a cell has one name a line, with the last name first: no line has two commas, or two whole names."""
    lines = [line for line in text.splitlines() if line.strip()]
    pairs = [[piece.strip() for piece in line.split(",")] for line in lines if "," in line]
    return len(lines) > 1 and all(
        len(pair) == 2 and not all(" " in piece for piece in pair) for pair in pairs
    )


def roster_of(members: Iterable[Mapping[str, str]]) -> Roster:
    """A roster from rows with member, name and email."""
    return Roster(
        (row["member"], row.get("name", ""), row.get("email", "")) for row in members if row["member"]
    )
