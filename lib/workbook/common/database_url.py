"""Whether a workbook is named by the URL of a database, and that name without its password. Knows no database."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\+[A-Za-z0-9_]+)?://")
_OTHERS = ("http://", "https://", "file://")


def is_database(name: str) -> bool:
    """Whether `name` is a database's URL such as `postgresql://HOST/NAME`, and no path or web address."""
    return bool(_SCHEME.match(name)) and not name.lower().startswith(_OTHERS)


def without_password(name: str) -> str:
    """The name of a workbook for people: of a database's URL, no password and no options."""
    if not is_database(name):
        return name
    scheme, _, rest = name.partition("://")
    address, _, options = rest.partition("?")
    if "@" in options and "@" not in address:
        address = ""  # what comes before the ? may be a part of a password
    user, at, place = address.rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}{at}{place}"
