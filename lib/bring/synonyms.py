"""What people call tabs and columns: synonyms in six languages, and how alike two titles are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
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
    found = _alike(without_part(title), "tabs", tuple(TABS))
    for name, score in _alike(title, "tabs", tuple(TABS)).items():
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
    return _alike(header, "columns", tab.column_names)


_LONGEST_KNOWN = 64
"""Characters of titles whose meanings are remembered: a tab's headers are asked for many times."""


@dataclass(frozen=True, slots=True)
class _Forms:
    """What may be meant -> the form of its own name, then those listed for it; and each of these forms, by both."""

    of: Mapping[str, tuple[str, ...]]
    every: Mapping[tuple[str, str], str]


@cache
def _forms(kind: str, names: tuple[str, ...]) -> _Forms:
    of = {name: (word_form(name), *_listed(kind).get(name, ())) for name in names}
    return _Forms(of, {(name, form): form for name, forms in of.items() for form in forms})


def _alike(title: str, kind: str, names: tuple[str, ...]) -> dict[str, float]:
    """Which of `names`, of "tabs" or "columns", a title may mean -> how sure."""
    return dict((_known if len(title) <= _LONGEST_KNOWN else _meanings)(title, kind, names))


@lru_cache(maxsize=2**12)
def _known(title: str, kind: str, names: tuple[str, ...]) -> Mapping[str, float]:
    return _meanings(title, kind, names)


def _meanings(title: str, kind: str, names: tuple[str, ...]) -> Mapping[str, float]:
    candidates = _forms(kind, names)
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


def _in_two_languages(title: str, candidates: _Forms) -> dict[str, float]:
    """What both parts of a header such as "Datum / Date" or "Quem (Who)" mean; {} unless they mean the same."""
    parts = [part for part in _TWO_LANGUAGES.split(title) if part.strip(" )")]
    if len(parts) != 2:
        return {}
    first, second = (_as_written(part.strip(" )"), candidates) for part in parts)
    return {name: min(score, second[name], 95.0) for name, score in first.items() if name in second}


def _as_written(title: str, candidates: _Forms) -> dict[str, float]:
    from rapidfuzz import fuzz, process

    form = word_form(title)
    if len(form) < 2 and form != "#":
        return {}
    near: dict[str, float] = {}
    if len(form) > 3:
        best_first = process.extract(
            form, candidates.every, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=None
        )
        for _, score, (name, _) in best_first:
            near.setdefault(name, min(score, 94.0))
    found: dict[str, float] = {}
    for name, forms in candidates.of.items():
        if form == forms[0]:
            found[name] = 100.0
        elif form in forms:
            found[name] = 95.0
        elif name in near:
            found[name] = near[name]
    return found


def without_part(title: str) -> str:
    """A tab's title without the year or number that tells it from others of its kind."""
    words = [
        word for word in folded(title).split("_") if not word.isdigit() and word not in ("log", "list", "tab")
    ]
    return " ".join(words) or title
