"""Drive's search language: `'F' in parents and mimeType = 'x' and trashed = false`, with and, or, not, parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .errors import ApiError
from .store import ROOT

Test = Callable[[dict[str, Any]], bool]
TOKEN = re.compile(r"\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|<=|>=|!=|[()=<>]|[\w.]+)")


def bad() -> ApiError:
    error = ApiError(400, "Invalid Value", reason="invalid")
    error.location = "q"
    return error


def compile_query(text: str) -> Test:
    """A function that tests a File's JSON. 400 Invalid Value for a query that cannot be parsed (documented)."""
    tokens: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if not match:
            raise bad()
        tokens.append(match[1])
        at = match.end()
    if not tokens:
        return lambda file: True
    test = either(tokens)
    if tokens:
        raise bad()
    return test


def either(tokens: list[str]) -> Test:
    tests = [both(tokens)]
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        tests.append(both(tokens))
    return lambda file: any(test(file) for test in tests)


def both(tokens: list[str]) -> Test:
    tests = [one(tokens)]
    while tokens and tokens[0] == "and":
        tokens.pop(0)
        tests.append(one(tokens))
    return lambda file: all(test(file) for test in tests)


def one(tokens: list[str]) -> Test:
    if tokens[:1] == ["not"]:
        tokens.pop(0)
        test = one(tokens)
        return lambda file: not test(file)
    if tokens[:1] == ["("]:
        tokens.pop(0)
        test = either(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise bad()
        return test
    if tokens[:1] == ["sharedWithMe"] and tokens[1:2] not in (["="], ["!="]):
        tokens.pop(0)
        return lambda file: True
    if len(tokens) < 3:
        raise bad()
    left, operator, right = tokens.pop(0), tokens.pop(0), tokens.pop(0)
    if operator == "in":
        return member(unquote(left), right)
    return compared(left, operator, unquote(right))


def unquote(text: str) -> str:
    if text[0] in "'\"":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if text not in ("true", "false"):
        raise bad()
    return text


def member(value: str, collection: str) -> Test:
    if collection == "parents":
        wanted = ROOT if value == "root" else value
        return lambda file: wanted in file["parents"]
    if collection in ("owners", "writers", "readers"):
        return lambda file: any(owner["emailAddress"] == value for owner in file["owners"])
    raise bad()


def compared(name: str, operator: str, value: str) -> Test:
    if name not in ("name", "mimeType", "trashed", "modifiedTime", "createdTime", "fullText", "starred"):
        raise bad()
    if name in ("trashed", "starred"):
        wanted = (value == "true") == (operator == "=")
        return lambda file: bool(file.get(name)) == wanted
    if operator == "contains":
        words = value.lower()
        return lambda file: words in str(file["name" if name == "fullText" else name]).lower()
    tests: dict[str, Callable[[str], bool]] = {
        "=": lambda v: v == value,
        "!=": lambda v: v != value,
        "<": lambda v: v < value,
        ">": lambda v: v > value,
        "<=": lambda v: v <= value,
        ">=": lambda v: v >= value,
    }
    if operator not in tests:
        raise bad()
    return lambda file: tests[operator](str(file[name]))
