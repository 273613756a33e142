"""What a reader finds in a brief: its text without blanks and line ends, and its structure."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf


def pages_of(content: bytes) -> list[str]:
    """The text of each page of a PDF."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def squeezed(text: str) -> str:
    """Without blanks, so that line ends do not matter."""
    return re.sub(r"[\s\u200b]+", "", text)


def tags_of(content: bytes) -> list[str]:
    """The structure of a tagged PDF in reading order: H1, P, L, LI, Figure …"""
    root: Any = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    found: list[str] = []
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"])[1:])
            if "/K" in node:
                waiting.append(node["/K"])
    return found
