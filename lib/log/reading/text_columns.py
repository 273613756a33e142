"""Converts columns of text: keys, references, lists, emails, links and plain text.

The whole column is one Arrow array, scanned byte by byte; a replacement runs only if the scan finds something to
replace, and then once per distinct text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.log.format.cells import ERROR_CELLS, LOADING, shown
from lib.log.format.folding import without_invisible
from lib.log.format.schema import Column
from lib.log.format.words import fillers, no_words, word_form, yes_words
from lib.log.reading.converted import Converted, Misfit, spread
from lib.log.reading.packed import as_text, texts
from lib.workbook.base import Cell
from lib.workbook.common.coded import CodedColumn

_ERROR_CELLS = pa.array(sorted(ERROR_CELLS), type=pa.large_string())
_YES, _NO = (pa.array(sorted(words), type=pa.large_string()) for words in (yes_words(), no_words()))
_STR = pd.StringDtype(na_value=np.nan)
_MEANT_IN = {"decision": frozenset({"none", "nil"})}
"""Where a word that says nothing elsewhere is an answer: "none" says that the session decided nothing."""
_SAYS_WHAT_IT_SAYS = frozenset(
    ("at", "who", "change_set", "tab", "key", "column", "old", "new", "name", "value", "comment", "reason")
)
"""Columns of the journal, the settings and the pulse, kept as they are."""
_LONGEST_FILLER = 24
"""Bytes of the longest text that says nothing, with room for spaces inside."""
_INVISIBLE_BEGIN_WITH = (0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF)
"""First UTF-8 bytes of all characters that nobody sees (and of some others)."""
_SPACES_IN_A_LINE = r"[\t\x0b-\r\x1c-\x1f\x85\pZ]+"
_SPACES = r"[\s\pZ\x0b\x1c-\x1f\x85]+"
_HIDDEN_IN_EMAILS = (
    r"[\x{85}\x{a0}\x{ad}\x{34f}\x{61c}\x{1680}\x{180e}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}"
    r"\x{3000}\x{3164}\x{fe00}-\x{fe0f}\x{feff}]"
)
"""Spaces other than the plain one, and characters that show as nothing."""
_WIDE_SPACES_BEGIN_WITH = (0xC2, 0xE1, 0xE2, 0xE3)
"""First UTF-8 bytes of all spaces beyond ASCII (and of some other characters)."""


def convert_text(cells: Sequence[Cell], column: Column) -> Converted:
    """The cells of a text column as `str`, without spaces at either end; missing where blank or an error cell.

    Characters that nobody sees are left out, except in emails. Keys, references and lists get single spaces inside;
    lists get a comma and a space between items; emails get A to Z in lower case; a checkbox where a link or yes is
    expected becomes yes or no. A cell that says nothing (a dash, n/a, TBD) is missing, with a note, unless it is a key.
    """
    if isinstance(cells, CodedColumn):
        codes, different = cells.distinct()
        return spread(_convert(["" if cell is None else cell for cell in different], column), codes)
    return _convert(cells, column)


def _convert(cells: Sequence[Cell], column: Column) -> Converted:
    packed = texts(cells)
    if packed is None:
        packed = pa.array([as_text(cell) for cell in cells], type=pa.large_string())
    if packed.null_count:
        packed = pc.fill_null(packed, "")
    content, offsets = _bytes_of(packed)
    if (
        column.kind != "email"
        and len(content)
        and content.max() >= 128
        and any((content == byte).any() for byte in _INVISIBLE_BEGIN_WITH)
    ):
        packed = _per_distinct(packed, _without_invisible)
        content, offsets = _bytes_of(packed)
    if column.kind == "list" and (59 in content or 10 in content):
        packed = _per_distinct(packed, lambda some: pc.replace_substring_regex(some, r"[;\n]", ","))
        content, offsets = _bytes_of(packed)
    if _may_have_spaces(content):
        if _has_loose_ends(content, offsets):
            is_email = column.kind == "email"
            packed = pc.ascii_trim_whitespace(packed) if is_email else pc.utf8_trim_whitespace(packed)
            content, offsets = _bytes_of(packed)
        if (column.kind not in ("text", "email") or column.required) and _has_uneven_spaces(content):
            spaces = _SPACES_IN_A_LINE if column.kind == "references" else _SPACES
            packed = _per_distinct(packed, lambda some: pc.replace_substring_regex(some, spaces, " "))
            content, offsets = _bytes_of(packed)
    if column.kind in {"list", "references"} and _has_uneven_commas(content, offsets):
        packed = _per_distinct(packed, _with_even_commas)
        content, offsets = _bytes_of(packed)
    blank = offsets[1:] == offsets[:-1]
    misfits: list[Misfit] = []
    is_error = None
    if 35 in content or LOADING.encode() in content.tobytes():
        is_error = pc.is_in(packed, _ERROR_CELLS).to_numpy(zero_copy_only=False)
        misfits += _grouped(packed, is_error, column.expected, "formula error")
    missing = blank if is_error is None else blank | is_error
    if not column.required and column.name not in _SAYS_WHAT_IT_SAYS:
        short = offsets[1:] - offsets[:-1] <= _LONGEST_FILLER
        says_nothing = _are_fillers(packed, short & ~missing, column)
        if says_nothing is not None:
            misfits += _grouped(
                packed,
                says_nothing,
                f"{column.expected}; read as not recorded",
                "says nothing",
                accepted=True,
            )
            blank, missing = blank | says_nothing, missing | says_nothing
            packed = pc.if_else(pa.array(says_nothing), pa.scalar("", pa.large_string()), packed)
    if column.kind == "email":
        packed, is_email = _emails(packed, is_error)
        misfits += _grouped(packed, ~(is_email | missing), column.expected, "not an email", accepted=True)
    unchecked = None
    if column.kind == "link_or_yes":
        unchecked = pc.equal(packed, "FALSE").to_numpy(zero_copy_only=False)
        packed = _links_or_yes(packed)
    values = pd.arrays.ArrowStringArray(_nulled(packed, missing), dtype=_STR)  # type: ignore[call-arg]
    return Converted(values, blank if unchecked is None else blank | unchecked, blank, tuple(misfits))


def _without_invisible(some: pa.LargeStringArray) -> pa.LargeStringArray:
    return pa.array([without_invisible(text) for text in some.to_pylist()], type=pa.large_string())


def _are_fillers(packed: pa.LargeStringArray, candidates: np.ndarray, column: Column) -> np.ndarray | None:
    """Which cells say nothing (bool), looking at the short ones only; None if none does."""
    positions = np.flatnonzero(candidates)
    if not len(positions):
        return None
    short = packed.take(pa.array(positions)).dictionary_encode()
    keep = _MEANT_IN.get(column.name, frozenset())
    is_open = ~pc.match_substring_regex(short.dictionary, "[0-9@]").to_numpy(zero_copy_only=False)
    forms = [
        word_form(text) if may_be else ""  # no such word has a digit or an @, which most keys have
        for text, may_be in zip(short.dictionary.to_pylist(), is_open.tolist(), strict=True)
    ]
    known = {form for form in forms if form and (form in fillers() or form == "x")} - keep
    if column.kind == "link_or_yes":
        known -= {"x"}
    if not known:
        return None
    is_filler = np.array([form in known for form in forms])[short.indices.to_numpy()]
    found = np.zeros(len(packed), dtype=bool)
    found[positions[is_filler]] = True
    return found


def _bytes_of(packed: pa.LargeStringArray) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of all texts (uint8), and where each text starts (int64), followed by where the last one ends.

    A search for two characters may find them across the border of two texts, but never misses them.
    """
    _, offsets, content = packed.buffers()
    if offsets is None or content is None:
        return np.zeros(0, np.uint8), np.zeros(len(packed) + 1, np.int64)
    borders = np.frombuffer(offsets, np.int64)[packed.offset : packed.offset + len(packed) + 1]
    return np.frombuffer(content, np.uint8)[borders[0] : borders[-1]], borders - borders[0]


def _may_have_spaces(content: np.ndarray) -> bool:
    return len(content) > 0 and (bool(content.min() <= 32) or _may_have_wide_spaces(content))


def _may_have_wide_spaces(content: np.ndarray) -> bool:
    return bool(content.max() >= 128) and any((content == byte).any() for byte in _WIDE_SPACES_BEGIN_WITH)


def _has_loose_ends(content: np.ndarray, offsets: np.ndarray) -> bool:
    """Whether a text may start or end with a space."""
    starts = offsets[:-1][offsets[:-1] < len(content)]
    ends = offsets[1:][offsets[1:] > 0]
    outermost = np.concatenate((content[starts], content[ends - 1]))
    return bool(outermost.min() <= 32) or bool(outermost.max() >= 128 and _may_have_wide_spaces(content))


def _has_uneven_spaces(content: np.ndarray) -> bool:
    """Whether trimmed texts may hold two spaces in a row or another space than the plain one."""
    if not len(content):
        return False
    if content.min() < 32 or _may_have_wide_spaces(content):
        return True
    spaces = np.flatnonzero(content == 32)
    return bool((spaces[1:] - spaces[:-1] == 1).any())


def _has_uneven_commas(content: np.ndarray, offsets: np.ndarray) -> bool:
    """Whether, in texts with even spaces, a comma may be at either end, after a space, or not followed by one space."""
    raw = content.tobytes()
    commas = raw.count(b",")
    if not commas:
        return False
    starts = offsets[offsets < len(content)]
    return commas != raw.count(b", ") or b" ," in raw or bool((content[starts] == 44).any())


def _with_even_commas(some: pa.LargeStringArray) -> pa.LargeStringArray:
    return pc.utf8_trim(pc.replace_substring_regex(some, r"\s*,[\s,]*", ", "), ", ")


def _emails(
    packed: pa.LargeStringArray, is_error: np.ndarray | None
) -> tuple[pa.LargeStringArray, np.ndarray]:
    """The texts with A to Z in lower case, except error cells, and which of them contain an @ and no invisible
    character (bool). No other letter is changed: rights are given by these addresses, letter by letter."""
    lowered = pc.ascii_lower(packed)
    is_email = pc.match_substring(packed, "@").to_numpy(zero_copy_only=False)
    content, _ = _bytes_of(packed)
    if len(content) and content.max() >= 128:
        hides = pc.match_substring_regex(packed, _HIDDEN_IN_EMAILS).to_numpy(zero_copy_only=False)
        is_email = is_email & ~hides
    return (lowered if is_error is None else pc.if_else(is_error, packed, lowered)), is_email


def _links_or_yes(some: pa.LargeStringArray) -> pa.LargeStringArray:
    folded = pc.utf8_lower(some)
    for words, word in ((_YES, "yes"), (_NO, "no")):
        some = pc.if_else(pc.is_in(folded, words), pa.scalar(word, pa.large_string()), some)
    return some


def _per_distinct(
    packed: pa.LargeStringArray, replaced: Callable[[pa.LargeStringArray], pa.LargeStringArray]
) -> pa.LargeStringArray:
    encoded = packed.dictionary_encode()
    return replaced(encoded.dictionary).take(encoded.indices)


def _nulled(packed: pa.LargeStringArray, missing: np.ndarray) -> pa.LargeStringArray:
    """The same texts, null where missing; no text is copied."""
    if not missing.any():
        return packed
    _, offsets, content = packed.buffers()
    present = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.LargeStringArray.from_buffers(len(packed), offsets, content, present, -1, packed.offset)


def _grouped(
    packed: pa.LargeStringArray, at: np.ndarray, expected: str, rule: str, *, accepted: bool = False
) -> list[Misfit]:
    """One Misfit for each distinct text among the rows `at`."""
    positions = np.flatnonzero(at)
    if not len(positions):
        return []
    codes, found = pd.factorize(np.array(packed.take(pa.array(positions)).to_pylist(), dtype=object))
    return [
        Misfit(positions[codes == code], shown(text), expected, rule, accepted)
        for code, text in enumerate(found)
    ]
