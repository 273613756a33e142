"""A PostgreSQL server of one's own: in a temporary folder, on this machine only, by a user without rights.

It keeps nothing safe on disk, which makes it fast, and ends with the tests. `tests/install_postgresql.sh` installs the
programs, as `make test` does.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

OWNER = "owner"
_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "40",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "logging_collector": "off",
    "deadlock_timeout": "200ms",
}


@dataclass
class Postgres:
    """A running server. `log`: what it wrote."""

    folder: Path
    port: int
    password: str
    process: subprocess.Popen[bytes]

    def url(self, database: str = "postgres", user: str = OWNER, password: str = "") -> str:
        return f"postgresql+psycopg://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres", **options: Any) -> psycopg.Connection[Any]:
        """A person's own connection, which commits each statement."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=self.password, dbname=database,
            autocommit=True, **options,
        )  # fmt: skip

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None if it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def needed() -> Path:
    """As `programs`; skips the test where there is none, and fails where CI must have one."""
    found = programs()
    if found is None:
        why = "needs PostgreSQL: make test installs it, or apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return found


@contextmanager
def running() -> Iterator[Postgres]:
    """A server, until the block ends."""
    bin_ = needed()
    folder = Path(tempfile.mkdtemp(prefix="pharos-pg-"))
    who: dict[str, Any] = (
        {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
    )
    if who:
        shutil.chown(folder, who["user"])
    quiet: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL, "start_new_session": True, **who}
    password = secrets.token_hex(12)
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o644)
    made = subprocess.run(
        [bin_ / "initdb", "--pgdata", folder / "data", "--username", OWNER, "--pwfile", secret, "--auth",
         "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync", "--no-instructions"],
        capture_output=True, check=False, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, **quiet,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr.decode()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [bin_ / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", folder, *settings],
            stdout=out, stderr=out, **quiet,
        )  # fmt: skip
    server = Postgres(folder, port, password, process)
    try:
        _wait_for(server)
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: Postgres, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            server.connect().close()
            return
        except psycopg.OperationalError:
            if server.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(server.log()) from None
            time.sleep(0.05)
