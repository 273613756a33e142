"""The form's parts on new actions and insights."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.format.schema import TABS
from lib.log.session.record import NewAction, NewInsight
from lib.ui.log_session import action_details, links
from lib.ui.log_session.draft import KEPT
from lib.ui.log_session.form import Form, person_input
from lib.ui.log_session.inputs import day_input, topics_input, word_input
from lib.ui.widgets.text import clean, plain
from lib.ui.widgets.typed_grid import LONGEST_TEXT

_MOST_NEW = 30


def new_actions(form: Form) -> tuple[NewAction, ...]:
    """Draw rows for new actions, always with an empty one at the end, and return what they say."""
    entries: list[NewAction] = []
    while len(entries) < _MOST_NEW and (
        not entries or entries[-1].is_begun or _has_later(form, "what", len(entries))
    ):
        entries.append(_folded_or_open(form, len(entries) + 1))
    return tuple(entries)


def _folded_or_open(form: Form, number: int) -> NewAction:
    """The row of an action; in one line, which opens it, once the row after it has something in it too."""
    if not _has_later(form, "what", number):
        return _new_action(form, number)
    said = [form.draft.peek(f"{field} {number}") for field in ("what", "owner", "due")]
    what, owner, due = said
    words = [clean(str(what), 60)] if is_filled(what) else ["not said yet"]
    words += [form.called(str(owner))] if is_filled(owner) else []
    words += [f"due {due}"] if is_filled(due) else []
    with st.expander(
        plain(f"Action {number}: {' · '.join(words)}"), key=f"log_action_row_{form.draft.number}_{number}"
    ):
        return _new_action(form, number)


def _has_later(form: Form, field: str, number: int) -> bool:
    """Whether any row after this one has something in it: emptying a row must not hide the rows below it."""
    fields = {
        "what": ("what", "owner", "partner", "due", "outcome", *action_details.FIELDS),
        "insight": ("insight", "by", "topics", "its actions"),
    }[field]
    later = range(number + 1, _MOST_NEW + 1)
    return any(form.draft.values.get(f"{part} {at}") for at in later for part in fields)


def _new_action(form: Form, number: int) -> NewAction:
    draft = form.draft

    def person(field: str, label: str) -> str | None:
        key = draft.seed(f"{field} {number}")
        return draft.take(f"{field} {number}", person_input(form, f"{label} of action {number}", key))

    is_first_or_begun = number == 1 or _has_later(form, "what", number - 1)
    with st.container(gap="small", key=f"log_action_{number}"):
        key = draft.seed(f"what {number}", "")
        what = draft.take(
            f"what {number}",
            st.text_input(
                f"Action {number}",
                key=key,
                placeholder="What someone will do",
                max_chars=LONGEST_TEXT,
                live=True,
                persist_state=KEPT,
            ),
        )
        if not (is_first_or_begun or is_filled(what)):
            return NewAction(what)
        with st.grid(5, min_column_width=150, gap="small"):
            owner = person("owner", "Owner") if form.asks("actions", "owner") else None
            due: date | None = None
            if form.asks("actions", "due"):
                due = draft.take(
                    f"due {number}", day_input(f"Action {number} due", draft.seed(f"due {number}"))
                )
            partner = person("partner", "Partner") if form.asks("actions", "partner") else None
            kind = None
            if form.asks("actions", "kind"):
                words = TABS["actions"].column("kind").words
                key = draft.seed(f"kind {number}", words[0])
                kind = draft.take(
                    f"kind {number}",
                    st.selectbox(f"Kind of action {number}", words, key=key, persist_state=KEPT),
                )
            outcome = None
            if form.asks("actions", "outcome"):
                words = TABS["actions"].column("outcome").words
                key = draft.seed(f"outcome {number}")
                outcome = draft.take(
                    f"outcome {number}", word_input(f"Outcome of action {number}", key, words)
                )
        more = action_details.details(form, number, kind)
    return NewAction(what, owner, partner, due, kind, outcome=outcome, **more)


def new_insights(form: Form) -> tuple[NewInsight, ...]:
    """Draw rows for insights, always with an empty one at the end, and return what they say."""
    entries: list[NewInsight] = []
    draft = form.draft
    while len(entries) < _MOST_NEW and (
        not entries or entries[-1].is_begun or _has_later(form, "insight", len(entries))
    ):
        number = len(entries) + 1
        key = draft.seed(f"insight {number}", "")
        text = draft.take(
            f"insight {number}",
            st.text_input(
                f"Insight {number}",
                key=key,
                placeholder="What the circle learned",
                max_chars=LONGEST_TEXT,
                live=True,
                persist_state=KEPT,
            ),
        )
        with st.grid(2, min_column_width=220, gap="small"):
            field = f"by {number}"
            by = draft.take(field, person_input(form, f"Who had insight {number}", draft.seed(field)))
            field = f"topics {number}"
            topics = draft.take(
                field, topics_input(f"Topics of insight {number}", draft.seed(field, []), form.log)
            )
        actions = ()
        if form.asks("actions", "insight"):
            actions = links.several(
                form, f"Actions from insight {number}", f"its actions {number}", "actions"
            )
        entries.append(NewInsight(text, by, ", ".join(topics) if topics else None, actions))
    return tuple(entries)
