"""Forms not saved yet, in the store: a lost connection or a reload loses nothing that was typed.

One file per person and form, readable only by the server's user and named by a hash; removed once the form is saved, or
after two weeks.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from lib.workbook.common.store import Place, as_place

_LOG = logging.getLogger("pharos")
_FORMAT = 1
KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was stored: its values by name (text, numbers, dates, True and False, lists of text, None)."""

    values: Mapping[str, Any]
    at: datetime


class DraftFile:
    """One person's draft of one form, in `folder`; the parts of `name`, such as who and circle, identify the form."""

    def __init__(self, folder: Place | Path, *name: str) -> None:
        content = orjson.dumps(name)
        self._place = as_place(folder) / f"{hashlib.blake2s(content, digest_size=16).hexdigest()}.json"

    @property
    def place(self) -> Place:
        """Where the file is."""
        return self._place

    def keep(self, values: Mapping[str, Any], at: datetime) -> None:
        """Replace the stored draft in one step; a store that cannot be written is logged and does no other harm."""
        content = {"format": _FORMAT, "at": at.isoformat(), "values": {k: _out(v) for k, v in values.items()}}
        try:
            self._place.write(orjson.dumps(content))
        except OSError as error:
            _LOG.warning("a draft could not be saved: %s", error.strerror)

    def load(self, now: datetime | None = None) -> Kept | None:
        """The draft; None if there is none. One that is too old, damaged or in another format is removed."""
        try:
            content = orjson.loads(self._place.read())
            at = datetime.fromisoformat(content["at"])
            if content["format"] == _FORMAT and (now or datetime.now(UTC)) - at <= KEPT_FOR:
                return Kept({name: _in(value) for name, value in content["values"].items()}, at)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            _LOG.warning("a saved draft is not used: %s", type(error).__name__)
        self.forget()
        return None

    def forget(self) -> None:
        """Remove the draft, if there is one."""
        try:
            self._place.remove()
        except OSError as error:
            _LOG.warning("a saved draft could not be removed: %s", error.strerror)


def _out(value: Any) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _in(value: Any) -> Any:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
