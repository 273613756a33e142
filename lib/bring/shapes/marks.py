"""What the marks of attendance mean where the usual reading is not sure: X beside ticks, A beside F.

A mark with two usual meanings is read as the legend in the sheet or the settings say. If neither says it, the mark is
not understood, which a note tells; it is never read as its opposite. The same holds for a mark whose legend is not
understood as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from lib.bring.shapes.legends import legend_in, meaning_of
from lib.bring.table import Table, different
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form
from lib.log.reading.naming import Naming
from lib.workbook.base import Grid

UNSURE = "mark not understood"
DOUBT = " (present or absent?)"
_PRESENT = TABS["attendance"].column("present")
_TICKS = frozenset("✓ ✔ ☑ ✅ √".split())
_REMARK = re.compile(r"[()\[\],;:]|\s[-–—]\s")
_CROSSES = frozenset("x ✗ ✘ ✖ ✕ ×".split())
_MOST_CODES = 6
"""Marks of a sheet's own that are asked about; more of them are no marks of attendance."""
_YES = frozenset("p y 1 v ok yes ja oui si sim present here there in h".split())


def unsure(forms: Collection[str]) -> set[str]:
    """Which marks of a set (in `word_form`) may mean that somebody was there, or was not.

    X is a cross beside a tick, and a tick alone. A, J, L, O, S and T begin words for both in the six languages; the
    other marks show which, except beside F.
    """
    marks = {form for form in forms if form}
    ticks = marks & _TICKS
    yes = ticks | (marks & _YES) | ({"x"} & marks)
    found = set()
    if "x" in marks and (ticks or marks & _YES or "o" in marks):
        found.add("x")
    if "a" in marks and ("f" in marks or not yes):
        found.add("a")
    if "p" in marks and {"a", "f"} <= marks:
        found.add("p")
    if "j" in marks and marks & ({"a", "f", "p", "x"} | _TICKS):
        found.add("j")
    for letter, other in (("o", {"n"}), ("s", {"n"}), ("t", {"f"})):
        others = {mark for mark in marks - {letter} - other if len(mark) == 1 and mark.isalpha()} | ticks
        if letter in marks and others:
            found.add(letter)
    found |= {mark for mark in ("/", "\\") if mark in marks and not yes}
    if "l" in marks and "e" not in marks:
        found.add("l")  # late, or on leave; beside E for excused it is late
    return found


def settle_marks(tables: Iterable[Table], naming: Naming, others: Sequence[Grid]) -> None:
    """Read the marks of each table of attendance as the legend of its sheet says, and those that are not sure as not
    understood: also a mark whose legend is not understood. `others`: tabs that are not read, which may hold the legend.
    """
    own = naming.words.get(("attendance", "present"), {})
    for table in tables:
        column = table.column("present")
        if column is None:
            continue
        if not table.is_plain:
            _read_remarks(table)
        texts = {cell: word_form(cell) for cell in _short_texts(column.cells)}
        doubtful = unsure(_forms(column.cells) if texts else ()) - own.keys()
        if not doubtful and (table.is_plain or not texts):
            continue
        marks = set(texts.values())
        counts = Counter(texts[cell] for cell in column.cells if isinstance(cell, str) and cell in texts)
        if not table.is_plain:
            doubtful |= _own_codes(counts) - own.keys()
        if "x" in doubtful and not unsure(marks - {"v"}) and 2 * counts["v"] < counts["x"]:
            doubtful.discard("x")  # a slip of the hand is no second kind of mark
        legend = legend_in(table.grid, marks, set(map(int, column.at)))
        for other in others if doubtful - legend.keys() else ():
            legend = {form: word for form, word in legend_in(other, marks, set()).items() if word} | legend
        doubtful |= {form for form, word in legend.items() if not word and form not in own}
        said = {form: word for form, word in legend.items() if word and form not in own}
        doubtful -= said.keys()
        said = {form: word for form, word in said.items() if word_for(form, _PRESENT) != word}
        if not said and not doubtful:
            continue
        table.respell("present", [_read(cell, texts, said, doubtful) for cell in column.cells])
        for form in sorted(doubtful):
            text = next(text for text, its_form in texts.items() if its_form == form)
            table.note(
                None,
                "",
                "warning",
                UNSURE,
                text.strip(),
                f"what {text.strip()} means here ({counts[form]:,} times): it may be present or absent",
            )


def _own_codes(counts: Mapping[str, int]) -> set[str]:
    """Marks in no list that a sheet uses again and again ("FJ"), as far as it is worth asking what they mean."""
    found = [
        form
        for form, count in counts.items()
        if count > 1 and not form.isdigit() and form not in fillers() and not word_for(form, _PRESENT)
    ]
    return set(found) if len(found) <= _MOST_CODES else set()


def silent_marks(
    grid: Grid, texts: Iterable[str], columns: Collection[int], own: Collection[str]
) -> set[str]:
    """Which marks of a grid (in `word_form`) say nothing: a dash, n/a. A slash may be a tick, and the legend in the
    sheet or the log's settings may give any of them a meaning. `columns`: those of the marks. `own`: translated words.
    """
    forms = {word_form(text) for text in texts if text}
    candidates = (forms & fillers()) - unsure(forms) - set(own)
    if not candidates:
        return set()
    return candidates - legend_in(grid, candidates, columns).keys()


def _read_remarks(table: Table) -> None:
    """Read "Present (online)" as present, and "Absent - ill" as excused: a mark whose remark is understood as well."""
    cells = table.cells("present")
    said = {
        cell: word
        for cell in _texts(cells)
        if _REMARK.search(cell)
        and not word_for(cell, _PRESENT)
        and (word := meaning_of(cell) or meaning_of(_REMARK.sub(" ", cell)))
    }
    if said:
        table.respell("present", [said.get(cell, cell) if isinstance(cell, str) else cell for cell in cells])


def _read(
    cell: object, texts: Mapping[str, str], said: Mapping[str, str], doubtful: Collection[str]
) -> object:
    form = texts.get(cell) if isinstance(cell, str) else None
    if form is None:
        return cell
    return said.get(form, f"{str(cell).strip()}{DOUBT}" if form in doubtful else cell)


def _short_texts(cells: Sequence[object]) -> set[str]:
    return {text for text in _texts(cells) if 0 < len(text.strip()) <= 3}


def _texts(cells: Sequence[object]) -> set[str]:
    return {cell for cell in different(cells) if isinstance(cell, str)}


def _forms(cells: Sequence[object]) -> set[str]:
    return {word_form(text) for text in _texts(cells)}
