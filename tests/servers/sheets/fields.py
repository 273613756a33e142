"""Field masks: `a,b(c,d),e/f,g.h` as in the `fields` system parameter and in batch requests (documented)."""

from __future__ import annotations

import re
from typing import Any

from .errors import bad_field

Mask = dict[str, Any]
TOKEN = re.compile(r"\s*([\w*@]+|[(),/.])\s*")


def parse(text: str) -> Mask:
    """A mask as a tree of names; an empty subtree means everything below. 400 for text that is not a mask."""
    tokens = TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text) or not tokens:
        raise syntax(text)
    tree, at = group(tokens, 0, text)
    if at != len(tokens):
        raise syntax(text)
    return tree


def syntax(text: str) -> Exception:
    return bad_field("fields", f"Error parsing 'fields' parameter: {text}")


def group(tokens: list[str], at: int, text: str) -> tuple[Mask, int]:
    tree: Mask = {}
    while True:
        node = tree
        while True:
            if at >= len(tokens) or not re.match(r"[\w*@]", tokens[at]):
                raise syntax(text)
            node = node.setdefault(tokens[at], {})
            at += 1
            if at < len(tokens) and tokens[at] in "/.":
                at += 1
                continue
            break
        if at < len(tokens) and tokens[at] == "(":
            inner, at = group(tokens, at + 1, text)
            if at >= len(tokens) or tokens[at] != ")":
                raise syntax(text)
            node.update(inner)
            at += 1
        if at < len(tokens) and tokens[at] == ",":
            at += 1
            continue
        return tree, at


def select(body: Any, mask: Mask) -> Any:
    """The part of a body that a mask selects."""
    if not mask or ("*" in mask and not mask["*"]):
        return body
    if isinstance(body, list):
        return [select(item, mask) for item in body]
    if not isinstance(body, dict):
        return body
    kept = {}
    for name, value in body.items():
        if name in mask or "*" in mask:
            part = select(value, mask[name] if name in mask else mask["*"])
            if part or not isinstance(part, dict) or part == value:
                kept[name] = part
    return kept


def wants(mask: Mask | None, *path: str) -> bool:
    """Whether a mask keeps anything at a path."""
    node: Any = mask
    for name in path:
        if not node or "*" in node:
            return True
        if name not in node:
            return False
        node = node[name]
    return True


def check(mask: Mask, known: dict[str, Any], prefix: str = "") -> None:
    """400 for a name that the resource does not have, checked where `known` lists the names."""
    for name, below in mask.items():
        path = f"{prefix}{name}"
        if name != "*" and known and name not in known:
            text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
            raise bad_field(path, text)
        if below and name in known:
            check(below, known[name] or {}, path + ".")


def paths(text: str) -> list[str]:
    """Dotted leaf paths of a request's own `fields`: `gridProperties/rowCount,title` and so on."""

    def walk(tree: Mask, prefix: str) -> list[str]:
        found: list[str] = []
        for name, below in tree.items():
            found += walk(below, f"{prefix}{name}.") if below else [prefix + name]
        return found

    return walk(parse(text), "") if text and text.strip() else []
