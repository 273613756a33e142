"""The server's log as one JSON object a line, for collectors that index fields."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime

SETTING = "PHAROS_LOG"


class JsonLines(logging.Formatter):
    """A record as {"at", "level", "logger", "message"}, and "exception" with its traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def use(environment: Mapping[str, str], *loggers: logging.Logger) -> bool:
    """Write the records of all loggers as JSON lines if PHAROS_LOG=json; out: whether it does.

    `loggers`: those that have handlers of their own, as Streamlit's and uvicorn's; they keep them, with the same lines.
    Any other value of PHAROS_LOG leaves the log as it is.
    """
    if environment.get(SETTING, "").strip().lower() != "json":
        return False
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    for logger in (root, *loggers):
        for handler in logger.handlers:
            handler.setFormatter(JsonLines())
    return True
