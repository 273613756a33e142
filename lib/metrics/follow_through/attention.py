"""Open actions: which need attention first, and why, in words; and a message to each owner that a lead can send."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import priorities
from lib.metrics.core.remember import remembered
from lib.metrics.follow_through.loops import are_recorded, cadence_days, day_number, last_reviewed, no_news
from lib.metrics.follow_through.mail import addresses_of
from lib.words.phrases import counted, sentence

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
"""The main reason why a row needs attention, most urgent first; the list is in this order."""


@remembered
def attention(facts: Facts) -> pd.DataFrame:
    """Open actions on as_of, those that need attention first: rows of facts.open_actions, with the same index.

    Columns: COLUMNS and need. Columns of the tab are as in the log, with due and first_due each filled from the other,
    and created from the session. Added: days_late, age_days, quiet_days (float64: days past the due date, since
    creation, and since it was created or last revisited; NaN where not known); overdue, blocked, unowned, undated,
    no_news (bool; no_news as in the figure loop_closed: never revisited and open for more than one cadence, and nothing
    of the kind where reviews are not recorded; unowned and undated are False where no column records it); priority
    (str, as in `groups.priorities`); need (category of NEEDS, in order); reasons (str: every reason in words, joined by
    "; ", empty if there are none). Sorted by need, then the earliest due date, then the oldest, then by key.
    `_workbook` and `_row` say which row to edit. No open actions give no rows.
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
        unowned=rows["owner"].isna() & can_lack(facts, "unowned"),
        undated=due.isna() & can_lack(facts, "undated"),
        no_news=no_news(facts).loc[rows.index],
    )
    silent = found["no_news"].to_numpy() | (quiet_days.to_numpy() > cadence_days(facts, rows))
    silent &= are_recorded(facts)
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


_RECORDED_BY = {"unowned": ("owner",), "undated": ("due", "first_due")}


def can_lack(facts: Facts, what: str) -> bool:
    """Whether the log has a column that would name an action's owner ("unowned"), or its due date ("undated"): without
    one, no action lacks it. True for anything else."""
    columns = _RECORDED_BY.get(what, ())
    return not columns or any(facts.log.has("actions", column) for column in columns)


def _need(found: pd.DataFrame, silent: NDArray[np.bool_]) -> pd.Series:
    late = found["days_late"].to_numpy()
    masks = (late > 30, found["blocked"], late > 0, found["unowned"], found["undated"], silent)
    codes = np.select([np.asarray(mask) for mask in masks], np.arange(len(masks)), len(masks)).astype(
        np.int64
    )
    needs = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(NEEDS), ordered=True))
    return pd.Series(needs, index=found.index)


def _reasons(found: pd.DataFrame, silent: NDArray[np.bool_]) -> pd.Series:
    """Every reason that applies to each row, in words."""
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
    for mask, reason in words:
        reason = reason[mask] if isinstance(reason, np.ndarray) else reason
        texts[mask] = np.where(texts[mask] == "", "", texts[mask] + "; ") + reason
    return pd.Series(texts, index=found.index, dtype="str")


def _days(days: pd.Series, words: str) -> NDArray[np.object_]:
    """1 day overdue, 12 days overdue; "" where missing. Each distinct number is put into words only once."""
    codes, distinct = pd.factorize(days)
    texts = [f"{counted(int(number), 'day')}{words}" for number in distinct]
    return np.append(np.array(texts, dtype=object), "")[codes]


def nudges(facts: Facts) -> pd.DataFrame:
    """A message to each owner about their open actions that need attention, for a lead to copy and send.

    Columns: owner, name (str: from the roster, else the key), email (str: missing where the log has none), actions,
    overdue (int64), text (str: plain, one line per action, in the order of the list). Sorted by name, because owners
    are not compared. Only for the lead of the circles in `facts` and for administrators: nobody else may see names. If
    nothing needs attention, there are no rows.
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
            "email": addresses_of(members, pd.Series(owners, dtype="str")),
            "actions": np.bincount(codes, minlength=len(owners)),
            "overdue": np.bincount(codes[rows["overdue"].to_numpy()], minlength=len(owners)),
            "text": pd.Series(
                [_message(owner, some, day) for owner, some in zip(name, lines, strict=True)], dtype="str"
            ),
        }
    )
    return found.sort_values(["name", "owner"], ignore_index=True)


def no_nudge(facts: Facts, circles: Collection[str]) -> str:
    """That there is nobody to write to about the actions of these circles, or why that is not known."""
    if not facts.actions["circle"].isin(list(circles)).any():
        why = absence.unknown(facts, "actions", circles)
        return sentence(absence.said(absence.no_actions(facts, circles), "action", why))
    why, nothing = absence.unknown(facts, "open", circles), "no open action with an owner needs attention"
    return sentence(absence.said(nothing, "open action that needs attention", why))


def _lines(rows: pd.DataFrame) -> list[str]:
    due = [_worded(day) if day is not pd.NaT else "" for day in rows["due"]]
    texts = (rows[column].to_list() for column in ("what", "action", "circle", "reasons"))
    return [
        f"- {' '.join(what.split())} ({action}, {circle}): {f'due {day}; ' if day else ''}{reasons}"
        for what, action, circle, reasons, day in zip(*texts, due, strict=True)
    ]


def _worded(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B %Y}"


def _message(name: str, lines: list[str], day: str) -> str:
    actions, question = "This action is", "Is it done, is the date still realistic"
    if len(lines) > 1:
        actions, question = (
            f"These {len(lines):,} actions are",
            "Are they done, are the dates still realistic",
        )
    return "\n".join(
        [
            f"Hello {' '.join(name.split())},",
            "",
            f"{actions} assigned to you and could use an update (as of {day}):",
            "",
            *lines,
            "",
            f"{question}, or is something in the way? A short reply is enough.",
        ]
    )
