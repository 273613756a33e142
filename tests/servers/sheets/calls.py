"""One request, and the table of API methods. Paths are matched before decoding, so titles can contain anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

import orjson

from .errors import bad_field
from .store import Store

Body = dict[str, Any]


@dataclass
class Call:
    """One request, parsed."""

    method: str
    path: str
    query: str
    raw_body: bytes = b""
    content_type: str = ""
    principal: str = ""
    epoch: int = 0
    match: re.Match[str] | None = None
    lists: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lists = parse_qs(self.query, keep_blank_values=True)

    @property
    def params(self) -> dict[str, str]:
        return {name: values[-1] for name, values in self.lists.items()}

    @property
    def drive(self) -> bool:
        return "/drive/" in self.path

    def part(self, index: int) -> str:
        assert self.match is not None
        return unquote(self.match[index])

    def body(self) -> Body:
        """The JSON body; 400 in the transcoding layer's words if it is not JSON (documented)."""
        if not self.raw_body.strip():
            return {}
        try:
            body = orjson.loads(self.raw_body)
        except ValueError as error:
            message = "Invalid JSON payload received. Unexpected token."
            raise bad_field("", message, message) from error
        if not isinstance(body, dict):
            message = 'Invalid JSON payload received. Unknown name "": Root element must be a message.'
            raise bad_field("", message, message)
        return without_nulls(body)


def without_nulls(body: Any) -> Any:
    """A message without its null members, which proto3 JSON treats as missing. Rows of cell values keep theirs."""
    if isinstance(body, dict):
        return {name: without_nulls(part) for name, part in body.items() if part is not None}
    if isinstance(body, list) and body and isinstance(body[0], dict):
        return [without_nulls(part) for part in body]
    return body


Handler = Callable[[Store, Call], Any]


@dataclass(frozen=True)
class Route:
    """An API method: its name as in Google's reference, and whether it counts as a write."""

    name: str
    method: str
    pattern: re.Pattern[str]
    handler: Handler
    write: bool


ROUTES: list[Route] = []


def route(name: str, method: str, pattern: str, write: bool = False) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(name, method, re.compile(pattern), handler, write))
        return handler

    return register


def find(call: Call) -> Route | None:
    """The API method a request calls."""
    for entry in ROUTES:
        match = entry.pattern.fullmatch(call.path) if entry.method == call.method else None
        if match:
            call.match = match
            return entry
    return None
