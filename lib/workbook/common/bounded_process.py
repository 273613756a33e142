"""A process of its own for hostile input: so much memory and time and no more, without the server's secrets.

The parent hands over bytes and gets bytes back. A process that does not finish is killed.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[3]
CLOCK = 5
"""How many times the seconds of the processor may pass by the clock, which starves on a busy machine."""
OUT_OF_TIME = -int(getattr(signal, "SIGXCPU", 24))
"""The exit code of a process that took too long."""
_KEPT_VARIABLES = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
_MOST_OUT = 400_000_000


def code_of(module: str) -> str:
    """The code that runs `main` of a module of Pharos in a fresh interpreter, which gets ROOT as its argument."""
    return f"import sys; sys.path.insert(0, sys.argv[1]); from {module} import main; main()"


def run(code: str, question: IO[bytes], answer: IO[bytes], *, seconds: float) -> int:
    """Run Python code with `question` as its input and `answer` as its output; out: its exit code.

    It may take `CLOCK` times `seconds` of a clock, which a busy machine needs; then it is killed (OUT_OF_TIME).
    """
    with subprocess.Popen(
        [sys.executable, "-I", "-c", code, str(ROOT)],
        stdin=question,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
        env={"OPENBLAS_NUM_THREADS": "1"}
        | {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ},
        start_new_session=True,
    ) as process:
        try:
            return process.wait(CLOCK * seconds)
        except subprocess.TimeoutExpired:
            return OUT_OF_TIME
        finally:
            process.kill()


def bound_this_process(*, memory: int, seconds: float) -> None:
    """Have the system end this process beyond its memory (bytes) or processor time, and keep it from writing files of
    any size. A system that knows no such bounds still has the clock of the process that waits for this one."""
    with contextlib.suppress(ImportError):
        import resource

        most = math.ceil(seconds)
        for kind, soft, hard in (
            ("RLIMIT_AS", memory, memory),
            ("RLIMIT_CPU", most, most + 1),
            ("RLIMIT_FSIZE", _MOST_OUT, _MOST_OUT),
            ("RLIMIT_CORE", 0, 0),
        ):
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, kind), (soft, hard))
