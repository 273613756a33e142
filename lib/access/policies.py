"""What someone outside a circle sees of each column of its rows."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

Policy = Literal[
    "show",
    "key",
    "person",
    "persons",
    "shared",
    "presence",
    "answers",
    "own",
    "own_ask",
    "own_ask_key",
    "own_row",
    "own_circle",
    "practice",
    "practices",
    "hide",
]
"""What someone outside the circle sees of a cell.

show: the cell as it is. key: "no. 12" in place of a key that people typed, the same wherever the key occurs; keys of
rows that name the viewer in the column ADDRESSEE stay. person, persons: only whether the cell is filled in (`KEPT`);
figures count opaque numbers in its place, which no page shows. presence: only whether the cell is filled in. shared: as
it is if the row (or its session or practice) is shared beyond the circle, else presence. answers: as it is, but nothing
in rows whose column ANSWERED_BY says that too few people answered (`min_group`). own: as it is if it names the
viewer's own email, else presence. own_ask: as it is in asks addressed to the viewer, else presence; own_ask_key: the
key of such an ask, of other asks a number. own_row: as it is in rows that name the viewer in the column ADDRESSEE, else
presence. own_circle: as it is in rows of the whole program and of circles that the viewer sponsors, else presence.
practice, practices: the key if the practice is shared, else a number. hide: nothing.
"""

KEPT = "kept in the circle"
"""Replaces a text that is not shown. Blank cells stay blank and "no" stays "no"."""


def _policies(**columns: str) -> dict[str, Policy]:
    return {column: policy for policy, names in columns.items() for column in names.split()}  # type: ignore[misc]


POLICIES: MappingProxyType[str, dict[str, Policy]] = MappingProxyType(
    {
        "circles": _policies(
            show="circle mandate capabilities priority program cadence_days timebox_minutes format norms_version "
            "norms_agreed mandate_reviewed invited started ended",
            own="sponsor",
            own_circle="lead",
        ),
        "members": _policies(
            show="circle function region tenure norms_signed joined left",
            person="member reports_to",
            persons="buddy",
            hide="name email",
        ),
        "sessions": _policies(
            key="session",
            show="circle planned held status format minutes extended_by_choice brief_sent assumptions risks options "
            "went_wrong_shared everyone_spoke guest_function guest_region notes_sent share",
            persons="facilitator note_taker presenter",
            person="business_owner",
            shared="case case_topics decision notes snapshot",
            presence="guest",
        ),
        "attendance": _policies(key="session", show="present prework reflection", person="member"),
        "insights": _policies(key="insight session", person="member", shared="text topics"),
        "actions": _policies(
            key="action session insight",
            show="circle kind experiment_type outcome priority depends_on created first_due due status closed effect",
            person="owner partner",
            presence="what effect_note",
            practice="practice",
        ),
        "action_reviews": _policies(key="action session", presence="update"),
        "practices": _policies(
            key="session",
            show="kind circle added reviewed components share status",
            practice="practice",
            shared="title works_when diagram link",
        ),
        "lighthouses": _policies(
            key="lighthouse",
            show="circle stage stage_on chosen_by_vote better measured embed_on embed_people started ended",
            answers="embed_sense embed_commitment embed_work embed_review",
            practice="practice",
            person="owner",
            shared="prior_effect measure unit before after evidence",
            presence="guardrails resources stage_evidence",
        ),
        "teams": _policies(
            show="team function region size circle_member eligible_from eligible_to", practices="target_of"
        ),
        "adoptions": _policies(
            key="lighthouse",
            show="team stage date from_team effect components_kept",
            practice="practice",
            shared="conditions adapted_how evidence",
        ),
        "coaching": _policies(show="circle date step", person="member buddy"),
        "asks": _policies(
            own_ask_key="ask",
            show="circle raised kind function hours amount currency status answered",
            own="sponsor",
            own_ask="what answered_by answer",
        ),
        "sponsor_acts": _policies(
            show="date circle kind decisions_asked decisions_made", own="sponsor", own_row="note"
        ),
        "milestones": _policies(show="circle due reached story shared", shared="milestone"),
        "changes": _policies(
            show="date circle rebase direction", own_circle="what figure expected", presence="why"
        ),
        "reviews": _policies(
            key="review",
            show="date circle start end next_review",
            own="sponsor",
            own_row="summary figures",
        ),
        "decisions": _policies(
            key="decision review",
            own_ask_key="ask",
            show="circle asked status answered amount currency hours",
            own="asked_of",
            own_row="what note",
        ),
        "mailings": _policies(show="kind every circle", own="email"),
        "settings": _policies(show="name value"),
        "edits": {},
        "sent": {},
    }
)
"""Every column has a policy; one without a policy is hidden."""

ADDRESSEE = MappingProxyType(
    {"sponsor_acts": "sponsor", "reviews": "sponsor", "decisions": "asked_of", "mailings": "email"}
)
"""By tab, the column that says whose row it is: its person reads the cells with the policy own_row, and its key."""

ANSWERED_BY = "embed_people"
"""The column of lighthouses that says how many people gave the answers of a row."""

ABOUT_PEOPLE = frozenset(("members", "attendance", "coaching"))
"""Tabs whose rows are about one person each. Outside their circle, pages get none of them; figures count them."""

NOT_FOR_SPONSORS = MappingProxyType(
    {
        "sessions": frozenset(
            "facilitator note_taker presenter business_owner guest guest_function guest_region notes".split()
        ),
        "insights": frozenset(("member",)),
        "actions": frozenset(("partner", "effect_note")),
        "action_reviews": frozenset(("update",)),
        "practices": frozenset(("works_when", "diagram", "link")),
        "changes": frozenset(("why",)),
    }
)
"""Columns that no page shows to sponsors: blank in what their pages get, so that nothing can be asked about them."""
