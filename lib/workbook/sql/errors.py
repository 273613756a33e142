"""A database's errors as one line that says what to do.

Nothing that the database or its driver says gets into a message, except names of columns and constraints: its text may
hold cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from lib.workbook.base import WorkbookBusy, WorkbookError
from lib.workbook.sql import address

_NO_RIGHTS = "42501"
_WRONG_SIGN_IN = ("28000", "28P01")
_NO_DATABASE = "3D000"
_NO_SUCH_TABLE = ("42P01", "42703", "3F000")
_BUSY = ("55P03", "40001", "40P01", "57014")
_LOST = ("08", "57P")
_FULL = ("53100",)
_TOO_MANY = "53300"
_NOT_REACHED = (
    "connection to server",
    "connection failed",
    "connection timeout",
    "resolve host",
    "translate host name",
    "name or service not known",
    "name resolution",
    "getaddrinfo",
)
_NOT_TRUSTED = ("certificate", "does not support ssl", "ssl error", "sslmode")
AGAIN = ("40001", "40P01")
"""States of PostgreSQL after which the same transaction can simply be tried again."""
BROKEN_OFF = "the database no longer answers: Pharos keeps trying; you do not need to do anything"


class Gone(WorkbookError):
    """The connection ended, or the server cannot be reached."""


class Refused(WorkbookError):
    """The database's own rules refuse a value or a row; the message says which."""


def state_of(error: sa.exc.DBAPIError) -> str:
    """The SQLSTATE of an error, "" if its driver gives none."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def of(error: sa.exc.SQLAlchemyError, url: sa.URL, *, writing: bool = False) -> WorkbookError:
    """The error in words that follow the name of the database."""
    if not isinstance(error, sa.exc.DBAPIError):
        return WorkbookError(f"could not be {_done(writing)}: {type(error).__name__}")
    state, text, who = state_of(error), str(error.orig).lower(), url.username or "this user"
    if state == _NO_RIGHTS or "readonly database" in text or state == "25006":
        return WorkbookError(_no_rights(url, who, writing))
    if (
        state in _WRONG_SIGN_IN
        or "password authentication failed" in text
        or ("role " in text[:200] and "does not exist" in text)
    ):
        return WorkbookError(f"does not let {who} in: check the user and the password in its URL")
    if state == _NO_DATABASE or ("database " in text and "does not exist" in text):
        return WorkbookError(f"there is no database {url.database} on {url.host or 'this server'}")
    if state in _BUSY or "database is locked" in text:
        return WorkbookBusy("somebody else is changing it: try again in a minute")
    if "not a database" in text or "malformed" in text:
        return WorkbookError("is damaged, or not a database")
    if "unable to open database file" in text:
        return WorkbookError("there is no such file, or it cannot be opened")
    if state in _NO_SUCH_TABLE or "no such table" in text or "no such column" in text:
        return WorkbookError("a table or column was renamed or dropped while it was in use: try again")
    if isinstance(error, sa.exc.IntegrityError):
        return Refused(_rule(error))
    if isinstance(error, sa.exc.DataError):
        return Refused("a value does not fit the type of its column")
    if state in _FULL or "disk is full" in text:
        return WorkbookError("its disk is full: make room on it")
    if state == _TOO_MANY:
        return WorkbookBusy("all its connections are in use: try again in a minute")
    is_server = url.get_backend_name() != "sqlite"
    if error.connection_invalidated or (is_server and _is_lost(error, state)):
        is_new = any(words in text for words in _NOT_REACHED)
        if any(words in text for words in (_NOT_TRUSTED if is_new else ("sslmode",))):
            return Gone(
                f"{_where(url)} cannot be reached over TLS as its URL asks: check sslmode, and sslrootcert, which "
                "names the file with the certificate of the authority that signed the server's"
            )
        return Gone(
            f"{_where(url)} cannot be reached: check the host, the port and the network"
            if is_new
            else BROKEN_OFF
        )
    return WorkbookError(f"could not be {_done(writing)}: {type(error.orig).__name__} {state}".rstrip())


@contextmanager
def in_words(url: sa.URL, *, writing: bool = False) -> Iterator[None]:
    """Errors of the database as WorkbookErrors that begin with its name. They keep no trace of the driver's own."""
    name = address.title(url)
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        found = of(error, url, writing=writing)
        raise type(found)(f"{name}: {found}") from None


def _is_lost(error: sa.exc.DBAPIError, state: str) -> bool:
    """Whether the connection is gone: the server says so, or a driver's error has no state, as no server gave it."""
    is_of_driver = isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError)) and not state
    return is_of_driver or state.startswith(_LOST)


def _done(writing: bool) -> str:
    return "saved" if writing else "read"


def _no_rights(url: sa.URL, who: str, writing: bool) -> str:
    if url.get_backend_name() == "sqlite":
        return "the file cannot be written: give the server's user the right to write to it and to its folder"
    if writing:
        return f"{who} may not write to it: GRANT SELECT, INSERT, UPDATE on its tables to {who} to edit it from Pharos"
    return f"{who} may not read it: GRANT USAGE on its schema and SELECT on its tables to {who}"


def _where(url: sa.URL) -> str:
    return f"the server {url.host}" if url.host else "the server"


def _rule(error: sa.exc.IntegrityError) -> str:
    """Which rule a row breaks, by the names of the column and the constraint."""
    diagnosis: Any = getattr(error.orig, "diag", None)
    if diagnosis is None:
        text = str(error.orig)
        rule, _, names = text.partition(" constraint failed: ")
        return (
            f"the database's {rule} rule for {names} does not allow it"
            if names
            else "a rule of the database does not allow it"
        )
    column, table, name = diagnosis.column_name, diagnosis.table_name, diagnosis.constraint_name
    if column:
        return f"the {table} tab: the database does not allow a blank {column}"
    return f"the {table} tab: the database's rule {name} does not allow it"
