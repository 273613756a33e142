"""What one cell with a list of people says: names with remarks, everybody but a few, or nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.bring.name_forms import plain_name, without_honorific, without_office
from lib.bring.people import Roster
from lib.bring.shapes.guests import is_guest, without_guest
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import word_for, word_form

_STATUS = TABS["sessions"].column("status")
_BEFORE_REASON = re.compile(
    r"\s*[,;:(\[–—]|\s+-\s*|\s+(?:due to|because|wegen|à cause|por|wegens)\b", re.IGNORECASE
)
_PRESENT = TABS["attendance"].column("present")
_COUNT = re.compile(
    r"\+?\d+([.,]\d+)?(?: ?(?:of|out of|von|sur|de|van|/) ?\d+)?"
    r"( (people|persons|members|guests?|others|more|personen|gäste|personnes|invités?))?$"
)
_NOBODY = frozenset(
    map(
        word_form,
        "nobody|no one|nobody came|none|others|and others|see list|see register|keiner|keine|niemand|andere|weitere|"
        "personne|autres|aucun|aucune|néant|nadie|ninguno|ninguna|otros|geen|anderen|ninguém|nenhum|nenhuma|outros|"
        "nil|not applicable|entfällt|entfallen".split("|"),
    )
)
"""What lists hold in place of a name."""
_HOLIDAYS = frozenset(
    map(
        word_form,
        "holiday|holidays|off|day off|closed|break|recess|vacation|vacations|ferien|urlaub|frei|vacances|congé|congés|"
        "vacaciones|fiesta|vakantie|vrij|férias|folga".split("|"),
    )
)
"""What is one person's absence where others have marks, and a day without a session where everybody has it."""
_EVERYBODY = re.compile(
    r"(?:all|everyone|everybody|all members|(?:whole|full) (?:circle|group|team)|alle|alle mitglieder|alle leden|"
    r"allen(?= aanwezig)|"
    r"iedereen|tous|toutes|tous les membres|tout le monde|todos|todas|todos los miembros|todos os membros)"
    r"(?: (?:present|here|attended|anwesend|da|présents|presentes|aanwezig))?"
    r"(?:\s*[,;(–-]?\s*(?:except|but|apart from|without|minus|außer|ausser|bis auf|ohne|sauf|excepté|excepto|menos|"
    r"salvo|behalve|zonder|exceto)(?: for)?:?\s+(?P<rest>.+?)\)?)?\.?",
    re.IGNORECASE | re.DOTALL,
)
_REMARK = re.compile(r"[(\[]([^()\[\]]*)[)\]]|\s[–—-]\s+(.+)$")
_CAPITALS = re.compile(r"(?!NO$)[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A person that a list names, what a remark beside the name says (yes, no, excused, or "" for nothing), and whether
    the list calls the person a guest."""

    person: str
    says: str = ""
    is_guest: bool = False


def bare(part: str) -> str:
    """A name as written, without remarks: "Cy Poe – ill" -> "Cy Poe", "Lee, Ann" -> "Ann Lee"."""
    name = without_office(plain_name(_REMARK.sub("", without_guest(part))))
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def entries(text: str, roster: Roster) -> list[Entry]:
    """The people that a list names, in order, each once; their keys where the roster knows them."""
    found: dict[str, Entry] = {}
    for part in roster.parts(text):
        said = [said for match in _REMARK.finditer(part) for said in match.groups() if said]
        name = roster.find(part) or roster.find(bare(part)) or bare(part)
        words = [word for remark in said if (word := _word_in(remark, text))]
        found.setdefault(fold(name), Entry(name, words[0] if words else "", is_guest(part)))
    return [entry for entry in found.values() if entry.person]


def _word_in(remark: str, text: str) -> str | None:
    """What a remark beside a name says about being there. Two capitals are an office ("EA"), unless the list has marks
    beside other names too."""
    if _CAPITALS.fullmatch(remark.strip()) and not any(
        word_for(other.strip(), _PRESENT)
        for match in _REMARK.finditer(text)
        for other in match.groups()
        if other and not _CAPITALS.fullmatch(other.strip())
    ):
        return None
    return word_for(remark.strip(), _PRESENT)


def everybody_but(text: str) -> str | None:
    """The exceptions of a cell such as "everyone except Bob", "" where there are none; None for any other cell."""
    match = _EVERYBODY.fullmatch(" ".join(text.split()))
    return None if match is None else match["rest"] or ""


def all_listed(text: str) -> str | None:
    """The same for a whole cell of a list of who came, where "Allen" alone is Dutch for everybody."""
    return "" if fold(text.strip(" .!")) == "allen" else everybody_but(text)


def is_nobody(text: str) -> bool:
    """Whether an entry of a list names no person: a number of people, nobody, or that there was no session."""
    form = word_form(text)
    return bool(_COUNT.match(text.strip().casefold())) or form in _NOBODY or is_cancelled(text)


def is_cancelled(text: str) -> bool:
    """Whether a text says that a session did not take place, also with the reason behind it ("cancelled – snow")."""
    before = _BEFORE_REASON.split(text.strip(), maxsplit=1)[0]
    return any(bool(each) and word_for(each, _STATUS) == "cancelled" for each in (text, before))


def is_holiday(text: str) -> bool:
    """Whether a mark is a word for a holiday: of one person, or of all, which only the other marks tell."""
    return word_form(text) in _HOLIDAYS


def is_off(texts: Sequence[str]) -> bool:
    """Whether the marks of one day all say that there was no session; words for a holiday only where several people
    have them. False for no marks."""
    if not texts:
        return False
    return all(map(is_cancelled, texts)) or (
        len(texts) > 1 and all(is_cancelled(text) or is_holiday(text) for text in texts)
    )


def roster_from(cells: Iterable[str], others: Iterable[str] = ()) -> Roster:
    """The people that lists name, for a log without members: whole names first, since "Bob" may be one of them.

    `others`: cells that name people elsewhere, such as owners of actions.
    """
    empty = Roster(())
    names: dict[str, str] = {}
    for text in (*cells, *others):
        rest = all_listed(text)
        for part in empty.parts(text if rest is None else rest):
            name = bare(part)
            if name and not is_nobody(part) and everybody_but(name) is None and not re.search(r"\d", name):
                names.setdefault(fold(name), name)
    whole = without_titles([name for name in names.values() if " " in name])
    known = Roster((name, name, "") for name in whole)
    short = [name for name in names.values() if " " not in name and known.find(name) is None]
    return Roster((name, name, "") for name in _without_initials(whole, short))


def without_titles(names: Sequence[str]) -> list[str]:
    """Without "Mme Ada Lee" where "Ada Lee" is there too, and with one of "Dr. Ada Lee" and "Prof. Ada Lee"."""
    bare_names = {fold(name) for name in names}
    kept: dict[str, str] = {}
    for name in names:
        plain = fold(without_honorific(name))
        if " " not in plain:
            plain = fold(name)  # "Mrs. Lee" and "Mr. Lee" are two people
        if plain == fold(name) or plain not in bare_names:
            kept.setdefault(plain, name)
    return [*kept.values()]


def _without_initials(whole: Sequence[str], short: Sequence[str]) -> list[str]:
    """Without "Bob R." where "Bob Ray" is there too."""
    longer = [name for name in whole if len(name.split()[-1].rstrip(".")) > 1]
    known = Roster((name, name, "") for name in longer)
    return [*longer, *(name for name in whole if name not in longer and known.find(name) is None), *short]
