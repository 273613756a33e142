"""The start tags of a sheet's cells as arrays: many at a time, in the one form that spreadsheet programs write.

<c r="AB12" s="1" t="s">: the reference comes first, and short attributes in double quotes follow.
"""

from __future__ import annotations

import numpy as np

LONGEST = 120
"""Bytes of a cell's tag."""
_MOST_ATTRIBUTES = 6
_ENDS_TAG = np.isin(np.arange(256), [ord("/"), ord(" ")])
"""What can be between the last attribute and the end of a tag."""
_IS_LETTER = np.isin(np.arange(256), list(range(ord("a"), ord("z") + 1)))


def addresses(
    content: np.ndarray, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """The rows and columns (from 1) of cells whose tags start and end at these bytes; None if one has another form.

    `content` has at least LONGEST more bytes after the last tag.
    """
    if (end - start).max() > LONGEST:
        return None
    for ahead, byte in enumerate(b' r="', start=2):
        if (content.take(start + ahead) != byte).any():
            return None
    found = _references(content, start + 6)
    if not found or not _have_plain_attributes(content, found[2], end):
        return None
    return found[:2]


def _have_plain_attributes(content: np.ndarray, quote: np.ndarray, end: np.ndarray) -> bool:
    """Whether only short attributes, and no second reference, are between each reference and the end of its tag."""
    quotes = np.append(np.flatnonzero(content == ord('"')), [len(content) - 1] * 2)
    number = _numbers(content, quote)
    for _ in range(_MOST_ATTRIBUTES):
        is_closed = end == quote + 1
        is_closed |= (end == quote + 2) & _ENDS_TAG.take(content.take(quote + 1))
        is_closed |= (
            (end == quote + 3) & (content.take(quote + 1) == ord(" ")) & (content.take(quote + 2) == ord("/"))
        )
        if is_closed.all():
            return True
        quote, number, end = quote[~is_closed], number[~is_closed], end[~is_closed]
        opening, closing = quotes.take(number + 1), quotes.take(number + 2)
        first, second, length = content.take(quote + 2), content.take(quote + 3), opening - quote - 3
        is_fine = (
            (content.take(quote + 1) == ord(" "))
            & _IS_LETTER.take(first)
            & (content.take(opening - 1) == ord("="))
        )
        is_fine &= ((length == 1) & (first != ord("r"))) | ((length == 2) & _IS_LETTER.take(second))
        if not (is_fine & (closing < end)).all():
            return False
        quote, number = closing, number + 2
    return False


def _numbers(content: np.ndarray, at: np.ndarray) -> np.ndarray:
    """How many quotes are before each place. They are counted 64 bytes at a time."""
    words = np.packbits(content[: len(content) // 64 * 64] == ord('"'), bitorder="little").view(np.uint64)
    counts = np.bitwise_count(words)
    before = np.cumsum(counts, dtype=np.int64) - counts
    word, bit = at >> 6, (at & 63).astype(np.uint64)
    return before.take(word) + np.bitwise_count(words.take(word) & ((np.uint64(1) << bit) - np.uint64(1)))


def _references(content: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """The rows and columns of references such as AB12, and the quotes that end them; None if one is not like that."""
    columns = np.zeros(len(at), np.int32)
    letters = np.zeros(len(at), np.int8)
    is_letter = np.ones(len(at), bool)
    for ahead in range(3):
        letter = content.take(at + ahead) - np.uint8(ord("A"))
        is_letter &= letter < 26
        columns = np.where(is_letter, columns * 26 + letter + 1, columns)
        letters += is_letter
    rows = np.zeros(len(at), np.int32)
    at = at + letters
    end = at.copy()
    is_digit = np.ones(len(at), bool)
    for ahead in range(8):
        digit = content.take(at + ahead) - np.uint8(ord("0"))
        if ahead and ((digit >= 10) & is_digit & (content.take(at + ahead) != ord('"'))).any():
            return None
        is_digit &= digit < 10
        if not is_digit.any():
            break
        end += is_digit
        rows = np.where(is_digit, rows * 10 + digit, rows)
    if is_digit.any() or not (letters.all() and rows.all()):
        return None
    return rows, columns, end
