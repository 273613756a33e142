"""The id of a local file or folder: readable, different for the same name elsewhere, and without the path."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def local_id(path: Path) -> str:
    """`log.xlsx (3f2a9c)`: the name and a digest of its folder, the same after every restart.

    The digest is of the folder's path as given, made absolute. Links in it are not followed, so that a folder reached
    through a link like `current` keeps its digest when the link changes.
    """
    folder, name = os.path.split(os.path.abspath(path))
    return f"{name} ({hashlib.blake2s(os.fsencode(folder), digest_size=3).hexdigest()})"
