"""A Google Sheets, Drive and OAuth token server for tests, spoken to by the real gspread client over HTTP.

Where a docstring says *recorded* the behavior was seen in a recorded Google answer, *documented* means Google's
reference or guides say so, and *inferred* means neither was found and the most careful reading was built.
"""

from .server import SheetsServer

__all__ = ["SheetsServer"]
