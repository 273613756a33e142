"""Writing edits to an .xlsx file: all of them or, if anything prevents one, none.

The XML of the changed cells is replaced inside the file, and everything else is copied. A library that rewrites the
whole file (openpyxl) would lose what it does not model, and the calculated values of all formulas, and takes about a
minute for a million cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import python_calamine as calamine

from lib.workbook.base import Outcome, RowAddition, RowChange, WorkbookBusy, WorkbookError
from lib.workbook.excel import file as excel_file
from lib.workbook.excel import operations, proof, refusals
from lib.workbook.excel.book import Book
from lib.workbook.excel.bounds import regular_file
from lib.workbook.excel.plan import FilePlan

_TRIES = 5
_DAMAGE = (ValueError, ElementTree.ParseError, calamine.CalamineError)


def apply(
    path: Path, workbook: str, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition]
) -> Outcome:
    """Write `changes` and `journal` to the file at `path`, whose workbook id is `workbook`.

    Out: what was written and where, or conflicts and refusals with nothing written. Raises WorkbookError if the file
    as a whole cannot be written: open elsewhere, read-only, in another format, signed, no space.
    """
    edits = (*changes, *journal)
    regular_file.state(path)
    file = path.resolve()
    try:
        excel_file.refuse_if_not_writable(file)
        with excel_file.locked(file):
            for _ in range(_TRIES):
                excel_file.refuse_if_open(path)
                excel_file.refuse_if_open(file)
                try:
                    return _apply_once(file, workbook, edits)
                except excel_file.SavedMeanwhile:
                    continue
    except WorkbookError as error:
        text = " ".join(str(error).split())
        raise type(error)(text if text.startswith((f"{path}:", f"{file}:")) else f"{path}: {text}") from error
    except _DAMAGE as error:
        why = " ".join(str(error).split())
        raise WorkbookError(f"{path}: is damaged or not an Excel workbook ({why})") from error
    raise WorkbookBusy(f"{path}: someone keeps saving this file; try again in a minute")


def _apply_once(file: Path, workbook: str, edits: Sequence[RowChange | RowAddition]) -> Outcome:
    original = excel_file.load(file)
    refusals.refuse_other_formats(file, original.content)
    book = Book(workbook, original.content)
    plan = FilePlan(book)
    outcome = plan.outcome(edits)
    if outcome.conflicts or outcome.refused:
        return outcome
    if not book.changed_tabs:
        return Outcome(excel_file.fingerprint(original.stat), outcome.written, outcome.rows)
    if plan.new_tokens:
        operations.remember(book.package, plan.earlier, plan.new_tokens)
    book.finish()

    def check(temporary: Path) -> None:
        difference = proof.difference(book) or proof.damage(book, temporary)
        if difference:
            raise WorkbookError(f"could not be saved: {difference}; the file is unchanged")

    revision = excel_file.replace(original, book.package.save, check)
    return Outcome(revision, outcome.written, outcome.rows, notes=book.notes)
