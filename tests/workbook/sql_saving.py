"""Saves to a database in separate processes, each killed (SIGKILL) right before a later statement of its save: before
each that writes, and where somebody looks harder (PHAROS_EXAMPLES) also before each that reads.

`python -m tests.workbook.sql_saving URL SCHEMA`: prints the exit code of each, in order, until one comes to its end.
The last two are killed right before and right after the database is told to keep the save.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from tests.examples import IS_THOROUGH
from tests.workbook.saving import log_session
from tests.workbook.sql_help import Log, is_saved

STEPS = ("do_execute", "do_executemany", "do_execute_no_params", "do_commit")
WRITES = ("INSERT", "UPDATE", "DELETE")


def die_before(step: int) -> None:
    """Kill this process before the step-th statement, and after the commit if no statement is left then."""
    steps = count(1)
    for name in STEPS:
        method = getattr(DefaultDialect, name)

        def deadly(*arguments: Any, _method: Any = method, _name: str = name, **options: Any) -> Any:
            is_step = IS_THOROUGH or _name == "do_commit" or str(arguments[2]).startswith(WRITES)
            if is_step and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = _method(*arguments, **options)
            if _name == "do_commit" and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        setattr(DefaultDialect, name, deadly)


def main(url: str, schema: str = "") -> None:
    for step in count(1):
        child = os.fork()
        if not child:
            workbook = Log(url, schema).workbook()
            die_before(step)
            assert log_session(workbook).written
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        print(code, is_saved(Log(url, schema)), flush=True)
        if code != -signal.SIGKILL:
            break


if __name__ == "__main__":
    main(*sys.argv[1:])
