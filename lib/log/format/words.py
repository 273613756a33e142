"""The words people write for the words of the format, in six languages: words.toml has them.

A word that is in no list is not understood: it is never read as its opposite, or as the word that happens to be
nearest. A log's own words can be added in its settings tab (`word.actions.status.Parked` = blocked).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from lib.log.format.folding import fold
from lib.log.format.schema import Column


@cache
def _lists() -> dict[str, dict[str, tuple[str, ...]]]:
    """words.toml: what a list is for -> a word of the format -> the words that mean it."""
    lists = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return {
        name: {word: tuple(part.strip() for part in others.split("|")) for word, others in table.items()}
        for name, table in lists.items()
    }


@cache
def fillers() -> frozenset[str]:
    """What people write into a cell that says nothing: a dash, n/a, TBD, in the form of `word_form`."""
    return frozenset(map(word_form, _lists()["says_nothing"]["fillers"]))


@cache
def yes_words() -> frozenset[str]:
    """Words for yes, in the form of `word_form`."""
    return frozenset(map(word_form, _lists()["yes_no"]["yes"]))


@cache
def no_words() -> frozenset[str]:
    """Words for no, in the form of `word_form`."""
    return frozenset(map(word_form, _lists()["yes_no"]["no"]))


_LONGEST_KNOWN = 64
"""Characters of texts whose form is remembered: words come many times, and notes once."""


@lru_cache(maxsize=2**15)
def _known_form(text: str) -> str:
    return _form(text)


def word_form(text: str) -> str:
    """A word in the form it is looked up in: `fold`, without spaces, hyphens and underscores, accents left out.

    Marks without letters ("-", "?", "✔") stay as they are.
    """
    return _known_form(text) if len(text) <= _LONGEST_KNOWN else _form(text)


def _form(text: str) -> str:
    folded = fold(text)
    bare = re.sub(r"[-_\s]+", "", folded)
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFD", bare)
        bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare or folded


def word_for(text: str, column: Column) -> str | None:
    """The word of an enum column that people mean by `text`; None if it is in no list.

    A full stop behind it makes no difference. A mark beside a word ("✅ Completed") may say the same, or nothing, but
    not something else.
    """
    table = _table(column.words)
    form = word_form(text)
    if form in table:
        return table[form]
    if (bare := form.rstrip(".!")) != form and bare in table:
        return table[bare]
    if form.isalnum() or form.isascii():
        return None  # no mark is beside it: those of ASCII are none
    letters = "".join(char for char in form if char.isalnum())
    marks = [char for char in form if not char.isalnum()]
    is_decorated = (
        bool(letters) and form.strip("".join(marks)) == letters and all(ord(char) > 0x2000 for char in marks)
    )
    meant = table.get(letters) if is_decorated else None
    return meant if all(table.get(mark, meant) == meant for mark in marks) else None


def words_of(column: Column) -> frozenset[str]:
    """Every word that an enum column knows, in the form of `word_form`."""
    return frozenset(_table(column.words))


@cache
def _table(words: tuple[str, ...]) -> dict[str, str]:
    """Every known form -> the word of the format; the format's own words always mean themselves."""
    table: dict[str, str] = {}
    for lists in _lists().values():
        if lists.keys() == set(words):
            for word, others in lists.items():
                table |= {word_form(other): word for other in others}
    return table | {word_form(word): word for word in words}
