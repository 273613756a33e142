"""The last good snapshot in the store, so that a restart shows something before Google answers.

Each workbook has its own file, which only its owner can read and which is replaced in one step.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from pathlib import Path

import orjson

from lib.workbook.base import Grid, PartState, Snapshot
from lib.workbook.common import json_cells
from lib.workbook.common.store import Place, as_place

_LOG = logging.getLogger("pharos")
_FORMAT = 3
_READABLE = (1, 2, _FORMAT)
"""Format 1 lacks problems and parts: it is shown all the same, but several workbooks are then all read again. Formats 1
and 2 know no dates, as Google's cells have none."""


class SnapshotFile:
    """The file in `folder` with the last good snapshot of `workbook`, cells of every kind with it."""

    def __init__(self, folder: Place | Path, workbook: str) -> None:
        self._place = (
            as_place(folder) / f"{hashlib.blake2s(workbook.encode(), digest_size=12).hexdigest()}.json"
        )

    @property
    def place(self) -> Place:
        """Where the file is."""
        return self._place

    def save(self, snapshot: Snapshot) -> None:
        """Replace the file; if the store refuses, this is logged and nothing is raised."""
        content = orjson.dumps(
            {
                "format": _FORMAT,
                "revision": snapshot.revision,
                "read_at": snapshot.read_at.isoformat(),
                "title": snapshot.title,
                "problems": snapshot.problems,
                "parts": [[part.id, part.revision, part.problems] for part in snapshot.parts],
                "grids": [_as_json(grid) for grid in snapshot.grids],
            },
            option=orjson.OPT_SERIALIZE_NUMPY,
        )
        try:
            self._place.write(content)
        except OSError as error:
            _LOG.warning("the last good snapshot could not be kept: %s", error.strerror)

    def load(self) -> Snapshot | None:
        """The snapshot saved last; None if there is none, or if the file has another format or is damaged."""
        try:
            content = orjson.loads(self._place.read())
            if content["format"] not in _READABLE:
                return None
            return Snapshot(
                content["revision"],
                tuple(_from_json(grid) for grid in content["grids"]),
                datetime.fromisoformat(content["read_at"]),
                tuple(content.get("problems", ())),
                tuple(
                    PartState(name, revision, tuple(problems))
                    for name, revision, problems in content.get("parts", ())
                ),
                content.get("title", ""),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            _LOG.warning("the kept snapshot is not used: %s", type(error).__name__)
            return None

    def forget(self) -> None:
        """Remove the file, if there is one."""
        self._place.remove()


def _as_json(grid: Grid) -> dict[str, object]:
    return {
        "workbook": grid.workbook,
        "tab": grid.tab,
        "columns": [json_cells.as_json(column) for column in grid.columns],
        "sheet_id": grid.sheet_id,
        "merged": grid.merged,
        "day_first": grid.day_first,
        "epoch_1904": grid.epoch_1904,
    }


def _from_json(content: dict[str, object]) -> Grid:
    merged = tuple(tuple(item) for item in content.pop("merged"))  # type: ignore[attr-defined]
    columns = [json_cells.from_json(column) for column in content.pop("columns")]  # type: ignore[attr-defined]
    return Grid(**content, columns=columns, merged=merged)  # type: ignore[arg-type]
