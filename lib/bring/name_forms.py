"""The forms in which a name is compared: no remarks, no look-alike signs, first name first, initials."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from lib.log.format import folding

_ADDRESS = re.compile(r"<\s*(?:mailto:)?([^<>@\s]+@[^<>@\s]+)\s*>")
_ONE_ADDRESS = re.compile(r"[a-z0-9][a-z0-9._-]*@[a-z0-9.-]+")
_PRONOUNS = re.compile(
    r"\s+[-–|/]?\s*(?:she|he|they|sie|er|elle|il|ella)\s*/\s*\w+(?:\s*/\s*\w+)?$", re.IGNORECASE
)
PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_QUOTED = re.compile(r'^\s*["“”]([^"“”]+)["“”]\s*$')
"""A whole name in quotation marks, as some exports write it; a nickname within a name keeps its own."""
_BESIDE = re.compile(r'[<(\[/"“]')
"""What an address, pronouns, a remark or quotation marks beside a name contain; most cells have none of it."""
_HANDLE = re.compile(r"(?<=\w)\s+@[\w.\-]+$")
_INNER_CAPITAL = re.compile(r"(?<=[a-zà-ÿ]{2})(?=[A-ZÀ-Þ][a-zà-ÿ])")
_HONORIFIC = re.compile(
    r"^(?:(?:vice[- ])?(?:mr|mrs|ms|mx|dr|prof(?:essor)?|hr|fr|herrn?|frau|sir|dame|madame|monsieur|m|mme|sra?|"
    r"chair(?:man|woman|person)?|president|members?|commissioners?|supervisors?|secretary|treasurer|directors?|trustees?|"
    r"council(?:l?or|member)s?|cllrs?|senators?|governors|delegates?|messrs|superintendent|headteacher|mayor|sgt|rev(?:erend)?|vorsitzende[rn]?|"
    r"mlle|dra|srta|ing|lic|mag|dipl[.-]ing|eng|engr|capt|rtn|pp|"
    r"(?:stellv(?:ertr(?:etende[rn]?)?)?|stv)\.?|mitglied(?:er)?|(?:protokoll|schrift)führer(?:in)?|gast|"
    r"pfr|pfarrer(?:in)?|pfarrsekretär(?:in)?|msgr|diakon|dekan|(?:[a-z]+-)?ob(?:mann|frau)|bgm|(?:ausschuss|gemeinderats)mitglied|bürgermeister(?:in)?)\.?\s+)+",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:(?:(?:vice|co|deputy|asst|assistant|acting|interim|locum|parish|town|city|borough|recording|"
    r"minutes?|executive|managing|past|immediate past|sr|senior|jr|junior|hon(?:orary)?|"
    r"1st|2nd|first|second|stellv|adj|vize|e[xh])\.?[- ]+)*"
    r"(?:chair(?:man|woman|person)?|president|pres|vp|secretary|sec|treasurer|treas|clerk|rector|vicar|pastor|warden|"
    r"deacon|director|trustee|member|moderator|facilitator|host|coach|mentor|mentee|lead|leader|officer|manager|coordinator|"
    r"convenor|convener|councillor|captain|sponsor|observer|alternate|proxy|staff|volunteer|scribe|ph\.?d|m\.?d|esq|mba|"
    r"vorsitzende[rn]?|vorsitz|kassenwart(?:in)?|kassierer?(?:in)?|schriftführer(?:in)?|beisitzer(?:in)?|vorstand|"
    r"leiter(?:in)?|leitung|protokoll|président[e]?|trésori(?:er|ère)|secrétaire|animat(?:eur|rice)|membre|"
    r"presidente|presidenta|tesorer[oa]|tesoureir[oa]|secretari[oa]|secretári[oa]|vocal|voorzitter|penningmeester|"
    r"secretaris|notulist|lid)"
    r"(?:[- ](?:elect|emeritus|general))?)\.?",
    re.IGNORECASE,
)
"""An office or role behind a name and a comma: no first name."""
_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07]")
"""What programs and keyboards put for the apostrophe in O'Brien."""
SIGN = re.compile(r"(?P<sign>(?:[A-ZÀ-ÖØ-Þ]\.?){2,4})(?:\s*[-–—:/]\s*(?P<name>[^\W\d_].+))?")
_NO_INITIALS = frozenset(
    (
        "hr it pr qa pm po pa vp gm md ceo cfo coo cto cio cmo hq uk us usa eu un ok na tbc tbd all smt slt rh dsi "
        "gf bl pl"
    ).split()
)
"""Short signs of departments and offices, which may own an action and are nobody's initials for sure."""


class Forms:
    """Whom each form of a name may name: nearly always one person."""

    def __init__(self) -> None:
        self.first: dict[str, str] = {}
        self.several: dict[str, set[str]] = {}

    def add(self, form: str, key: str) -> None:
        first = self.first.setdefault(form, key)
        if first != key:
            self.several.setdefault(form, {first}).add(key)

    def of(self, form: str) -> Collection[str]:
        return self.several.get(form) or ({self.first[form]} if form in self.first else ())

    def sure(self) -> dict[str, str]:
        """The forms that name one person only, with the person's key."""
        return {form: key for form, key in self.first.items() if form not in self.several}


def fold(text: str) -> str:
    """A name or key in the form it is compared in here: look-alike apostrophes make no difference either."""
    if text.isascii() and "`" not in text:
        return folding.fold(text)
    return folding.fold(_APOSTROPHES.sub("'", text))


def plain_name(text: str) -> str:
    """A name without the address, pronouns and remarks in parentheses next to it."""
    if not _BESIDE.search(text):
        return " ".join(text.split()).strip(" ,;")
    bare = _PRONOUNS.sub("", PARENTHESES.sub("", _ADDRESS.sub("", text)))
    if '"' in bare or "“" in bare:
        bare = _QUOTED.sub(r"\1", bare)
    return " ".join(bare.split()).strip(" ,;")


def without_honorific(name: str) -> str:
    """A name without the titles and offices before it: "Mme Dr. Ada Dunn" -> "Ada Dunn"."""
    return _HONORIFIC.sub("", name)


def without_office(name: str) -> str:
    """A name without the office behind a comma: "Ada Dunn, Sr. Warden" -> "Ada Dunn"; any other text as it is."""
    before, comma, behind = name.partition(",")
    is_name = len(before.split()) > 1
    return before.strip() if comma and is_name and _OFFICE.fullmatch(behind.strip()) else name


def address_in(text: str) -> str:
    """The email address in a text such as "Ada Lovelace <ada@x.org>"; "" if there is none."""
    if found := _ADDRESS.search(text):
        return found[1]
    bare = text.strip()
    return bare if re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+", bare) else ""


def is_address(text: str) -> bool:
    """Whether a text is one address in lower case and nothing else: no other form of it can name somebody."""
    return _ONE_ADDRESS.fullmatch(text) is not None


@lru_cache(maxsize=20_000)
def candidates(text: str) -> tuple[str, ...]:
    """The forms in which a text may name somebody, the surest first: as it stands, its address, its name."""
    plain = _HANDLE.sub("", plain_name(text))
    if " " not in plain:
        plain = _INNER_CAPITAL.sub(" ", plain)
    forms = [
        fold(text),
        fold(address_in(text)),
        fold(plain),
        *one_form(plain),
        *one_form(without_honorific(plain)),
    ]
    return tuple(dict.fromkeys(form for form in forms if form))


def one_form(name: str) -> Sequence[str]:
    """A name in one form, whichever of first and last name is first."""
    plain = fold(without_office(plain_name(name)))
    last, comma, first = plain.partition(",")
    return (
        [f"{first.strip()} {last.strip()}"]
        if comma and first.strip() and last.strip()
        else [plain]
        if plain
        else []
    )


def first_name_first(name: str) -> str:
    """A name with the first name first, in the form it is compared in."""
    return next(iter(one_form(name)), "")


def short_forms(key: str, name: str) -> set[str]:
    """What people also call somebody, if nobody else is called so: the first or last name, one of them as an initial
    ("Ada L.", "A. Lovelace"), and a handle such as @ada."""
    whole = first_name_first(name)
    first, _, rest = whole.partition(" ")
    last = rest.rpartition(" ")[2]
    local = fold(key).partition("@")[0] if "@" in key else ""
    forms = {first, last, f"@{first}" if first else "", f"@{local}" if local else ""}
    if first and last:
        forms |= {f"{first} {last[0]}", f"{first} {last[0]}.", f"{first[0]}. {last}", f"{first[0]} {last}"}
        forms |= {
            f"{first} {last}",
            f"@{first}{last}",
            f"@{first} {last}",
            f"@{first}.{last}",
            f"{first}{last}",
            f"{first}.{last}",
            f"{first[0]}{last}",
            f"@{first[0]}{last}",
            f"{first}{last[0]}",
            f"@{first}{last[0]}",
        }
    return {form for form in forms if len(form) > 1}


def first_letters(name: str) -> str:
    """The first letters of a folded name of several words, first name first; "" for one word or an address."""
    words = name.split()
    return "".join(word[0] for word in words) if len(words) > 1 and "@" not in name else ""


def initials_of(names: Mapping[str, str]) -> dict[str, str]:
    """Initials that fit one person only -> the person's key, from the folded names by key; without those that
    departments are called by too."""
    found: dict[str, list[str]] = {}
    for key, name in names.items():
        found.setdefault(first_letters(name), []).append(key)
    return {
        sign: keys[0] for sign, keys in found.items() if len(keys) == 1 and sign and sign not in _NO_INITIALS
    }
