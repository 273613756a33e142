"""The schema matches the description of the workbook, which is written down here a second time."""

from __future__ import annotations

import pytest

from lib.log.format.schema import REQUIRED_TABS, SETTINGS, SURVEY_TABS, TABS

# tab, its columns in order; * = required
COLUMNS = {
    "circles": "circle* mandate capabilities priority sponsor lead program cadence_days timebox_minutes format "
    "norms_version norms_agreed mandate_reviewed invited started ended",
    "members": "member* circle* name function region tenure reports_to email buddy norms_signed joined left",
    "sessions": "session* circle* planned* held status format minutes extended_by_choice facilitator note_taker "
    "presenter case case_topics business_owner brief_sent snapshot assumptions risks options went_wrong_shared "
    "everyone_spoke guest guest_function guest_region decision notes_sent notes share",
    "attendance": "session* member* present* prework reflection",
    "insights": "insight* session* member text topics",
    "actions": "action* circle* what* session insight practice kind experiment_type owner partner outcome priority "
    "depends_on created first_due due status closed effect effect_note",
    "action_reviews": "action* session* update",
    "practices": "practice* title* kind circle session added reviewed components works_when share diagram link status",
    "lighthouses": "lighthouse* practice* circle* owner guardrails resources stage stage_evidence stage_on "
    "chosen_by_vote prior_effect measure unit better before after measured evidence "
    "embed_sense embed_commitment embed_work embed_review embed_on embed_people started ended",
    "teams": "team* function region size circle_member eligible_from eligible_to target_of",
    "adoptions": "practice* team* stage* date* from_team lighthouse effect conditions adapted_how components_kept "
    "evidence",
    "coaching": "circle* member* buddy* date* step",
    "asks": "ask* circle* raised* what* kind function sponsor hours amount currency status answered answered_by "
    "answer",
    "sponsor_acts": "date* sponsor* circle kind decisions_asked decisions_made note",
    "milestones": "milestone* circle due reached story shared",
    "changes": "date* what* circle why rebase figure direction expected",
    "reviews": "review* date* sponsor circle start end summary next_review figures",
    "decisions": "decision* what* review circle ask asked_of asked status answered amount currency hours note",
    "mailings": "email* kind* every circle",
    "settings": "name* value*",
    "edits": "at who change_set tab key column old new",
    "sent": "at email kind as_of digest",
}
PULSE = (
    "wave* circle* respondent safety_1 safety_2 safety_3 safety_4 safety_5 safety_6 safety_7 trust curiosity "
    "confidence goal_progress comment"
)
WORDS = {
    "circles.format sessions.format": "in-person, virtual, hybrid",
    "sessions.status": "planned, held, cancelled",
    "sessions.share practices.share": "circle, program, public",
    "attendance.present": "yes, no, excused",
    "attendance.prework": "on time, late, no",
    "actions.kind": "action, assignment, experiment",
    "actions.experiment_type": "delegation, decision rights, cross-team, other",
    "actions.outcome": "business, culture",
    "actions.status": "open, doing, blocked, done, cancelled",
    "actions.effect adoptions.effect": "worked, mixed, did not work, too early",
    "practices.kind": "practice, case study, framework, checklist, decision tree",
    "practices.status": "draft, tested, proven, retired",
    "adoptions.stage": "told, trying, adopted, sustained, adapted, stopped",
    "coaching.step": "goal, observation, impact review, check-in",
    "asks.kind": "budget, data access, competing priority, time, other",
    "asks.status": "open, granted, declined",
    "sponsor_acts.kind": "visit, message, update, review",
    "milestones.story": "win, lesson",
    "changes.direction lighthouses.better": "up, down",
    "decisions.status": "asked, made, declined, deferred",
    "mailings.kind": "update, alert, reminder",
    "mailings.every": "week, month, never",
}
KINDS = {
    "date": "circles.norms_agreed circles.mandate_reviewed circles.started circles.ended members.joined members.left "
    "sessions.planned sessions.held sessions.brief_sent sessions.notes_sent actions.created actions.first_due "
    "actions.due actions.closed practices.added practices.reviewed lighthouses.stage_on lighthouses.chosen_by_vote "
    "lighthouses.measured lighthouses.embed_on lighthouses.started lighthouses.ended "
    "teams.eligible_from teams.eligible_to adoptions.date coaching.date "
    "asks.raised asks.answered sponsor_acts.date milestones.due milestones.reached milestones.shared changes.date "
    "reviews.date reviews.start reviews.end reviews.next_review decisions.asked decisions.answered",
    "yes_no": "sessions.extended_by_choice sessions.went_wrong_shared sessions.everyone_spoke attendance.reflection "
    "teams.circle_member changes.rebase",
    "count": "circles.cadence_days circles.timebox_minutes circles.invited sessions.minutes sessions.assumptions "
    "sessions.risks sessions.options practices.components lighthouses.embed_people teams.size "
    "adoptions.components_kept sponsor_acts.decisions_asked sponsor_acts.decisions_made",
    "number": "lighthouses.stage lighthouses.embed_sense lighthouses.embed_commitment lighthouses.embed_work "
    "lighthouses.embed_review asks.hours asks.amount decisions.hours decisions.amount",
    "list": "circles.capabilities sessions.case_topics insights.topics",
    "email": "circles.sponsor circles.lead asks.sponsor asks.answered_by sponsor_acts.sponsor reviews.sponsor "
    "decisions.asked_of mailings.email members.email",
    "references": "members.buddy sessions.facilitator sessions.note_taker sessions.presenter teams.target_of",
    "link_or_yes": "sessions.snapshot",
}


@pytest.mark.parametrize("name", COLUMNS)
def test_each_tab_has_the_described_columns_and_required_ones(name: str) -> None:
    written = " ".join(column.name + "*" * column.required for column in TABS[name].columns)
    assert written == COLUMNS[name]


def test_there_are_no_other_tabs() -> None:
    assert list(TABS) == list(COLUMNS)
    assert list(SURVEY_TABS) == ["pulse"]


def test_five_tabs_are_required() -> None:
    assert REQUIRED_TABS == ("circles", "members", "sessions", "attendance", "actions")


def test_pulse_has_the_described_columns() -> None:
    assert " ".join(column.name + "*" * column.required for column in SURVEY_TABS["pulse"].columns) == PULSE


def test_enums_have_the_described_words() -> None:
    expected = {place: words for places, words in WORDS.items() for place in places.split()}
    found = {
        f"{tab.name}.{column.name}": ", ".join(column.words)
        for tab in TABS.values()
        for column in tab.columns
        if column.kind == "enum"
    }
    assert found == expected


@pytest.mark.parametrize("kind", KINDS)
def test_columns_have_the_described_kind(kind: str) -> None:
    found = {
        f"{tab.name}.{column.name}" for tab in TABS.values() for column in tab.columns if column.kind == kind
    }
    assert found == set(KINDS[kind].split())


def test_defaults_and_bounds() -> None:
    columns = [(tab.name, column) for tab in TABS.values() for column in tab.columns]
    assert {
        f"{tab}.{column.name}": column.default for tab, column in columns if column.default is not None
    } == {
        "circles.cadence_days": 28,
        "circles.timebox_minutes": 90,
    }
    stage = TABS["lighthouses"].column("stage")
    assert (stage.low, stage.high) == (0.5, 5.0)
    for column in SURVEY_TABS["pulse"].columns[3:-1]:
        assert (column.kind, column.low, column.high) == ("count", 1, 5)


def test_every_reference_points_to_a_tab_and_every_key_is_a_column() -> None:
    for tab in TABS.values():
        assert set(tab.key) <= set(tab.column_names)
        for column in tab.columns:
            assert (column.refers_to in TABS) == (column.kind in {"reference", "references"}), column


def test_settings_have_the_described_defaults() -> None:
    assert dict(SETTINGS) == {
        "target_participation": 0.8,
        "target_cadence": 0.9,
        "target_on_time": 0.7,
        "target_prework": 0.7,
        "target_loop_closed": 0.8,
        "target_safety": 4.0,
        "control_rules": "nhs",
        "period": "3m",
        "min_group": 5,
        "min_comments": 10,
        "review_every_days": 90,
        "brief_days": 2,
        "stalled_days": 90,
        "escalate_days": 30,
        "stale_days": 14,
        "remind_owners": "no",
    }
