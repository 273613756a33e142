"""The same work for many items, a few at a time, in threads that never keep the process from ending."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    work: Callable[[Item], Result], items: Sequence[Item], workers: int
) -> Iterator[tuple[Item, Result | Exception]]:
    """Yield each item with what `work` returned or raised, as they become ready. Closing the iterator stops the work.

    concurrent.futures would wait for its threads when the process ends, and a paced read can take minutes.
    """
    waiting: queue.SimpleQueue[Item] = queue.SimpleQueue()
    ready: queue.SimpleQueue[tuple[Item, Result | Exception]] = queue.SimpleQueue()
    for item in items:
        waiting.put(item)

    def run() -> None:
        while True:
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                ready.put((item, work(item)))
            except Exception as error:  # noqa: BLE001 - handed to the caller, who decides
                ready.put((item, error))

    for number in range(min(workers, len(items))):
        threading.Thread(target=run, name=f"pharos-part-{number}", daemon=True).start()
    try:
        for _ in items:
            yield ready.get()
    finally:
        with suppress(queue.Empty):
            while True:
                waiting.get_nowait()
