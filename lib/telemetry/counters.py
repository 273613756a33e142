"""What is counted while the server runs, for Prometheus.

Labels are pages of the navigation, status codes and outcomes: words of this module's callers, never texts of a log, so
that a counter tells nothing about anybody and there are few of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE

__all__ = [
    "CONTENT_TYPE",
    "GOOGLE_CALLS",
    "NEW_PAGES",
    "PAGE_SECONDS",
    "REFRESHES",
    "REGISTRY",
    "SAVES",
    "text",
    "timed",
]

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PAGE_SECONDS = Histogram(
    "pharos_page_seconds",
    "Seconds that the script of a page took; its count is the number of reruns.",
    ["page"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    registry=REGISTRY,
)
REFRESHES = Counter(
    "pharos_refreshes",
    "Looks at a workbook: read, unchanged, held (it lost too much to be shown unasked), failed.",
    ["outcome"],
    registry=REGISTRY,
)
GOOGLE_CALLS = Counter(
    "pharos_google_calls",
    "Calls of Google's services by HTTP status; none: no answer came.",
    ["status"],
    registry=REGISTRY,
)
SAVES = Counter(
    "pharos_saves",
    "Saves by what became of them: written, conflict, refused, failed, unknown.",
    ["outcome"],
    registry=REGISTRY,
)
NEW_PAGES = Counter(
    "pharos_new_pages",
    "Pages that nobody had opened with the same filters, by where they were found: here, elsewhere, ahead.",
    ["where"],
    registry=REGISTRY,
)


@contextmanager
def timed(page: str) -> Iterator[None]:
    """Count one run of a page's script and its seconds, also if it ends in an exception."""
    began = time.perf_counter()
    try:
        yield
    finally:
        PAGE_SECONDS.labels(page).observe(time.perf_counter() - began)


def text() -> bytes:
    """All counters in Prometheus's text format; its content type is CONTENT_TYPE."""
    return generate_latest(REGISTRY)
