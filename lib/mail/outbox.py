"""What this machine did with each mail, line by line on disk, so that after a crash as few as possible are unclear.

The `sent` tab says that a mail was claimed; only this file can say that its content never left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from lib.mail.history import Entry, State
from lib.workbook.base import WorkbookBusy, WorkbookError
from lib.workbook.common.atomic import append_line

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path("data/mail")
Step: TypeAlias = Literal["claiming", "not ours", "began", "sent", "failed", "refused"]
_STATES: dict[str, State] = {"claiming": "failed", "sent": "sent", "failed": "failed", "refused": "refused"}
"""What each last step means for a mail that the `sent` tab still has as claimed; not for `began`, and not
for a mail that another machine has."""


class Outbox:
    """The file in `folder`, which only its owner can read. It holds ids and steps, nothing about people."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder, self.path = folder, folder / "outbox.jsonl"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else on this machine sends meanwhile. Raises WorkbookBusy if somebody does, and WorkbookError if the
        folder cannot be written."""
        import filelock

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = filelock.FileLock(self._folder / "outbox.lock", timeout=0, mode=0o600)
            lock.acquire()
        except filelock.Timeout:
            raise WorkbookBusy("another python -m lib.mail is sending right now: nothing was done") from None
        except OSError as error:
            raise WorkbookError(f"{self._folder} cannot be written: {error.strerror or error}") from None
        try:
            yield
        finally:
            lock.release()

    def note(self, id: str, step: Step) -> None:
        """Write a step. `began` is on disk before this returns: if only it were lost with the power, the mail would be
        sent twice. Raises WorkbookError."""
        try:
            append_line(self.path, json.dumps([id, step]), is_durable=step == "began")
        except OSError as error:
            raise WorkbookError(f"{self.path} cannot be written: {error.strerror or error}") from None

    def steps(self) -> dict[str, str]:
        """The last step of each mail; a line that was cut off by a crash counts for nothing."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise WorkbookError(f"{self.path} cannot be read: {error}") from None
        found: dict[str, str] = {}
        for text in lines:
            try:
                mail_id, step = json.loads(text)
            except ValueError:
                continue
            found[str(mail_id)] = str(step)
        return found

    def settled(self, unclear: Iterable[Entry]) -> list[tuple[Entry, State]]:
        """Of mails that are claimed and not answered: those of which this machine knows more, with their state."""
        steps = self.steps()
        return [(each, _STATES[steps[each.id]]) for each in unclear if steps.get(each.id) in _STATES]

    def clear(self) -> None:
        """Forget all steps: the `sent` tab has every answer."""
        self.path.unlink(missing_ok=True)
