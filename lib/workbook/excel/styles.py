"""Cell formats of an .xlsx file: the one that a new value needs so that it shows and reads back as what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from lib.workbook.base import Cell
from lib.workbook.excel import markup
from lib.workbook.excel.markup import Element, Splice

DATE, MOMENT, TIME, DURATION = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss", "[h]:mm:ss"
_TEXT_FORMAT = 49
_FIRST_OWN_FORMAT = 164
_NUMBER = re.compile(r"\s*[+-]?[\d.,]+(e[+-]?\d+)?%?\s*", re.IGNORECASE)
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class Styles:
    """The formats of one file; `xml` is its styles part, None if it has none. New formats are added as needed."""

    def __init__(self, xml: bytes | None) -> None:
        self._xml = xml
        self._root = markup.parse(xml) if xml else None
        formats = self._root.child("numFmts") if self._root else None
        cells = self._root.child("cellXfs") if self._root else None
        self._known = cells.named("xf") if cells else []
        self._codes = {
            int(element.get("numFmtId", "0")): element.get("formatCode")
            for element in (formats.children if formats else [])
        }
        self._new_codes: dict[str, int] = {}
        self._new: dict[bytes, int] = {}

    def is_locked(self, style: int) -> bool:
        """Whether cells with this format cannot be changed in a protected sheet."""
        protection = self._known[style].child("protection") if style < len(self._known) else None
        return protection.is_on("locked", default=True) if protection else True

    def for_value(self, style: int, value: Cell) -> int:
        """The format for a cell that had `style` and now holds `value`: `style` itself if it fits."""
        if value is None or style >= len(self._known):
            return style
        xf = self._known[style]
        changed: dict[str, str | None] = {}
        code = self._fitting_code(int(xf.get("numFmtId", "0")), value)
        if code is not None:
            changed |= {"numFmtId": str(code), "applyNumberFormat": "1"}
        is_literal = (
            isinstance(value, str) and _might_be_typed(value) and xf.get("numFmtId") != str(_TEXT_FORMAT)
        )
        if is_literal or xf.is_on("quotePrefix"):
            changed["quotePrefix"] = "1" if isinstance(value, str) else None
        alignment = xf.child("alignment")
        is_wrapped = alignment is not None and alignment.is_on("wrapText")
        wraps = isinstance(value, str) and "\n" in value and not is_wrapped
        if all(xf.attributes.get(name) == new for name, new in changed.items()) and not wraps:
            return style
        return self._variant(xf, changed, wraps=wraps)

    def patched(self) -> bytes | None:
        """The styles part with the new formats; None if none were needed."""
        if not self._new:
            return None
        assert self._xml is not None
        assert self._root is not None
        cells = self._root.child("cellXfs")
        assert cells is not None
        count = str(len(self._known) + len(self._new))
        splices = markup.appended(self._xml, cells, b"".join(self._new), {"count": count})
        return markup.spliced(self._xml, [*splices, *self._code_splices(self._root)])

    def _code_splices(self, root: Element) -> list[Splice]:
        assert self._xml is not None
        if not self._new_codes:
            return []
        entries = "".join(
            f'<{root.prefix}numFmt numFmtId="{number}" formatCode="{code}"/>'
            for code, number in self._new_codes.items()
        )
        formats = root.child("numFmts")
        count = str(len(self._codes))
        if formats:
            return markup.appended(self._xml, formats, entries.encode(), {"count": count})
        tag = f"{root.prefix}numFmts"
        return [(root.inner, root.inner, f'<{tag} count="{count}">{entries}</{tag}>'.encode())]

    def _fitting_code(self, number: int, value: Cell) -> int | None:
        """The number format that `value` needs instead of `number`; None if `number` fits."""
        letters = _letters(self._code(number))
        match value:
            case bool() | str():
                return None
            case date():
                is_fit = "d" in letters or "y" in letters
                own = MOMENT if isinstance(value, datetime) and value.time() != time() else DATE
            case time():
                is_fit, own = bool(letters & set("hs")) and not letters & set("dy["), TIME
            case timedelta():
                is_fit, own = "[" in letters, DURATION
            case _:
                return 0 if letters & set("dyhs[") or "m" in letters else None
        return None if is_fit else self._number_of(own)

    def _code(self, number: int) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        return self._codes.get(number) or BUILTIN_FORMATS.get(number, "General")

    def _number_of(self, code: str) -> int:
        known = next((number for number, text in self._codes.items() if text == code), None)
        if known is not None:
            return known
        number = max([_FIRST_OWN_FORMAT - 1, *self._codes]) + 1
        self._codes[number] = code
        self._new_codes[code] = number
        return number

    def _variant(self, xf: Element, changed: Mapping[str, str | None], *, wraps: bool) -> int:
        assert self._xml is not None
        inner = self._xml[xf.inner : xf.close]
        if wraps:
            changed = {**changed, "applyAlignment": "1"}
            alignment = xf.child("alignment")
            if alignment:
                tag = alignment.start_tag({"wrapText": "1"}, is_empty=alignment.inner == alignment.end)
                at = (alignment.start - xf.inner, alignment.inner - xf.inner)
                inner = inner[: at[0]] + tag + inner[at[1] :]
            else:
                inner = f'<{xf.prefix}alignment wrapText="1"/>'.encode() + inner
        entry = xf.start_tag(changed, is_empty=not inner) + (
            inner + f"</{xf.tag}>".encode() if inner else b""
        )
        return self._new.setdefault(entry, len(self._known) + len(self._new))


def _might_be_typed(text: str) -> bool:
    """Whether Excel would turn the text into a formula or a number if someone edited the cell and pressed Enter."""
    return text[0] in "=+-@" or _NUMBER.fullmatch(text) is not None


def _letters(code: str) -> set[str]:
    """The letters that make a number format one for dates or times; "[" means elapsed time."""
    first = _NOT_CODE.sub("", code).split(";")[0].lower()
    return set() if "general" in first else set(first) & set("dymhs[")
