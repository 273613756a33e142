"""A Google Sheets, Drive and OAuth token server for tests, which the real gspread client uses over HTTP.

In a test: take the fixture `sheets_server` (session) or `fresh_sheets_server` (emptied first) from `fixtures`, load a
workbook with `load_rows` or `load_xlsx`, and give `server.url` to the code under test, or use `client.make_client`.
In a shell: python -m tests.servers.sheets --workbook FILE.xlsx --port 8600. Another process uses /control (`control`).

In docstrings, *recorded* means that the behavior was seen in a recorded Google answer, *documented* that Google's
reference or guides say so, and *inferred* that neither was found and the most careful reading was built.
"""

from .server import SheetsServer

__all__ = ["SheetsServer"]
