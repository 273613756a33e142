"""Reads hostile files in a process of its own and measures it: `python -m tests.workbook.excel_measured FOLDER NAMES`.

For each file of the folder, one line of JSON: as a configured workbook and as an upload, what came out, the seconds of
the processor, the memory at the peak so far (MB), and the longest time for which another thread got no turn. As an
upload, which takes a process of its own, only the files of NAMES are read: names parted by commas.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from lib.bring.shaping import shaped
from lib.log.reading.parse import parse
from lib.workbook.base import Snapshot, WorkbookError
from lib.workbook.excel.workbook import ExcelWorkbook


class Heartbeat:
    """A thread that stands for everybody else whom the server serves."""

    def __init__(self) -> None:
        self.longest = 0.0
        threading.Thread(target=self._beat, daemon=True).start()

    def _beat(self) -> None:
        last = time.perf_counter()
        while True:
            time.sleep(0.01)
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last), now


def outcome(read: Callable[[], Snapshot]) -> dict[str, object]:
    """What a reader made of a file, as JSON can say it. What is read is read as a log, too."""
    try:
        grids = read().grids
        parse(shaped(grids))
    except WorkbookError as error:
        return {"refused": str(error)}
    return {
        "height": grids[0].height,
        "width": len(grids[0].columns),
        "far": [[cell.a1, cell.text] for cell in grids[0].far],
    }


def measured(path: Path, heart: Heartbeat, *, as_upload: bool) -> dict[str, object]:
    """One file read as what an administrator configured, and as what somebody uploads."""
    from lib.workbook.excel.untrusted import read_upload

    heart.longest = 0.0
    found: dict[str, object] = {"name": path.stem}
    ways: dict[str, Callable[[], Snapshot]] = {"configured": lambda: ExcelWorkbook(path).read()}
    if as_upload:
        ways["upload"] = lambda: read_upload(path.read_bytes(), path.name)
    for kind, read in ways.items():
        before = _seconds()
        found[kind] = outcome(read)
        found[f"{kind}_seconds"] = _seconds() - before
    found["memory"] = _memory(resource.RUSAGE_SELF)
    found["memory_of_upload"] = _memory(resource.RUSAGE_CHILDREN)
    found["longest_wait"] = heart.longest
    return found


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(who.ru_utime + who.ru_stime for who in used)


def _memory(who: int) -> float:
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(who).ru_maxrss / unit


if __name__ == "__main__":
    beat = Heartbeat()
    uploaded = sys.argv[2].split(",")
    for file in sorted(Path(sys.argv[1]).iterdir()):
        print(json.dumps(measured(file, beat, as_upload=file.stem in uploaded)), flush=True)
