"""The id of a local file or folder: readable, told apart from its namesakes elsewhere, without showing their path."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def local_id(path: Path) -> str:
    """`log.xlsx (3f2a9c)`: the name, and a mark of the folder that it stands in, the same after every restart.

    The mark is that of the folder's path as it was given, made absolute: links in it are not followed, so that a folder
    reached through a link like `current` keeps its mark when the link moves on.
    """
    folder, name = os.path.split(os.path.abspath(path))
    return f"{name} ({hashlib.blake2s(os.fsencode(folder), digest_size=3).hexdigest()})"
