"""The loss that someone accepted, for all servers on one store: a state held back on one is held back on each."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from lib.workbook.common.store import Place, as_place

_LOG = logging.getLogger("pharos")
FOLDER = Path("data/accepted")


class Accepted:
    """The `Held.token` of `workbook` that was accepted last, in a file in `folder`."""

    def __init__(self, folder: Place | Path, workbook: str) -> None:
        self._place = as_place(folder) / hashlib.blake2s(workbook.encode(), digest_size=12).hexdigest()

    def add(self, token: str) -> None:
        """Remember it; a store that fails is logged, and other servers go on asking."""
        try:
            self._place.write(token.encode())
        except OSError as error:
            _LOG.warning("that a loss was accepted could not be kept for other servers: %s", error.strerror)

    def has(self, token: str) -> bool:
        """Whether this very state, with these losses, was accepted on some server."""
        try:
            return self._place.read() == token.encode()
        except FileNotFoundError:
            return False
        except OSError as error:
            _LOG.warning("whether a loss was accepted is not known: %s", error.strerror)
            return False
