"""Serve a workbook as a Google spreadsheet: python -m tests.servers.sheets --workbook FILE.xlsx --port 8600."""

from __future__ import annotations

import argparse
from pathlib import Path

from .server import SheetsServer


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.sheets", description=__doc__)
    parser.add_argument(
        "--workbook", type=Path, action="append", default=[], help="an .xlsx file; may be repeated"
    )
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument(
        "--human",
        type=float,
        default=0.0,
        help="probability that a person does something in the sheet before a request",
    )
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    options = arguments()
    server = SheetsServer(options.port).start()
    print(f"Google Sheets test server on {server.url}", flush=True)
    for path in options.workbook or [None]:
        file_id = server.load_xlsx(path) if path else server.load_rows({"Sheet1": []})
        print(f"  {path.name if path else 'an empty spreadsheet'}: id {file_id}")
        print(f"    https://docs.google.com/spreadsheets/d/{file_id}/edit")
    if options.human:
        server.be_human(options.human, options.seed)
    print(f"Point Pharos at it:  PHAROS_SHEETS_ENDPOINT={server.url}", flush=True)
    print("Any bearer token is accepted; a service account may use the token endpoint.", flush=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
