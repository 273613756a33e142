"""A database's URL: how it is opened, and what of it is shown. A password is never part of a name or a message."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from lib.workbook.base import WorkbookError

CONNECT_SECONDS = 10
WAIT_SECONDS = 15
"""How long a save waits for somebody else's transaction."""
EXAMPLE = "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}


def parsed(url: str) -> sa.URL:
    """The URL in its parts; `postgres://`, as hosting companies write it, is `postgresql://`.

    Raises WorkbookError, which repeats nothing of it: it may hold a password.
    """
    try:
        found = sa.make_url(url.strip())
    except (sa.exc.ArgumentError, ValueError):
        raise WorkbookError(
            f"the database's URL cannot be read: write it like {EXAMPLE}; {_ESCAPED}"
        ) from None
    if _is_cut_in_the_password(found):
        raise WorkbookError(f"the database's URL cannot be read: {_ESCAPED}")
    if found.get_backend_name() == "postgres":
        found = found.set(drivername=found.drivername.replace("postgres", "postgresql", 1))
    return found


_ESCAPED = "in its password, write @ as %40, / as %2F and % as %25"


def _is_cut_in_the_password(url: sa.URL) -> bool:
    """Whether what was read as host or database must be the rest of a password: an @ is still to come."""
    return url.get_backend_name() != "sqlite" and "@" in f"{url.host} {url.database}"


def shown(url: sa.URL) -> str:
    """The URL for people: no user's password, and no options, which may hold one too."""
    name = sa.URL.create(url.drivername, url.username, None, url.host, url.port, url.database)
    return name.render_as_string(hide_password=True)


def title(url: sa.URL) -> str:
    """The database's name for people."""
    name = url.database or url.host or url.drivername
    return Path(name).stem if url.get_backend_name() == "sqlite" else name


def local_id(url: sa.URL, schema: str, prefix: str) -> str:
    """`circles (3f2a9c)`: the name and a digest of where it is, the same after every restart and for every user."""
    where = (url.get_backend_name(), url.host, url.port, _place(url), schema, prefix)
    digest = hashlib.blake2s("|".join(map(str, where)).encode(), digest_size=3).hexdigest()
    return f"{title(url)} ({digest})"


def file_of(url: sa.URL) -> Path | None:
    """The file of an SQLite database; None for any other, and for one in memory or named by an address of its own."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(url.database) if is_file and url.database and not url.database.startswith("file:") else None


def check_file(url: sa.URL) -> None:
    """Raises WorkbookError for a file that is not there: SQLite would make an empty one."""
    file = file_of(url)
    if file is not None and not file.is_file():
        raise WorkbookError(f"{file}: there is no such file")


@lru_cache(maxsize=16)
def engine(url: sa.URL) -> sa.Engine:
    """What opens connections to the database: a new one each time, so that a server that was restarted is no trouble.

    The same URL has the same engine: it remembers how statements are written.

    Raises WorkbookError if no driver for it is installed. Nothing is opened yet.
    """
    backend = url.get_backend_name()
    options: dict[str, Any] = {}
    if backend == "postgresql" and url.get_driver_name() == "psycopg":
        options = {"connect_timeout": CONNECT_SECONDS, "application_name": "Pharos"}
        options |= _ALIVE if url.host and not url.host.startswith("/") else {}
        options = {name: value for name, value in options.items() if name not in url.query}
    if backend == "sqlite":
        options = {"check_same_thread": False}
    try:
        made = sa.create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options)
    except (sa.exc.NoSuchModuleError, ImportError):
        raise WorkbookError(
            f"no driver for {url.drivername} is installed; docs/database.md lists the packages"
        ) from None
    except (sa.exc.ArgumentError, TypeError, ValueError):
        raise WorkbookError(f"the database's URL cannot be used: write it like {EXAMPLE}") from None
    except Exception as error:  # noqa: BLE001 - a driver's own, such as BigQuery's without credentials
        raise WorkbookError(
            f"{url.drivername}: its driver cannot be set up ({type(error).__name__}): check its credentials"
        ) from None
    if backend == "sqlite":
        sa.event.listen(made, "connect", _prepare_sqlite)
    return made


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction by itself
    connection.execute(f"PRAGMA busy_timeout = {round(WAIT_SECONDS * 1000)}")
    connection.text_factory = lambda text: text.decode("utf-8", "replace")


def _place(url: sa.URL) -> str:
    if url.get_backend_name() == "sqlite" and url.database:
        return str(Path(url.database).absolute())
    return url.database or ""
