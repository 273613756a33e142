"""Streamlit servers that need not import everything again: a process that has imported all makes copies of itself.

A start from nothing takes a processor two seconds, and the suite starts some fifty servers. Each copy has its own
environment, folder, settings and log, as if started from the command line; what is cached or read, it reads itself.
Where the system cannot copy a process, `start` is a `subprocess.Popen`.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

ROOT = Path(__file__).resolve().parents[2]
CAN_COPY = sys.platform == "linux"
_LATE = (
    "streamlit.web.bootstrap",
    "streamlit.web.server.starlette",
    "statsmodels.duration.survfunc",
    "filelock",
)
"""What is imported only when it is needed, and always is."""
_NOT_OF_A_SERVER = ("lib.figures", "lib.demo")
"""Commands."""


class Process(Protocol):
    """What a test needs of a server's process, as `subprocess.Popen` has it."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Copy:
    """A server whose parent is another process: known by its number."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs, then 0: its exit code is not known."""
        return None if self._signal(0) else 0

    def wait(self, timeout: float | None = None) -> int:
        until = time.monotonic() + (3600 if timeout is None else timeout)
        while self._signal(0):
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("streamlit", timeout or 0)
            time.sleep(0.01)
        return 0

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> bool:
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return True


def start(
    arguments: Sequence[str], *, home: Path, env: Mapping[str, str], log: Path, cold: bool = False
) -> Process:
    """`streamlit ARGUMENTS` in the folder `home` with the environment `env`; what it prints goes to the file `log`.
    Cold, it is a new process that has imported nothing."""
    if cold or not CAN_COPY:
        with log.open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "streamlit", *arguments],
                cwd=home,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
    asking = _warm()
    wanted = {"arguments": list(arguments), "home": str(home), "env": dict(env), "log": str(log)}
    asking.sendall(json.dumps(wanted).encode() + b"\n")
    with asking.makefile("r") as answers:
        return Copy(int(answers.readline()))


@functools.cache
def _warm() -> socket.socket:
    """The socket of the process that makes copies; it ends when this process does."""
    here, there = socket.socketpair()
    with there:
        subprocess.Popen(
            [sys.executable, "-m", "tests.servers.warm", str(there.fileno())],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            pass_fds=[there.fileno()],
        )
    return here


# In the process that makes copies


def serve(asked: socket.socket) -> None:
    """Make a copy for each line asked, and answer its number."""
    _import_all()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for copies that ended
    with asked.makefile("r") as lines:
        for line in lines:
            pid = os.fork()
            if not pid:
                asked.detach()
                _become(**json.loads(line))
            asked.sendall(f"{pid}\n".encode())


def _become(arguments: Sequence[str], home: str, env: Mapping[str, str], log: str) -> None:
    """Be the server; this returns no more."""
    from streamlit.web import cli

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(home)
    os.environ.clear()
    os.environ.update(env)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.argv = ["streamlit", *arguments]
    code = 1
    try:
        cli.main(list(arguments), standalone_mode=False)
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _import_all() -> None:
    for name in _LATE:
        import_module(name)
    _import_within(import_module("lib"))


def _import_within(package: ModuleType) -> None:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if found.name in _NOT_OF_A_SERVER or found.name.endswith("__main__"):
            continue
        try:
            module = import_module(found.name)
        except ImportError:  # for an extra that is not installed
            continue
        if found.ispkg:
            _import_within(module)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
