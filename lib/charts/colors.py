"""The colors of meanings, without what draws charts: a page without a chart need not wait for that."""

from __future__ import annotations

GOOD = "#2f74b8"
CONCERN = "#d4690f"
STRONG_CONCERN = "#b3470a"
NEUTRAL = "#868d99"
FAINT = "#b9bec7"
ACCENT = "#c8870c"
