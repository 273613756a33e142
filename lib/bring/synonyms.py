"""What people call tabs and columns: synonyms in six languages, and how alike two titles are."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from lib.log.format.schema import TABS, Tab
from lib.log.format.words import word_form
from lib.log.reading.naming import folded

CLOSE = 86.0
"""How alike (0-100) an unlisted title must be to one that is listed, to be suggested at all."""

_PLURAL = re.compile(r"(?<=\w)\((?:s|n|e|es|en|er|in|innen|r)\)", re.IGNORECASE)
"""The ending in brackets of "Owner(s)" and "Décision(s)", which changes no meaning."""
_HINT = re.compile(
    r"\s*[(\[](?:[dmyjat]{1,4}[-/. ][dmyjat]{1,4}(?:[-/. ][dmyjat]{1,4})?|initials?|names?|first names?|full names?|"
    r"y\s*/\s*n|yes\s*/\s*no|j\s*/\s*n|ja\s*/\s*nein|o\s*/\s*n|oui\s*/\s*non|s\s*/\s*n|s[ií]\s*/\s*no|r\s*/\s*a\s*/\s*g|"
    r"open\s*/\s*closed|if any|if known|optional|required|drop\s*-?down|please select|text|auto|kürzel|iniciales|"
    r"initiales|iniciais)[)\]]\s*$",
    re.IGNORECASE,
)
"""A remark behind a header about how to fill its cells in."""
_YES_OR_NO = re.compile(
    r"\s+(?:y\s*/\s*n|yes\s*/\s*no|j\s*/\s*n|ja\s*/\s*nein|o\s*/\s*n|oui\s*/\s*non|s\s*/\s*n)\s*$",
    re.IGNORECASE,
)
_TWO_LANGUAGES = re.compile(r"/|\((?=[^()]+\)\s*$)")
_PICTURES = re.compile(r"^[^\w#%°ºª]+|[^\w#%°ºª.)\]]+$")


@cache
def _listed(kind: str) -> dict[str, tuple[str, ...]]:
    content = tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text(encoding="utf-8"))
    return {
        name: tuple(word_form(word) for word in words.split("|") if word.strip())
        for name, words in content[kind].items()
    }


_LISTED_SURE = 95.0
_OPEN = frozenset(map(word_form, (
    "open", "current", "active", "outstanding", "pending", "ongoing", "offen", "offene", "ouvertes", "abiertas",
    "pendientes", "openstaande", "abertas", "pendentes",
)))  # fmt: skip
_NOT_YET = frozenset(map(word_form, ("not", "to", "be", "nicht", "non", "no", "niet", "não")))
_DONE = frozenset(map(word_form, (
    "closed", "completed", "complete", "done", "finished", "resolved", "erledigt", "erledigte", "abgeschlossen",
    "abgeschlossene", "clôturées", "terminées", "closes", "cerradas", "completadas", "terminadas", "cumplidas",
    "afgerond", "afgeronde", "afgesloten", "concluídas",
)))  # fmt: skip


def tabs_for(title: str) -> dict[str, float]:
    """The tabs that a title may mean -> how sure (0-100); 100 for the tab's own name. Empty for a title of nothing."""
    candidates = {name: (word_form(name), *_listed("tabs").get(name, ())) for name in TABS}
    found = _alike(without_part(title), candidates)
    for name, score in _alike(title, candidates).items():
        found[name] = max(score, found.get(name, 0.0))
    rest = without_state(title)
    if not found and rest != title and (of_rest := tabs_for(rest).get("actions", 0.0)) >= _LISTED_SURE:
        return {"actions": of_rest}
    return found


def without_state(title: str) -> str:
    """A title without the word for the actions it holds: "Closed actions" -> "actions"."""
    words = title.split()
    return " ".join(word for word in words if word_form(word) not in _OPEN | _DONE | _NOT_YET) or title


def state_of_all(title: str) -> str:
    """What a title says of all the actions below it: "done" ("Completed actions", "Erledigt"), "open" ("Open actions"),
    or ""."""
    forms = {*map(word_form, re.split(r"[\s_\-–—:()/]+", title))}
    says_done, says_open = bool(forms & _DONE), bool(forms & _OPEN)
    if forms & _NOT_YET or says_done == says_open:
        return ""
    return "done" if says_done else "open"


def holds_done(title: str) -> bool:
    """Whether a title says that what it lists is done."""
    return state_of_all(title) == "done"


def is_listed(header: str, column: str) -> bool:
    """Whether a header is the name of a column of the format, or listed for it, as it stands; one that is only alike
    is not."""
    return word_form(header.strip("¿?:* ")) in _forms_of(column)


_ABOUT_SESSIONS = (
    "facilitator",
    "note_taker",
    "presenter",
    "case",
    "decision",
    "guest",
    "notes",
    "business_owner",
)


def is_about_sessions(label: str) -> bool:
    """Whether a text beside the people of a grid is what a session has, and nobody's name: "Topic", "Facilitator"."""
    return any(is_listed(label, column) for column in _ABOUT_SESSIONS)


@cache
def _forms_of(column: str) -> frozenset[str]:
    return frozenset((word_form(column), *_listed("columns").get(column, ())))


def columns_for(header: str, tab: Tab) -> dict[str, float]:
    """The columns of `tab` that a header may mean -> how sure (0-100); 100 for the column's own name."""
    listed = _listed("columns")
    candidates = {name: (word_form(name), *listed.get(name, ())) for name in tab.column_names}
    return _alike(header, candidates)


def _alike(title: str, candidates: dict[str, tuple[str, ...]]) -> dict[str, float]:
    whole = title.strip("¿?:* ")
    found = _as_written(whole, candidates)
    bare = without_hints(whole)
    if bare and bare != whole:
        for name, score in _as_written(bare, candidates).items():
            found[name] = max(min(score, 95.0), found.get(name, 0.0))
    if not found:
        found = _in_two_languages(whole, candidates)
    return found


def without_hints(title: str) -> str:
    """A header without pictures at its ends, endings in brackets and remarks about how to fill it in: "Owner(s) 👤",
    "Due (DD/MM/YYYY)"; "" if no letters are left."""
    bare = _YES_OR_NO.sub("", _HINT.sub("", _PLURAL.sub("", title)))
    bare = _PICTURES.sub("", bare).strip()
    return bare if any(map(str.isalpha, bare)) else ""


def _in_two_languages(title: str, candidates: dict[str, tuple[str, ...]]) -> dict[str, float]:
    """What both parts of a header such as "Datum / Date" or "Quem (Who)" mean; {} unless they mean the same."""
    parts = [part for part in _TWO_LANGUAGES.split(title) if part.strip(" )")]
    if len(parts) != 2:
        return {}
    first, second = (_as_written(part.strip(" )"), candidates) for part in parts)
    return {name: min(score, second[name], 95.0) for name, score in first.items() if name in second}


def _as_written(title: str, candidates: dict[str, tuple[str, ...]]) -> dict[str, float]:
    from rapidfuzz import fuzz

    form = word_form(title)
    if len(form) < 2 and form != "#":
        return {}
    found: dict[str, float] = {}
    for name, forms in candidates.items():
        if form == forms[0]:
            found[name] = 100.0
        elif form in forms[1:]:
            found[name] = 95.0
        elif len(form) > 3:
            best = max(fuzz.ratio(form, other) for other in forms)
            if best >= CLOSE:
                found[name] = min(best, 94.0)
    return found


def without_part(title: str) -> str:
    """A tab's title without the year or number that tells it from others of its kind."""
    words = [
        word for word in folded(title).split("_") if not word.isdigit() and word not in ("log", "list", "tab")
    ]
    return " ".join(words) or title
