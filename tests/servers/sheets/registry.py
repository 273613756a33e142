"""The registry of batchUpdate requests and what their handlers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import fields
from .errors import invalid
from .model import Spreadsheet

Body = dict[str, Any]
Handler = Callable[[Spreadsheet, Body, str | None], Body | None]
HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def required_paths(part: Body, root: str = "") -> list[str]:
    """The leaf paths of a request's field mask, without the root name; 400 if it is missing (recorded)."""
    found = [path.removeprefix(root + ".") for path in fields.paths(part.get("fields") or "")]
    return found or invalid(
        "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
    )
