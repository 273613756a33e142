"""When each person was last here, in the store: what changed since is said on their desk.

One file per person, readable only by the server's user and named by a hash. It holds two days and no name.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import date
from pathlib import Path

import orjson

from lib.workbook.common.store import Place, as_place

FOLDER = Path("data/visits")
_LOG = logging.getLogger("pharos")
_FORMAT = 1


def visit(folder: Place | Path, person: str, today: date) -> date | None:
    """Note that `person` is here today; out: the last day before today on which they were. None on their first day, and
    where the file cannot be read. A store that cannot be written is logged and does no other harm."""
    path = as_place(folder) / f"{hashlib.blake2s(person.encode(), digest_size=16).hexdigest()}.json"
    last, before = _days(path)
    if last == today:
        return before
    if last is not None and last > today:
        last = None  # the clock was wrong
    content = {"format": _FORMAT, "last": today.isoformat(), "before": last.isoformat() if last else None}
    try:
        path.write(orjson.dumps(content))
    except OSError as error:
        _LOG.warning("a visit could not be noted: %s", error.strerror)
    return last


def _days(path: Place) -> tuple[date | None, date | None]:
    try:
        content = orjson.loads(path.read())
        if content["format"] != _FORMAT:
            return None, None
        before = content["before"]
        return date.fromisoformat(content["last"]), date.fromisoformat(before) if before else None
    except FileNotFoundError:
        return None, None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _LOG.warning("a noted visit is not used: %s", type(error).__name__)
        return None, None
