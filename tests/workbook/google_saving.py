"""Saves to Google spreadsheets in separate processes, each killed (SIGKILL) at a later point in its save.

`python -m tests.workbook.google_saving KEYFILE SPREADSHEET...`: the save to the first spreadsheet ends right before its
first request, that to the second when its first request was done, to the third after two, and so on. Prints the exit
code of each. `--page` first: a session is logged as the page does it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from lib.source import saving
from lib.source.refresh import Source
from lib.workbook.google.account import Account
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.workbook import GoogleWorkbook
from tests.workbook.google.save import outages
from tests.workbook.saving import log_session


def die_after(requests: int) -> None:
    """Kill this process before it sends more than this many requests from now."""
    send, sent = GoogleClient.request, 0

    def deadly(*arguments: Any, **options: Any) -> Any:
        nonlocal sent
        if sent == requests:
            os.kill(os.getpid(), signal.SIGKILL)
        sent += 1
        return send(*arguments, **options)

    GoogleClient.request = deadly  # type: ignore[method-assign]


def save(key: dict[str, Any], spreadsheet: str, requests: int) -> None:
    workbook = GoogleWorkbook(GoogleClient(Account(key)), spreadsheet)
    workbook.read()
    die_after(requests)
    assert log_session(workbook).written


def save_page(key: dict[str, Any], spreadsheet: str, requests: int) -> None:
    source = Source(GoogleWorkbook(GoogleClient(Account(key)), spreadsheet), check_every=3600)
    source.first()
    assert source._work
    source._work.join(30)
    wanted = outages.a_session(source)
    die_after(requests)
    assert saving.save(source, wanted, outages.ADMIN).is_written


def main(*arguments: str) -> None:
    is_page = arguments[0] == "--page"
    key_file, *spreadsheets = arguments[is_page:]
    key = json.loads(Path(key_file).read_text())
    for requests, spreadsheet in enumerate(spreadsheets):
        child = os.fork()
        if not child:
            (save_page if is_page else save)(key, spreadsheet, requests)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
