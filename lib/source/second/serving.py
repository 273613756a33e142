"""The side of a process that works for another one (see `asking`), and the messages between the two."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Callable, Hashable
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any


def serve(
    number: int, find: Callable[[Any, Any], object], forget: Callable[[], object] = lambda: None
) -> None:
    """The process's own side: `find(thing, wanted)` for each job that comes through the socket with this number, until
    the other side ends. `forget` is called when a thing must go."""
    things: dict[Hashable, object] = {}
    with Connection(number) as theirs:
        try:
            send(theirs, "ready")
            while True:
                kind, part, value = received(theirs)
                if kind == "hold":
                    things[part] = value
                elif kind == "drop":
                    del things[part]
                    forget()
                else:
                    send(theirs, _answer(find, things[part], value))
        except (EOFError, OSError):
            return


def _answer(find: Callable[[Any, Any], object], thing: object, wanted: object) -> tuple[bool, object]:
    try:
        return True, find(thing, wanted)
    except Exception as error:  # noqa: BLE001  # the other side logs it, and does the job itself
        return False, f"{type(error).__name__}: {error}"


class _Pickler(pickle.Pickler):
    """Takes apart read-only mappings too."""

    dispatch_table = copyreg.dispatch_table.copy()


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


_Pickler.dispatch_table[MappingProxyType] = lambda mapping: (_read_only, (dict(mapping),))


def send(connection: Connection, message: object) -> None:
    """Send anything that pickle can take apart. Raises OSError if the other side ended."""
    packed = io.BytesIO()
    _Pickler(packed, pickle.HIGHEST_PROTOCOL).dump(message)
    connection.send_bytes(packed.getbuffer())


def received(connection: Connection) -> Any:
    """The next message. Raises EOFError or OSError if the other side ended."""
    return pickle.loads(connection.recv_bytes())  # made above, by these two processes only
