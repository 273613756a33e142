"""What pages of a made-up log show, and the registry of the sentences on them.

Each sentence is registered with the functions that make it; wherever it appears on a page, in the words for a chart or
in a document, its check counts again what it claims.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.audit.made import AS_OF
from tests.audit.recount import Recount, Row
from tests.ui.conftest import words

NUMBER = r"(?:\d{1,3}(?:,\d{3})*)"
SHARE = r"(?:> 99 %|< 1 %|\d{1,3}(?:\.\d)? %)"
DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}"


@dataclass
class Seen:
    """A page: its words, one paragraph a line, the log counted again, the circle it is about ("" for
    all), its file, and the practice and the team that are chosen ("" for none)."""

    now: Recount
    text: str
    circle: str = ""
    page: str = ""
    practice: str = ""
    team: str = ""


Check = Callable[[Seen, "re.Match[str]"], None]


@dataclass(frozen=True)
class Sentence:
    """A pattern, its check, the functions that make such sentences, and whether few logs have it."""

    pattern: re.Pattern[str]
    check: Check
    functions: tuple[str, ...]
    is_rare: bool


SENTENCES: list[Sentence] = []


def sentence(pattern: str, *functions: str, rare: bool = False) -> Callable[[Check], Check]:
    """Registers a check for a sentence wherever it is seen. `functions`: path:name of those that make it. `rare`: it
    need not be seen in the few logs of every commit."""

    def register(check: Check) -> Check:
        SENTENCES.append(Sentence(re.compile(pattern, re.MULTILINE), check, functions, rare))
        return check

    return register


def read(app: AppTest) -> str:
    """All that a page shows: texts, cells of tables, words for charts and grids; one paragraph a line."""
    texts = [words(app), *(each.proto.alt for each in app.get("vega_lite_chart"))]
    texts += [f"{each.proto.alt} | {len(each.value)} rows" for each in app.dataframe]
    texts += [str(each.value) for each in app.code]
    for each in app.get("vega_lite_chart"):
        texts += re.findall(r'"(?:text|words)": ?"([^"\\]+)"', each.proto.spec)
        texts += [text for drawn in each.proto.datasets for text in _labels(drawn.data.data)]
    texts += [str(each.label) for each in app.expander] + [str(each.label) for each in app.button]
    plain = re.sub(
        r"<(?:img|svg|figure)[^>]*?(?:alt|aria-label)=\"([^\"]*)\"[^>]*>", r" \1 ", "\n".join(texts)
    )
    plain = html.unescape(re.sub(r"<[^>]*>", " ", plain))
    return "\n".join(re.sub(r"[ \t]+", " ", line).strip() for line in plain.splitlines())


def _labels(stream: bytes) -> list[str]:
    """What a chart writes from its rows: the cells of their columns `text` and `words`."""
    rows = pa.ipc.open_stream(stream).read_all()
    found = [rows[name].to_pylist() for name in ("text", "words") if name in rows.column_names]
    return [str(text) for texts in found for text in texts if text]


class _Open:
    """A tab that is open."""

    open = True

    def __init__(self) -> None:
        self._place = st.container()

    def __enter__(self) -> object:
        return self._place.__enter__()

    def __exit__(self, *error: object) -> None:
        self._place.__exit__(*error)


def all_open(names: Sequence[str], **_: object) -> list[_Open]:
    """Instead of `st.tabs`: one below the other, all of them open."""
    return [_Open() for _ in names]


def check_all(seen: Seen, found: Counter[str], *, without: Collection[str] = ()) -> list[tuple[int, int]]:
    """Check every sentence that is seen, and count in `found` how often each pattern was; where they stand in the text.
    `without`: functions whose sentences are not checked. Raises AssertionError."""
    spans = []
    for each in SENTENCES:
        if set(without) & set(each.functions):
            continue
        for match in each.pattern.finditer(seen.text):
            found[each.pattern.pattern] += 1
            spans.append(match.span())
            try:
                each.check(seen, match)
            except AssertionError as error:
                raise AssertionError(f"{match.group()!r} is wrong: {error}") from error
    return spans


def number(text: str) -> int:
    return int(text.replace(",", ""))


def day(text: str) -> date:
    """4 March 2026 or 4 Mar 2026."""
    form = "%d %b %Y" if len(text.split()[1]) == 3 else "%d %B %Y"
    return datetime.strptime(text, form).replace(tzinfo=UTC).date()


def is_listed(text: str, names: list[str]) -> None:
    """Whether "a, b and c" or "a, b, c" is exactly these names, in any order."""
    shown = [part for part in re.split(r", | and ", text) if part]
    assert sorted(shown) == sorted(names), (shown, names)


def held(now: Recount, circle: str) -> list[Row]:
    return sorted((row for row in now.held() if row["circle"] == circle), key=lambda row: row["held"])


def active(now: Recount, circle: str, on: date = AS_OF) -> list[Row]:
    return [
        row for row in now.rows("members")
        if row["circle"] == circle
        and not (row["joined"] and row["joined"] > on) and not (row["left"] and row["left"] <= on)
    ]  # fmt: skip


def circle_row(now: Recount, circle: str) -> Row:
    return next(row for row in now.rows("circles") if row["circle"] == circle)


def planned(now: Recount, circle: str) -> list[Row]:
    """Sessions that are neither held nor cancelled, by their planned day."""
    rows = [
        row for row in now.rows("sessions")
        if row["circle"] == circle and row["status"] != "cancelled" and not (row["held"] and row["held"] <= AS_OF)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["planned"], row["session"]))


def next_session(now: Recount, circle: str) -> tuple[Row | None, date | None]:
    """The session that comes next, if one is planned, and its day: one cadence after the last, if none is."""
    done = held(now, circle)
    rows = [row for row in planned(now, circle) if not done or row["planned"] > done[-1]["held"]]
    coming = [row for row in rows if row["planned"] >= AS_OF]
    if rows:
        row = (coming or rows[-1:])[0]
        return row, row["planned"]
    if not done:
        return None, None
    return None, max(done[-1]["held"] + timedelta(days=circle_row(now, circle)["cadence_days"]), AS_OF)
