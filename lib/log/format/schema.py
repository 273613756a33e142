"""The circle log's format: every tab and column, in one place.

A row is a fact; a header names a column. Everything else (parser, checks, template, editor, redaction) reads this
module, so no other module defines the name of a tab or column.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "text",  # anything, stored as typed
    "reference",  # the key of a row in another tab
    "references",  # a comma-separated list of such keys
    "list",  # a comma-separated list of words
    "date",
    "yes_no",
    "count",  # whole number, 0 or more
    "number",  # 0 or more
    "enum",
    "email",
    "link_or_yes",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind, whether every row needs it, the tab it refers to, its allowed words or bounds, its default.

    `strict` references make no sense without their target: a row whose target is unknown is set aside. With other
    references, the row is kept and the unknown target listed as a check. `person` marks columns that may name someone
    outside the roster (an unknown name is no check). `blank_means`: what a blank cell stands for, where it stands for
    something; a dash or "n/a" there does not.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    refers_to: str = ""
    strict: bool = False
    person: bool = False
    words: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    default: int | None = None
    blank_means: str = ""
    help: str = ""

    @property
    def expected(self) -> str:
        """What a cell in this column should hold, worded for a check or a form."""
        match self.kind:
            case "date":
                return "a date such as 2026-03-04"
            case "yes_no":
                return "yes or no"
            case "count" if self.low is not None and self.high is not None:
                return f"a whole number from {self.low:g} to {self.high:g}"
            case "count":
                return "a whole number, 0 or more"
            case "number" if self.low is not None and self.high is not None:
                return f"a number from {self.low:g} to {self.high:g}"
            case "number":
                return "a number, 0 or more"
            case "enum":
                return "one of: " + ", ".join(self.words)
            case "email":
                return "an email address"
            case "reference":
                return f"{with_article(singular(self.refers_to))} listed in the {self.refers_to} tab"
            case "references":
                return f"{self.refers_to} listed in the {self.refers_to} tab, separated by commas"
            case "list":
                return "words separated by commas"
            case "link_or_yes":
                return "a link, yes or no"
            case _:
                return "text"


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its columns in template order, the columns that together identify a row, and its purpose."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    purpose: str = ""
    column_names: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column_names", tuple(column.name for column in self.columns))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def singular(tab: str) -> str:
    """What one row of a tab is called in messages: sessions -> session, practices -> practice, circles -> circle."""
    words = {"settings": "setting", "sponsor_acts": "sponsor act", "sent": "sent mail"}
    return words.get(tab, tab.removesuffix("s"))


def with_article(noun: str) -> str:
    """A noun with "a" or "an": session -> a session, action -> an action."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


FORMATS = ("in-person", "virtual", "hybrid")
SHARES = ("circle", "program", "public")
EFFECTS = ("worked", "mixed", "did not work", "too early")
ADOPTING_STAGES = ("adopted", "sustained", "adapted")
AWARE_STAGES = ("told", "trying")
ADOPTION_STAGES = ("told", "trying", "adopted", "sustained", "adapted", "stopped")


def text(name: str, help: str = "", *, required: bool = False, person: bool = False) -> Column:
    if person:
        return Column(name, "reference", required, refers_to="members", person=True, help=help)
    return Column(name, "text", required, help=help)


def ref(name: str, tab: str, help: str = "", *, required: bool = False, strict: bool = False) -> Column:
    return Column(name, "reference", required, refers_to=tab, strict=strict, help=help)


def refs(name: str, tab: str, help: str = "") -> Column:
    return Column(name, "references", refers_to=tab, help=help)


def date(name: str, help: str = "", *, required: bool = False) -> Column:
    return Column(name, "date", required, help=help)


def yes_no(name: str, help: str = "") -> Column:
    return Column(name, "yes_no", help=help)


def count(
    name: str,
    help: str = "",
    *,
    default: int | None = None,
    low: float | None = None,
    high: float | None = None,
) -> Column:
    return Column(name, "count", default=default, low=low, high=high, help=help)


def enum(
    name: str, words: tuple[str, ...], help: str = "", *, required: bool = False, blank_means: str = ""
) -> Column:
    return Column(name, "enum", required, words=words, blank_means=blank_means, help=help)


def words(name: str, help: str = "") -> Column:
    return Column(name, "list", help=help)


def email(name: str, help: str = "", *, required: bool = False) -> Column:
    return Column(name, "email", required, help=help)


def number(name: str, help: str = "", *, low: float | None = None, high: float | None = None) -> Column:
    return Column(name, "number", low=low, high=high, help=help)


MAIN = (
    Tab(
        "circles",
        key=("circle",),
        required=True,
        purpose="One row per circle: what it is for, who sponsors and leads it, and how often it meets.",
        columns=(
            text("circle", "Short unique name", required=True),
            text("mandate", "What the sponsor asked this circle to achieve"),
            words("capabilities", "Capabilities the circle builds"),
            text("priority", "The strategic priority it serves"),
            email("sponsor"),
            email("lead"),
            text("program", "The program it belongs to, where one log holds several"),
            count("cadence_days", "Days from one session to the next", default=28),
            count("timebox_minutes", "Agreed length of a session", default=90),
            enum("format", FORMATS),
            text("norms_version", "Current version of the norms"),
            date("norms_agreed"),
            date("mandate_reviewed"),
            count("invited", "How many leaders were invited"),
            date("started"),
            date("ended", "Empty while the circle is active"),
        ),
    ),
    Tab(
        "members",
        key=("member", "circle"),
        required=True,
        purpose="One row per person in each circle.",
        columns=(
            text("member", "Unique key for the person: an email, employee number or name", required=True),
            ref("circle", "circles", required=True, strict=True),
            text("name"),
            text("function"),
            text("region"),
            text("tenure"),
            Column("reports_to", "reference", refers_to="members", person=True),
            email("email", "Where reminders go, if the setting remind_owners is yes"),
            refs("buddy", "members", "The member's partner or partners in a pair or triad"),
            text("norms_signed", "Version of the norms this member signed"),
            date("joined"),
            date("left"),
        ),
    ),
    Tab(
        "sessions",
        key=("session",),
        required=True,
        purpose="One row per planned session, held or not.",
        columns=(
            text("session", "Unique key, such as Atlas-07", required=True),
            ref("circle", "circles", required=True, strict=True),
            date("planned", required=True),
            date("held", "Empty until the session takes place"),
            enum("status", ("planned", "held", "cancelled")),
            enum("format", FORMATS),
            count("minutes"),
            yes_no("extended_by_choice"),
            refs("facilitator", "members"),
            refs("note_taker", "members"),
            refs("presenter", "members"),
            text("case", "Title of the real problem the circle worked on"),
            words("case_topics"),
            Column("business_owner", "reference", refers_to="members", person=True),
            date("brief_sent"),
            Column("snapshot", "link_or_yes", help="Link to the data snapshot, or yes"),
            count("assumptions"),
            count("risks"),
            count("options"),
            yes_no("went_wrong_shared"),
            yes_no("everyone_spoke"),
            text("guest"),
            text("guest_function"),
            text("guest_region"),
            text("decision", 'Decision made, or "none"'),
            date("notes_sent"),
            text("notes", "Link"),
            enum("share", SHARES),
        ),
    ),
    Tab(
        "attendance",
        key=("session", "member"),
        required=True,
        purpose="One row per person in each session.",
        columns=(
            ref("session", "sessions", required=True, strict=True),
            ref("member", "members", required=True),
            enum("present", ("yes", "no", "excused"), required=True),
            enum("prework", ("on time", "late", "no")),
            yes_no("reflection", "Whether there was an asynchronous reflection since the last session"),
        ),
    ),
    Tab(
        "insights",
        key=("insight",),
        purpose="What people learned in a session.",
        columns=(
            text("insight", "Unique key", required=True),
            ref("session", "sessions", required=True, strict=True),
            ref("member", "members"),
            text("text"),
            words("topics"),
        ),
    ),
    Tab(
        "actions",
        key=("action",),
        required=True,
        purpose="What someone agreed to do, with an owner and a due date.",
        columns=(
            text("action", "Unique key, such as A-0012", required=True),
            ref("circle", "circles", required=True, strict=True),
            text("what", required=True),
            ref("session", "sessions", "Session it was agreed in"),
            ref("insight", "insights"),
            ref("practice", "practices"),
            enum("kind", ("action", "assignment", "experiment")),
            enum("experiment_type", ("delegation", "decision rights", "cross-team", "other")),
            text("owner", person=True),
            text("partner", "Accountability partner", person=True),
            enum("outcome", ("business", "culture")),
            text("priority"),
            text("depends_on", "Function it depends on"),
            date("created"),
            date("first_due", "The original due date; never changes"),
            date("due", "The current due date"),
            enum("status", ("open", "doing", "blocked", "done", "cancelled"), blank_means="open"),
            date("closed", "Date done or cancelled"),
            enum("effect", EFFECTS),
            text("effect_note"),
        ),
    ),
    Tab(
        "action_reviews",
        key=("action", "session"),
        purpose="One row each time a session revisits an action: this closes the loop.",
        columns=(
            ref("action", "actions", required=True, strict=True),
            ref("session", "sessions", required=True, strict=True),
            text("update"),
        ),
    ),
    Tab(
        "practices",
        key=("practice",),
        purpose="What circles learned that others can use.",
        columns=(
            text("practice", "Unique key", required=True),
            text("title", required=True),
            enum("kind", ("practice", "case study", "framework", "checklist", "decision tree")),
            ref("circle", "circles"),
            ref("session", "sessions"),
            date("added"),
            date("reviewed"),
            count("components", "How many parts it has"),
            text("works_when"),
            enum("share", SHARES),
            text("diagram", "Mermaid text"),
            text("link"),
            enum("status", ("draft", "tested", "proven", "retired")),
        ),
    ),
    Tab(
        "lighthouses",
        key=("lighthouse",),
        purpose="Places chosen to prove that a practice works.",
        columns=(
            text("lighthouse", "Unique key", required=True),
            ref("practice", "practices", required=True, strict=True),
            ref("circle", "circles", required=True, strict=True),
            text("owner", person=True),
            text("guardrails"),
            text("resources"),
            number("stage", low=0.5, high=5.0),
            text("stage_evidence"),
            date("stage_on"),
            date("chosen_by_vote"),
            text("prior_effect"),
            text("measure", "What it should move, such as days to decision"),
            text("unit", "Unit of before and after, such as days"),
            enum("better", ("up", "down"), "Which way the measure should move"),
            text("before", "The measure before it started"),
            text("after", "The measure afterward"),
            date("measured", "The day of the measurement after"),
            text("evidence", "Link to the measurement"),
            number("embed_sense", "1 to 5: people see why they work this way now", low=1, high=5),
            number("embed_commitment", "1 to 5: people take part and keep it going", low=1, high=5),
            number("embed_work", "1 to 5: it fits the daily work, time and skills", low=1, high=5),
            number("embed_review", "1 to 5: people look at what it brings and adjust it", low=1, high=5),
            date("embed_on", "The day of these four answers"),
            count("embed_people", "How many people answered; blank: the team answered together"),
            date("started"),
            date("ended"),
        ),
    ),
    Tab(
        "teams",
        key=("team",),
        purpose="The units a practice can reach: the denominator of every diffusion figure.",
        columns=(
            text("team", "Unique key", required=True),
            text("function"),
            text("region"),
            count("size"),
            yes_no("circle_member", "Whether anyone on this team is in a circle"),
            date("eligible_from"),
            date("eligible_to"),
            refs("target_of", "practices", "Practices meant for this team; empty = all"),
        ),
    ),
    Tab(
        "adoptions",
        key=("practice", "team", "stage", "date"),
        purpose="One row each time a practice reaches a new stage in a team.",
        columns=(
            ref("practice", "practices", required=True, strict=True),
            ref("team", "teams", required=True, strict=True),
            enum("stage", ADOPTION_STAGES, required=True),
            date("date", required=True),
            ref("from_team", "teams", "The team it was learned from"),
            ref("lighthouse", "lighthouses", "The lighthouse it was learned from"),
            enum("effect", EFFECTS),
            text("conditions"),
            text("adapted_how"),
            count("components_kept"),
            text("evidence", "Link"),
        ),
    ),
    Tab(
        "coaching",
        key=("circle", "member", "buddy", "date", "step"),
        purpose="Peer-coaching steps between two members.",
        columns=(
            ref("circle", "circles", required=True, strict=True),
            ref("member", "members", required=True),
            ref("buddy", "members", required=True),
            date("date", required=True),
            enum("step", ("goal", "observation", "impact review", "check-in")),
        ),
    ),
    Tab(
        "asks",
        key=("ask",),
        purpose="What circles need from sponsors.",
        columns=(
            text("ask", "Unique key", required=True),
            ref("circle", "circles", required=True, strict=True),
            date("raised", required=True),
            text("what", required=True),
            enum("kind", ("budget", "data access", "competing priority", "time", "other")),
            text("function", "Function that needs to act"),
            email("sponsor"),
            number("hours", "Hours asked for; once granted, the hours granted"),
            number("amount", "Amount asked for; once granted, the amount granted"),
            text("currency", "Such as EUR; amounts in different currencies are never added up"),
            enum("status", ("open", "granted", "declined"), blank_means="open"),
            date("answered"),
            email("answered_by", "Who recorded the answer"),
            text("answer", "The sponsor's reason, or their question while the ask is open"),
        ),
    ),
    Tab(
        "sponsor_acts",
        purpose="What sponsors did for the program.",
        columns=(
            date("date", required=True),
            email("sponsor", required=True),
            ref("circle", "circles"),
            enum("kind", ("visit", "message", "update", "review")),
            count("decisions_asked"),
            count("decisions_made"),
            text("note"),
        ),
    ),
    Tab(
        "milestones",
        key=("milestone",),
        purpose="What the program promised to reach, and by when.",
        columns=(
            text("milestone", "Unique short text", required=True),
            ref("circle", "circles"),
            date("due"),
            date("reached"),
            enum("story", ("win", "lesson")),
            date("shared", "Date the story was shared beyond the circle"),
        ),
    ),
    Tab(
        "changes",
        purpose="Changes to the program's design, marked on every trend.",
        columns=(
            date("date", required=True),
            text("what", required=True),
            ref("circle", "circles"),
            text("why"),
            yes_no("rebase", "Whether control limits start over here"),
            text("figure", "Key of the figure it should move, such as participation (docs/figures.md)"),
            enum("direction", ("up", "down"), "Which way the figure should move"),
            text("expected", "What was expected of it, in words"),
        ),
    ),
    Tab(
        "reviews",
        key=("review",),
        purpose="Program reviews: what was seen, what was said, and when the next one is.",
        columns=(
            text("review", "Unique key", required=True),
            date("date", required=True),
            email("sponsor", "Whose review it was; empty = the whole program's"),
            ref("circle", "circles", "Empty = the whole program"),
            date("start", "First day of the period reviewed"),
            date("end", "Last day of the period reviewed"),
            text("summary"),
            date("next_review"),
            text("figures", "Figures as they were then (JSON). Only the app writes here"),
        ),
    ),
    Tab(
        "decisions",
        key=("decision",),
        purpose="Decisions asked of sponsors, and what became of them.",
        columns=(
            text("decision", "Unique key", required=True),
            text("what", required=True),
            ref("review", "reviews"),
            ref("circle", "circles"),
            ref("ask", "asks"),
            email("asked_of", "The sponsor who decides"),
            date("asked"),
            enum("status", ("asked", "made", "declined", "deferred")),
            date("answered"),
            number("amount"),
            text("currency"),
            number("hours"),
            text("note"),
        ),
    ),
    Tab(
        "mailings",
        key=("email", "kind", "circle"),
        purpose="Who is mailed what, and how often.",
        columns=(
            email("email", required=True),
            enum("kind", ("update", "alert", "reminder"), required=True),
            enum("every", ("week", "month", "never")),
            ref("circle", "circles", "Empty = all circles of this person"),
        ),
    ),
    Tab(
        "settings",
        key=("name",),
        purpose="Targets and thresholds.",
        columns=(text("name", required=True), text("value", required=True)),
    ),
    Tab(
        "edits",
        purpose="The journal of changes made in Pharos. Only the app writes here.",
        columns=(
            text("at"),
            text("who"),
            text("change_set"),
            text("tab"),
            text("key"),
            text("column"),
            text("old"),
            text("new"),
        ),
    ),
    Tab(
        "sent",
        purpose="Which mails were sent. Only the app writes here.",
        columns=(
            text("at"),
            text("email"),
            text("kind"),
            text("as_of"),
            text("digest", "A hash of what was sent"),
        ),
    ),
)

APP_TABS = frozenset(("edits", "sent"))
"""Tabs that only the app writes, and only administrators see."""
APP_COLUMNS = frozenset((("reviews", "figures"),))
"""Columns of other tabs that only the app writes."""

SURVEY = (
    Tab(
        "pulse",
        key=("wave", "circle", "respondent"),
        required=True,
        purpose="Anonymous pulse answers. Never keep them in the main workbook.",
        columns=(
            text("wave", "Quarter, such as 2026-Q1", required=True),
            text("circle", required=True),
            text("respondent", "Random, new for each wave"),
            *(count(f"safety_{item}", low=1, high=5) for item in range(1, 8)),
            *(count(name, low=1, high=5) for name in ("trust", "curiosity", "confidence", "goal_progress")),
            text("comment"),
        ),
    ),
)

TABS = MappingProxyType({tab.name: tab for tab in MAIN})
SURVEY_TABS = MappingProxyType({tab.name: tab for tab in SURVEY})
REQUIRED_TABS = tuple(tab.name for tab in MAIN if tab.required)

SETTINGS: MappingProxyType[str, float | str] = MappingProxyType(
    {
        "target_participation": 0.8,
        "target_cadence": 0.9,
        "target_on_time": 0.7,
        "target_prework": 0.7,
        "target_loop_closed": 0.8,
        "target_safety": 4.0,
        "control_rules": "nhs",
        "min_group": 5,
        "min_comments": 10,
        "review_every_days": 90,
        "brief_days": 2,
        "stalled_days": 90,
        "escalate_days": 30,
        "stale_days": 14,
        "period": "3m",
        "remind_owners": "no",
    }
)
"""Names and defaults of the settings tab. A share is written as 0.8 or 80%."""

SETTING_MEANINGS = MappingProxyType(
    {
        "target_participation": "Share of expected members who should be present",
        "target_cadence": "Share of planned sessions that should be held within 7 days of their date",
        "target_on_time": "Share of actions that should be done by their first due date",
        "target_prework": "Share of expected members who should send prework on time",
        "target_loop_closed": "Share of open actions that should be looked at again in the next session",
        "target_safety": "Mean psychological safety a circle should reach, 1 to 5",
        "control_rules": "Rules for special causes on control charts: nhs or western",
        "min_group": "Fewest pulse answers, and fewest members for figures about them, for which a circle is shown",
        "min_comments": "Fewest pulse answers for which comments are shown",
        "review_every_days": "Days between two program reviews",
        "brief_days": "How many days before a session a case's brief should be sent",
        "stalled_days": "Days without news after which a team that is trying a practice counts as stalled",
        "escalate_days": "Days after which an open ask counts as escalated",
        "stale_days": "Days without any new record after which pages say that the log may be out of date, and nothing "
        "about it is mailed",
        "period": "The period that pages speak about unless another is chosen: 3m, 6m, 12m, quarter, last-quarter, "
        "ytd, review or all",
        "remind_owners": "Whether owners with an email in the members tab are mailed their own actions: yes or no",
    }
)
"""What each setting means, for docs and forms."""

SETTING_WORDS = MappingProxyType(
    {
        "control_rules": ("nhs", "western"),
        "period": ("3m", "6m", "12m", "quarter", "last-quarter", "ytd", "review", "all"),
        "remind_owners": ("no", "yes"),
    }
)
"""The words that a setting may be, for settings that are not numbers."""
