"""Pharos: from circle logs to figures, charts and pages."""

__version__ = "0.2.0"
