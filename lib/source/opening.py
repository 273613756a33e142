"""Settings -> workbook: the file, spreadsheets or database that they name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lib.bring.forms.pulse import without_times
from lib.bring.forms.survey_workbook import SurveyWorkbook
from lib.bring.workbook import BroughtWorkbook
from lib.log.format.folding import fold
from lib.log.format.schema import SURVEY_TABS, TABS
from lib.source.settings import WorkbookSettings
from lib.workbook.base import Grid, Workbook, WorkbookError
from lib.workbook.common.progress import Progress
from lib.workbook.excel.workbook import ExcelWorkbook

if TYPE_CHECKING:
    from lib.workbook.sql.kinds import Kind

NO_ACCOUNT = (
    "Google spreadsheets are read through a service account, and none is set up: put its key in "
    ".streamlit/secrets.toml under [workbook.service_account]; the Connect page shows how"
)


def opened(settings: WorkbookSettings, progress: Progress | None = None) -> BroughtWorkbook:
    """The workbook that `settings` name, of any shape; nothing is read yet. Raises WorkbookError that says what to set.

    `progress` counts reads that take long: of several spreadsheets, or of a very large one.
    """
    return BroughtWorkbook(_opened(settings, progress))


def _opened(settings: WorkbookSettings, progress: Progress | None) -> Workbook:
    if settings.database:
        from lib.workbook.sql.workbook import SqlWorkbook

        return SqlWorkbook(settings.database, settings.schema, settings.prefix, kinds_of=kind_of_column)
    if not settings.is_google:
        return ExcelWorkbook(Path(settings.path).expanduser())
    from lib.workbook.google.drive import GoogleFolder, GoogleSpreadsheets
    from lib.workbook.google.workbook import CALLS_OF_A_FIRST_READ, GoogleWorkbook
    from lib.workbook.many.workbook import SeveralWorkbooks

    client, progress = google_client(settings), progress or Progress()
    if not settings.folder and len(settings.urls) == 1:
        return GoogleWorkbook(client, settings.urls[0], progress=progress.counter("tabs"))
    shelf = (
        GoogleFolder(client, settings.folder)
        if settings.folder
        else GoogleSpreadsheets(client, settings.urls)
    )

    def at_least(left: int) -> float:
        return float(_pace().seconds_for(CALLS_OF_A_FIRST_READ * left))

    return SeveralWorkbooks(shelf, progress=progress.counter("spreadsheets", at_least))


def survey(settings: WorkbookSettings) -> Workbook | None:
    """The survey workbook, a separate file or spreadsheet; None if the settings name none."""
    if settings.survey_path:
        return SurveyWorkbook(ExcelWorkbook(Path(settings.survey_path).expanduser()))
    if not settings.survey_url:
        return None
    return SurveyWorkbook(google_workbook(settings, settings.survey_url, clean=without_times))


def google_workbook(
    settings: WorkbookSettings, address: str, *, clean: Callable[[Grid], Grid] | None = None
) -> Workbook:
    """The spreadsheet at `address`, read with the configured account. `clean` is applied to each tab as it arrives."""
    from lib.workbook.google.workbook import GoogleWorkbook

    return GoogleWorkbook(google_client(settings), address, clean=clean)


def google_client(  # type: ignore[no-untyped-def]
    settings: WorkbookSettings, *, may_write: bool = False, may_create: bool = False
):
    """A client for the configured account: it reads, or may write too, or may only make new spreadsheets.

    Raises WorkbookError if there is no account or its key is not valid.
    """
    from lib.workbook.google.account import CREATE_SCOPES, READ_SCOPES, WRITE_SCOPES, Account
    from lib.workbook.google.client import GoogleClient

    if not settings.service_account:
        raise WorkbookError(NO_ACCOUNT)
    scopes = CREATE_SCOPES if may_create else WRITE_SCOPES if may_write else READ_SCOPES
    return GoogleClient(Account(settings.service_account, scopes=scopes), pace=_pace())


def kind_of_column(tab: str, header: str) -> Kind:
    """What a new column of a database should hold, by the format; text for columns that it does not know."""
    known = {fold(name): found for name, found in {**TABS, **SURVEY_TABS}.items()}.get(fold(tab))
    columns = {} if known is None else {fold(column.name): column.kind for column in known.columns}
    kind = columns.get(fold(header.replace(" ", "_")))
    return "date" if kind == "date" else "number" if kind in ("count", "number") else "text"


@cache
def _pace():  # type: ignore[no-untyped-def]
    """One pace for log, survey and Connect: Google counts all reads of a service account together."""
    from lib.workbook.google.client import Pace

    return Pace()
