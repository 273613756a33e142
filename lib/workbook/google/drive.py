"""Several Google spreadsheets, listed by address or in a Drive folder, with all revisions from one Drive listing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from gspread.urls import DRIVE_FILES_API_V3_URL

from lib.workbook.base import WorkbookError
from lib.workbook.common.parallel import in_parallel
from lib.workbook.google.address import folder_id, spreadsheet_id
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.errors import EXCEL, FOLDER, SHORTCUT, SPREADSHEET, GoogleError, wrong_kind
from lib.workbook.google.workbook import FILE_FIELDS, GoogleWorkbook
from lib.workbook.many.shelf import WORKERS, Part, digest, part_of

PAGE = 1000


class GoogleSpreadsheets:
    """The spreadsheets at `addresses`, in that order. An invalid address is a part with a problem."""

    def __init__(self, client: GoogleClient, addresses: Sequence[str]) -> None:
        self._client = client
        self._parts: list[Part] = []
        self._workbooks: dict[str, GoogleWorkbook] = {}
        for number, address in enumerate(addresses, start=1):
            try:
                file_id = spreadsheet_id(address)
            except WorkbookError as error:
                self._parts.append(Part(f"address {number}", f"address {number}", problem=str(error)))
                continue
            if file_id not in self._workbooks:
                self._workbooks[file_id] = GoogleWorkbook(client, file_id)
                self._parts.append(Part(file_id, file_id))

    @property
    def id(self) -> str:
        return digest(self._workbooks)

    @property
    def title(self) -> str:
        return f"{len(self._workbooks)} spreadsheets"

    def parts(self) -> Sequence[Part]:
        """All spreadsheets: those in one Drive listing, and the rest (shared by link only, or not at all) one by one.

        The listing stops once it has more pages than spreadsheets left to find: asking for these costs less.
        """
        found: dict[str, Part] = {}
        missing = set(self._workbooks)
        if len(missing) > 1:
            query = f"mimeType = '{SPREADSHEET}' and trashed = false"
            for page, files in enumerate(_pages(self._client, query), start=1):
                for file in files:
                    if file["id"] in missing:
                        found[file["id"]] = _part(self._workbooks[file["id"]], file)
                missing -= found.keys()
                if len(missing) <= page:
                    break
        asked = [self._workbooks[file_id] for file_id in self._workbooks if file_id in missing]
        for workbook, revision in in_parallel(lambda workbook: workbook.revision(), asked, WORKERS):
            found[workbook.id] = part_of(workbook, revision)
        return [found.get(part.id, part) for part in self._parts]


class GoogleFolder:
    """The spreadsheets directly in a Drive folder, by name; new ones appear, and removed or unshared ones disappear.

    Excel files and shortcuts in it are parts with a problem that says what to do. Raises WorkbookError for an address
    that is not a folder's.
    """

    def __init__(self, client: GoogleClient, address: str) -> None:
        self._client = client
        self._id = folder_id(address)
        self._name = ""
        self._workbooks: dict[str, GoogleWorkbook] = {}

    @property
    def id(self) -> str:
        return self._id

    @property
    def title(self) -> str:
        return self._name or f"https://drive.google.com/drive/folders/{self._id}"

    def parts(self) -> Sequence[Part]:
        """One listing. The folder itself is checked once, and if it is empty: it may no longer be shared."""
        if not self._name:
            self._check()
        kinds = " or ".join(f"mimeType = '{kind}'" for kind in (SPREADSHEET, EXCEL, SHORTCUT))
        query = f"'{self._id}' in parents and trashed = false and ({kinds})"
        files = list({file["id"]: file for page in _pages(self._client, query) for file in page}.values())
        if not files:
            self._check()
        workbooks = {
            file["id"]: self._workbooks.get(file["id"]) or GoogleWorkbook(self._client, file["id"])
            for file in files
        }
        self._workbooks = workbooks
        files.sort(key=lambda file: (str(file.get("name", "")).casefold(), file["id"]))
        return [_part(workbooks[file["id"]], file) for file in files]

    def _check(self) -> None:
        url = f"{DRIVE_FILES_API_V3_URL}/{quote(self._id)}"
        try:
            file = self._client.json("get", url, {"fields": "name,mimeType", "supportsAllDrives": "true"})
        except GoogleError as error:
            if not str(error).startswith("is not shared"):
                raise
            words = str(error).replace("spreadsheet", "folder")
            raise GoogleError(f"the Drive folder {words}", status=error.status) from None
        if file.get("mimeType") != FOLDER:
            raise GoogleError(
                "that address does not lead to a folder: open the folder in Google Drive and copy its address"
            )
        self._name = file.get("name", "")


def _pages(client: GoogleClient, query: str) -> Iterator[list[Mapping[str, Any]]]:
    params = {
        "q": query,
        "fields": f"nextPageToken,files({FILE_FIELDS})",
        "pageSize": PAGE,
        "supportsAllDrives": "true",
        "includeItemsFromAllDrives": "true",
    }
    while True:
        answer = client.json("get", DRIVE_FILES_API_V3_URL, params)
        yield answer.get("files", [])
        if not answer.get("nextPageToken"):
            return
        params["pageToken"] = answer["nextPageToken"]


def _part(workbook: GoogleWorkbook, file: Mapping[str, Any]) -> Part:
    title = str(file.get("name") or workbook.title)
    if wrong := wrong_kind(str(file.get("mimeType", ""))):
        return Part(workbook.id, title, problem=wrong)
    return Part(workbook.id, title, workbook, workbook.note(file))
