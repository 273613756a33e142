"""The results ledger on the outcomes page: what was measured before and after, with its evidence and its gaps."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.metrics.impact.results import NOT_MEASURED, ledger
from lib.ui.frame import charts, row_links
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import clean, name, plain, web_link
from lib.words.phrases import counted, listed, plural, sentence

MOST_ROWS = 4
_MARKS = {"improved": "good", "worse": "concern"}


def show(page: View) -> None:
    """Draw the latest results as a table; all lighthouses are in a closed section."""
    rows = _ledger(page)
    seen = readable(rows)
    if seen.empty:
        st.caption(plain(_nothing(rows)))
    else:
        html.show(
            "results.html",
            label="The latest results, measured before and after",
            rows=[_row(row) for row in seen.head(MOST_ROWS).to_dict("records")],
        )
    st.caption(plain(_below(rows, seen)))
    if len(rows):
        section.closed(
            f"All {counted(len(rows), 'lighthouse')} by priority, also those not measured yet",
            "all_results",
            lambda: _all(page, rows),
        )


def _ledger(page: View) -> pd.DataFrame:
    return page.derived("results ledger", lambda: ledger(page.program.facts))


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """The measured rows of a ledger whose numbers and measure the viewer may read, the latest first."""
    measured = rows[rows["is_measured"] & (rows["word"] != KEPT) & (rows["measure"] != KEPT).fillna(True)]
    return measured.sort_values(
        ["measured", "lighthouse"], ascending=[False, True], na_position="last", kind="stable"
    )


def _nothing(rows: pd.DataFrame) -> str:
    if rows.empty:
        return (
            "No lighthouse is recorded yet. Log one in the lighthouses tab, with measure, before and after."
        )
    if rows["is_measured"].any():
        return "The results that were measured are not shared beyond their circles."
    return "No lighthouse has a value before and after yet. Fill in measure, before, after and measured."


def _below(rows: pd.DataFrame, seen: pd.DataFrame) -> str:
    """What the table leaves out, and how to read it."""
    kept = int(rows["is_measured"].sum()) - len(seen)
    more = len(seen) - MOST_ROWS
    return " ".join(
        filter(
            None,
            [
                sentence(f"{counted(more, 'more result')} {plural(more, 'is', 'are')} in the list below")
                if more > 0
                else "",
                sentence(f"{counted(kept, 'result')} {plural(kept, 'is', 'are')} kept in the circle")
                if kept and len(seen)
                else "",
                "Different measures are never added up. A result shows what happened there; the log does not say "
                "what else changed."
                if len(seen)
                else "",
            ],
        )
    )


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    evidence = row["evidence"] if isinstance(row["evidence"], str) else ""
    link = web_link(evidence)
    return {
        "measure": row["measure"] if isinstance(row["measure"], str) else "Measure not named",
        "about": " · ".join(clean(str(row[column])) for column in ("title", "circle", "priority")),
        "numbers": numbers(row),
        "word": row["word"],
        "mark": _MARKS.get(row["word"], "plain"),
        "link": link or "",
        "evidence": evidence or "none recorded",
        "day": f"{row['measured']:%-d %b %Y}" if pd.notna(row["measured"]) else "day not recorded",
        "failed": failed(row),
    }


def numbers(row: dict[Any, Any]) -> str:
    """Before and after with their unit, as written: "19 → 12 hours"."""
    unit = row["unit"] if isinstance(row["unit"], str) and row["unit"] != KEPT else ""
    after = str(row["after"])
    unit = "" if unit.casefold() in after.casefold() else f" {unit}"
    return f"{row['before']} → {after}{unit}"


def failed(row: dict[Any, Any]) -> str:
    """For how many teams the practice did not work or had mixed effects, where, and what the result lacks."""
    tried = row["worked"] + row["mixed"] + row["did_not_work"]
    conditions = [text for text in dict.fromkeys(row["failed_under"].split(", ")) if text and text != KEPT]
    under = f" (with {listed(conditions, most=3)})" if conditions else ""
    texts = [
        f"did not work for {row['did_not_work']:,} of {counted(tried, 'team')}{under}"
        if row["did_not_work"]
        else "",
        f"mixed for {row['mixed']:,}" if row["mixed"] else "",
        f"not recorded: {row['gaps']}" if row["gaps"] else "",
    ]
    return sentence(*texts)


def _all(page: View, rows: pd.DataFrame) -> None:
    found = pd.DataFrame(
        {
            "priority": rows["priority"].map(name),
            "practice": rows["title"].map(name),
            "circle": rows["circle"].map(name),
            "measure": rows["measure"].fillna("").map(clean),
            "before": rows["before"].fillna("").map(clean),
            "after": rows["after"].fillna("").map(clean),
            "unit": rows["unit"].fillna("").map(clean),
            "result": rows["word"].where(
                rows["is_measured"] | rows["is_due"], f"{NOT_MEASURED}, not due yet"
            ),
            "measured": rows["measured"],
            "evidence": rows["evidence"].map(lambda text: web_link(text) or ""),
            "worked": rows["worked"],
            "mixed": rows["mixed"],
            "did not work": rows["did_not_work"],
            "missing": rows["gaps"],
        }
    )
    st.dataframe(
        found,
        hide_index=True,
        column_config={
            "measured": st.column_config.DateColumn(format="YYYY-MM-DD"),
            "evidence": st.column_config.LinkColumn("evidence", display_text=row_links.OPENS),
        },
        height="content" if len(found) <= 12 else 420,
        alt=f"{counted(len(found), 'lighthouse')} by priority, with what each measured and what is missing",
    )
    charts.numbers(page, "results", found)
