"""The open list: what needs attention first, and why, in words; and a text for each owner that a lead can send."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import priorities
from lib.metrics.core.remember import remembered
from lib.metrics.follow_through.loops import cadence_days, day_number, last_reviewed, no_news

COLUMNS = (
    "action", "circle", "what", "owner", "partner", "status", "first_due", "due", "days_late", "created", "age_days",
    "priority", "kind", "outcome", "effect", "overdue", "blocked", "unowned", "undated", "no_news", "quiet_days",
    "reasons", "_workbook", "_row",
)  # fmt: skip
NEEDS = (
    "overdue for more than 30 days",
    "blocked",
    "overdue",
    "no owner",
    "no due date",
    "no news",
    "nothing",
)
"""What a row needs most, in the order of the list."""


@remembered
def attention(facts: Facts) -> pd.DataFrame:
    """Open actions on as_of, those that need attention first: rows of facts.open_actions, their index kept.

    Columns: COLUMNS, with those of the tab as the log has them, due and first_due each filled from the other, created
    from the session; days_late, age_days, quiet_days (float64: past the due date, since creation, since it was created
    or last revisited; NaN where not known); overdue, blocked, unowned, undated, no_news (bool; no_news as in the
    figure loop_closed: never revisited and open for more than one cadence); priority (str, as `groups.priorities`);
    need (category of NEEDS, in order) and reasons (str: all of them in words, "; " between, empty where there is none).
    In order of need, then the latest, then the oldest, then by key. `_workbook` and `_row` say which row to edit.
    """
    rows = facts.open_actions
    created, due = rows["created"], rows["due"]
    latest = last_reviewed(facts).loc[rows.index]
    quiet_days = (facts.as_of - latest.where(latest > created, created)).dt.days.astype("float64")
    late = rows["days_late"].astype("float64")
    found = rows.assign(
        priority=priorities(facts.log, rows),
        days_late=late,
        age_days=(facts.as_of - created).dt.days.astype("float64"),
        quiet_days=quiet_days,
        overdue=late > 0,
        blocked=(rows["status"] == "blocked").to_numpy(dtype=bool),
        unowned=rows["owner"].isna(),
        undated=due.isna(),
        no_news=no_news(facts).loc[rows.index],
    )
    silent = found["no_news"].to_numpy() | (quiet_days.to_numpy() > cadence_days(facts, rows))
    found = found.assign(need=_need(found, silent), reasons=_reasons(found, silent))
    order = np.lexsort(
        (
            found["action"].to_numpy(dtype=object),
            -found["age_days"].fillna(-1).to_numpy(),
            np.where(due.isna(), np.iinfo(np.int64).max, day_number(due)),
            found["need"].cat.codes.to_numpy(),
        )
    )
    return found.iloc[order][[*COLUMNS, "need"]]


def _need(found: pd.DataFrame, silent: NDArray[np.bool_]) -> pd.Series:
    late = found["days_late"].to_numpy()
    holds = (late > 30, found["blocked"], late > 0, found["unowned"], found["undated"], silent)
    codes = np.select([np.asarray(mask) for mask in holds], np.arange(len(holds)), len(holds)).astype(
        np.int64
    )
    needs = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(NEEDS), ordered=True))
    return pd.Series(needs, index=found.index)


def _reasons(found: pd.DataFrame, silent: NDArray[np.bool_]) -> pd.Series:
    """All that holds of a row, in words."""
    news = found["no_news"].to_numpy()
    words = (
        (found["overdue"].to_numpy(), _days(found["days_late"], " overdue")),
        (found["blocked"].to_numpy(), "blocked"),
        (found["unowned"].to_numpy(), "no owner"),
        (found["undated"].to_numpy(), "no due date"),
        (news, _days(found["age_days"], " open and never revisited")),
        (silent & ~news, _days(found["quiet_days"], " without news")),
    )
    texts = np.full(len(found), "", dtype=object)
    for mask, told in words:
        told = told[mask] if isinstance(told, np.ndarray) else told
        texts[mask] = np.where(texts[mask] == "", "", texts[mask] + "; ") + told
    return pd.Series(texts, index=found.index, dtype="str")


def _days(days: pd.Series, words: str) -> NDArray[np.object_]:
    """1 day overdue, 12 days overdue; each distinct number is worded once."""
    codes, distinct = pd.factorize(days)
    told = [f"{day:.0f} {'day' if day == 1 else 'days'}{words}" for day in distinct]
    return np.append(np.array(told, dtype=object), "")[codes]


def nudges(facts: Facts) -> pd.DataFrame:
    """A text for each owner, on the open actions that need attention, for a lead to copy and send.

    Columns: owner, name (str: from the roster, else the key), actions, overdue (int64), text (str: plain, one line an
    action, in the order of the list). By name: owners are not compared. For the lead of the circles in `facts` and
    administrators: name people to nobody else. Nothing that needs attention gives no rows.
    """
    rows = attention(facts)
    rows = rows[rows["owner"].notna() & (rows["need"] != NEEDS[-1])]
    codes, owners = pd.factorize(rows["owner"])
    lines: list[list[str]] = [[] for _ in owners]
    for owner, line in zip(codes, _lines(rows), strict=True):
        lines[owner].append(line)
    members = facts.log.members
    names = members.dropna(subset="name").drop_duplicates("member").set_index("member")["name"]
    name = pd.Series(names.reindex(owners).array, dtype="str").fillna(pd.Series(owners, dtype="str"))
    day = _worded(facts.as_of)
    found = pd.DataFrame(
        {
            "owner": pd.Series(owners, dtype="str"),
            "name": name,
            "actions": np.bincount(codes, minlength=len(owners)),
            "overdue": np.bincount(codes[rows["overdue"].to_numpy()], minlength=len(owners)),
            "text": pd.Series(
                [_letter(who, some, day) for who, some in zip(name, lines, strict=True)], dtype="str"
            ),
        }
    )
    return found.sort_values(["name", "owner"], ignore_index=True)


def _lines(rows: pd.DataFrame) -> list[str]:
    due = [_worded(day) if day is not pd.NaT else "" for day in rows["due"]]
    texts = (rows[column].to_list() for column in ("what", "action", "circle", "reasons"))
    return [
        f"- {' '.join(what.split())} ({action}, {circle}): {f'due {day}; ' if day else ''}{reasons}"
        for what, action, circle, reasons, day in zip(*texts, due, strict=True)
    ]


def _worded(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B %Y}"


def _letter(name: str, lines: list[str], day: str) -> str:
    some = "this action is" if len(lines) == 1 else f"these {len(lines)} actions are"
    return "\n".join(
        [
            f"Hello {' '.join(name.split())},",
            "",
            f"{some} with you and could use a word (as of {day}):",
            "",
            *lines,
            "",
            "Is it done, does the date still hold, or is something in the way? A short reply is enough.",
        ]
    )
