"""A list of people cut in its pieces, one for each person or team."""

from __future__ import annotations

import re

from lib.bring.minutes.people.names import Names

REMARK = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


def grouped(text: str, names: Names) -> str:
    """The people behind the name of their team or company: "Head office: Ada Brandt, Bo Lindqvist"; else ""."""
    label, colon, listed = text.partition(": ")
    if not colon or len(label) > 40 or "," in label or "(" in label or names.find(label):
        return ""
    people = names.people(REMARK.sub("", listed)) or []
    known = [person for person in people if names.find(person)]
    is_full = all(" " in person for person in people)
    return listed if people and (known or (is_full and not names.leading(f"{label} x"))) else ""


def at_point(chunk: str, names: Names) -> list[str]:
    """A chunk cut at the point that ends a list in small letters: "dev. elif out" is two people."""
    head, point, tail = chunk.partition(". ")
    is_list = point and names.find(head) and names.find(tail.split()[0] if tail.split() else "")
    return [head, tail] if is_list else [chunk]


def chunks_of(text: str) -> list[str]:
    """The text cut at its commas and semicolons, outside of parentheses; Names puts "Lovelace, Ada" together."""
    chunks, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(depth - 1, 0)
        elif char in ",;\n" and not depth:
            chunks.append(text[start:at].strip())
            start = at + 1
    chunks.append(text[start:].strip())
    return [chunk for chunk in chunks if chunk]
