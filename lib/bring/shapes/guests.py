"""Who is called a guest: by a word before or behind the name, by a cell beside it, or by the heading above the row."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lib.log.format.words import word_form

_WORDS = (
    "guest|guests|visitor|visitors|external|external guest|observer|observers|gast|gäste|gaeste|besucher|beobachter|"
    "invité|invitée|invités|invitées|visiteur|visiteurs|observateur|observateurs|invitado|invitada|invitados|invitadas|"
    "visitante|visitantes|gasten|bezoeker|bezoekers|convidado|convidada|convidados|convidadas"
)
GUESTS = frozenset(map(word_form, _WORDS.split("|")))
"""Words for guests, in `word_form`."""
_ALSO = r"(?:\s+(?:and|und|et|y|en|e|&|/)\s+\w+)?"
_HEADING = re.compile(
    rf"(?:other |weitere |autres |otros )?(?:{_WORDS}){_ALSO}\s*:?(?:\s*\(.*\))?", re.IGNORECASE
)
_MEMBERS = frozenset(
    map(
        word_form,
        "members|member|regulars|participants|core group|core team|mentors|mentees|staff|team|mitglieder|teilnehmer|"
        "teilnehmende|membres|participants|miembros|participantes|leden|deelnemers|membros".split("|"),
    )
)
_BEFORE = re.compile(rf"\s*(?:{_WORDS})\b\s*[:–-]", re.IGNORECASE)
_BEHIND = re.compile(rf"[(\[]\s*(?:{_WORDS})\s*[)\]]", re.IGNORECASE)


def is_guest(text: str) -> bool:
    """Whether a cell or an entry of a list names a guest: "Gast: Paul", "Ivo Petrov (Guest)"."""
    return bool(_BEFORE.match(text) or _BEHIND.search(text))


def without_guest(text: str) -> str:
    """The name without the word for a guest before or behind it."""
    return _BEHIND.sub("", _BEFORE.sub("", text)).strip() or text


def is_said_beside(texts: Iterable[str]) -> bool:
    """Whether one of the cells beside a name says that it is a guest, as in a column of roles."""
    return any(word_form(text) in GUESTS for text in texts)


def begins_guests(text: str) -> bool | None:
    """Whether the only text of a row begins a section of guests (True) or of members (False); None for neither."""
    if _HEADING.fullmatch(text.strip()):
        return True
    return False if word_form(text.rstrip(": ")) in _MEMBERS else None
