"""A short sign for the state of a log, that differs where two logs do."""

from __future__ import annotations

import hashlib

import pandas as pd

from lib.log.format.model import CircleLog

DIGITS = 10


def revision(log: CircleLog) -> str:
    """Ten hex digits of all that the viewer of `log` may see or that is counted for them; cells that are hidden from
    them do not change it. The same cells give the same digits on every machine, wherever the workbook lies."""
    digest = hashlib.blake2s(digest_size=DIGITS // 2)
    for seen in (log, log.counting or log):
        for name, frame in seen.tabs.items():
            digest.update(name.encode())
            cells = frame[[column for column in frame.columns if not column.startswith("_")]]
            digest.update(" ".join(cells.columns).encode())
            digest.update(pd.util.hash_pandas_object(cells, index=False).to_numpy().tobytes())
    digest.update(repr(sorted((key, str(value)) for key, value in log.settings.items())).encode())
    return digest.hexdigest()
