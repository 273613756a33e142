"""The names of all parameters that some page's address understands, besides those of the filter bar."""

from __future__ import annotations

import re

SECTIONS = (
    "all_changes", "all_circles", "all_needs", "all_results", "also_changed", "breakdown", "broken_links",
    "by_program", "chain_ends", "circle_all_figures", "circle_charts", "circle_edit_attendance", "circle_people",
    "circle_quick_open", "circle_range", "circle_work", "cohorts", "dependency_figure", "every_habit", "follow",
    "in_use",
    "lasting", "log_open_agreed", "log_open_asks", "log_open_case", "log_open_insights",
    "log_open_met", "log_open_milestones", "log_open_notes", "log_open_practices", "log_open_prework", "log_open_roles",
    "log_open_reviews", "mails", "more_asks", "more_due",
    "more_figures", "my_other_circles", "needs_a_hand", "next", "next_steps", "not_recorded", "nudges", "oldest_asks",
    "other_circles", "outcome_figures", "part_figures", "playbook_add", "playbook_try", "playbook_upkeep", "promises",
    "pulse", "record", "record_change", "review_changes", "review_decisions", "review_design", "review_figures",
    "review_mails",
    "review_outcome", "review_past", "review_sponsors", "sight", "sponsors", "spread", "three_answers",
    "what_changed", "where", "who_was_there",
)  # fmt: skip
"""Closed sections: true opens them."""
CHOICES = (
    "actions_by", "actions_edit", "actions_figure", "actions_find", "actions_groups_circle", "actions_groups_kind",
    "actions_groups_outcome", "actions_groups_priority", "actions_need", "actions_page", "actions_parts",
    "actions_view", "aspect", "broken_link", "chain_link", "chain_priority", "check_severity", "check_tab",
    "circle_attendance_session", "circle_people_tabs", "circle_work_tabs", "edit_page", "edit_search", "edit_show",
    "figure", "health_by", "history_circle", "history_since", "history_tab", "history_who", "log_circle", "log_what",
    "map_find", "map_place", "map_practice", "map_row", "map_teams", "nudge_owner", "outcome_change", "playbook_by",
    "playbook_draft", "playbook_entry", "playbook_find", "playbook_page", "practice", "review_earlier", "review_of",
    "review_period", "small_page", "story_team", "tab", "table_page", "works_beside", "works_by",
)  # fmt: skip
"""Lists, tabs, pages and texts that a person can choose."""
KNOWN = (*SECTIONS, *CHOICES)
READ = ("log_session",)
"""Parameters that a page reads itself, since its widgets are made anew for each draft."""
_PAGES = re.compile(r"circle_(?:actions|insights|cases|guests)_page_\d+")
"""The page of a circle's list; the number is the circle's."""


def is_known(key: str) -> bool:
    """Whether some page's address has a parameter of this name."""
    return key in KNOWN or key in READ or bool(_PAGES.fullmatch(key))
