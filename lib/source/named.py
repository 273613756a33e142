"""The log that a command names: a path, a spreadsheet's address, a database's URL, or files that are one tab each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import PurePath

from lib.bring.forms.survey_workbook import SurveyWorkbook
from lib.bring.workbook import BroughtWorkbook
from lib.log.format.model import CircleLog
from lib.log.reading import parse
from lib.source.opening import opened
from lib.source.refresh import Source
from lib.source.settings import named_workbook, secrets_file, workbook_settings
from lib.workbook.base import Grid, Workbook, WorkbookError
from lib.workbook.common.database_url import without_password

_FILES_OF_TABS = {".csv", ".tsv", ".ods"}
"""Files that are read but not written; several of them are the tabs of one log."""


def log(workbooks: Sequence[str]) -> CircleLog:
    """The checked log in a workbook, or in files that are one tab each.

    Raises WorkbookError if it cannot be read, or lacks a tab that every log needs.
    """
    return log_with_moment(workbooks)[0]


def log_with_moment(workbooks: Sequence[str]) -> tuple[CircleLog, datetime]:
    """The same, and the moment it was read (aware, UTC). Raises WorkbookError as `log` does."""
    grids, read_at = _grids(workbooks)
    found = parse.parse(grids)
    if found.missing_tabs:
        from lib.source.brought_files import not_understood

        raise WorkbookError(not_understood(workbooks, found))
    return found, read_at


def _grids(workbooks: Sequence[str]) -> tuple[Sequence[Grid], datetime]:
    """The tabs of one workbook, or of files that are one tab each, and when they were read. Raises WorkbookError."""
    suffixes = {PurePath(name).suffix.lower() for name in workbooks}
    if len(workbooks) == 1 and not suffixes <= _FILES_OF_TABS:
        snapshot = _opened(workbooks[0]).read()
        return snapshot.grids, snapshot.read_at
    from lib.source.brought_files import tabs_of_files  # its libraries take time to import

    read_at = datetime.now(UTC)
    return tabs_of_files(workbooks), read_at


def source(workbook: str) -> Source:
    """The workbook of a log, to be read and written. Raises WorkbookError if its settings cannot be used."""
    return Source(_opened(workbook))


def survey(workbook: str) -> Source:
    """The survey workbook, read once. Raises WorkbookError if it cannot be read or has no answers' tab."""
    source = Source(SurveyWorkbook(_opened(workbook).workbook), read_log=parse.parse_survey)
    if source.current().log.missing_tabs:
        raise WorkbookError(
            f"{without_password(workbook)}: not a survey workbook, because it has no pulse tab"
        )
    return source


def as_it_is(workbook: str) -> Workbook:
    """The workbook with its tabs as they are in it, whatever their shape. Raises WorkbookError."""
    return _opened(workbook).workbook


def _opened(workbook: str) -> BroughtWorkbook:
    configured = workbook_settings(secrets_file(), {})
    return opened(named_workbook(workbook, service_account=configured.service_account))
