"""Who sees what: every text in every tab is a mark, and nobody sees a mark that is not theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import orjson
import pandas as pd
import pytest

from lib import figures
from lib.access.policies import ABOUT_PEOPLE, KEPT, NOT_FOR_SPONSORS, POLICIES
from lib.access.redaction import Viewer, redact, roles_of
from lib.access.stand_ins import MARK, Persons
from lib.log.format.folding import fold
from lib.log.format.frames import dtype_of
from lib.log.format.model import CircleLog
from lib.log.format.schema import APP_TABS, TABS, Column
from tests.data.hand_log import AS_OF, HAND, hand
from tests.data.logs import log
from tests.examples import some

SPONSOR = Viewer("sponsor", "sue@x.org")
LEAD = Viewer("lead", "lea@x.org")
TEXT_KINDS = {"text", "reference", "references", "list", "email", "link_or_yes"}


def columns() -> list[tuple[str, Column]]:
    return [(tab.name, column) for tab in TABS.values() for column in tab.columns]


def mark(tab: str, column: Column) -> str:
    """A text that is in no other column; references repeat the mark of the key they point to."""
    if column.refers_to and not column.person and column.refers_to != "members":
        return f"mark {column.refers_to} {TABS[column.refers_to].key[0]}!"
    return f"mark {tab} {column.name}!"


@cache
def marked(**changes: Any) -> CircleLog:
    """A log with one row in every tab and a mark in every text; `changes`: tab_column=value, set in that row."""
    frames = {}
    for tab in TABS.values():
        frame = {}
        for column in tab.columns:
            if column.kind in TEXT_KINDS:
                value: Any = mark(tab.name, column)
            elif column.kind == "date":
                value = pd.Timestamp("2026-01-10")
            elif column.kind == "enum":
                value = column.words[0]
            else:
                value = True if column.kind == "yes_no" else 1
            value = changes.get(f"{tab.name}_{column.name}", value)
            frame[column.name] = pd.Series([value], dtype=dtype_of(column))
        frames[tab.name] = pd.DataFrame(frame | {"_workbook": pd.Series(["log.xlsx"]), "_row": [2]})
    return replace(log(), tabs=frames, recorded=frozenset((tab, column.name) for tab, column in columns()))


def all_text(seen: CircleLog) -> str:
    """Everything a page could show of a log: its frames, its checks and its figures."""
    frames = "\n".join(frame.to_csv() for frame in seen.tabs.values())
    return frames + seen.checks.to_csv() + orjson.dumps(figures.as_json(seen, AS_OF)).decode()


def marks_in(text: str) -> set[str]:
    every = {mark(tab, column) for tab, column in columns() if column.kind in TEXT_KINDS}
    return {one for one in every if one in text}


def marks_of(*policies: str, role: str = "sponsor") -> set[str]:
    """The marks that the policies let through to the pages of a role."""
    return {
        mark(tab, column)
        for tab, column in columns()
        if column.kind in TEXT_KINDS
        and POLICIES[tab].get(column.name) in policies
        and tab not in ABOUT_PEOPLE
        and (role != "sponsor" or column.name not in NOT_FOR_SPONSORS.get(tab, ()))
    }


# Every column has a policy


def test_every_column_has_a_policy() -> None:
    assert POLICIES.keys() == TABS.keys()
    for tab in TABS.values():
        known = set() if tab.name in APP_TABS else set(tab.column_names)
        assert POLICIES[tab.name].keys() == known, f"give every column of {tab.name} a policy"


def test_no_column_that_names_people_is_shown() -> None:
    named = {
        (tab, column.name) for tab, column in columns() if column.refers_to == "members" or column.person
    }
    shown = {(tab, name) for tab, name in named if POLICIES[tab].get(name) == "show"}
    assert shown == set()
    assert POLICIES["members"]["member"] == "person"
    assert POLICIES["members"]["name"] == "hide"


def test_an_unknown_column_is_hidden() -> None:
    seen = marked()
    whole = seen.with_tabs(members=seen.members.assign(salary="mark salary"))
    assert redact(whole, SPONSOR).counted.members["salary"].isna().all()


# Marks


@pytest.mark.parametrize("role", ["sponsor", "lead", "nobody"])
def test_nothing_private_is_seen(role: Any) -> None:
    text = all_text(
        redact(
            marked(sessions_share=None, practices_share=None, milestones_shared=pd.NaT), Viewer(role, "x@x")
        )
    )
    assert marks_in(text) == marks_of("show", role=role)


def test_what_is_shared_beyond_the_circle_is_seen() -> None:
    text = all_text(redact(marked(sessions_share="program", practices_share="public"), SPONSOR))
    assert marks_in(text) == marks_of("show", "shared", "practice", "practices")


@pytest.mark.parametrize("share", ["circle", None])
def test_a_session_kept_in_the_circle_shows_only_which_cells_are_filled(share: str | None) -> None:
    row = redact(marked(sessions_share=share), SPONSOR).sessions.iloc[0]
    assert [row["case"], row["decision"], row["snapshot"]] == [KEPT] * 3
    row = redact(marked(sessions_share=share), Viewer("lead", "x@x")).sessions.iloc[0]
    assert [row["notes"], row["guest"], row["presenter"], row["business_owner"]] == [KEPT] * 4


def test_own_email_and_own_asks_are_seen() -> None:
    changes = {
        "circles_sponsor": "Sue@X.org",
        "asks_sponsor": "SUE@x.org",
        "sponsor_acts_sponsor": "sue@x.org",
    }
    seen = redact(marked(**changes), SPONSOR)
    assert seen.circles["sponsor"].to_list() == ["Sue@X.org"]
    assert seen.asks[["sponsor", "what"]].to_numpy().tolist() == [["SUE@x.org", "mark asks what!"]]
    assert seen.sponsor_acts["sponsor"].to_list() == ["sue@x.org"]
    others = redact(marked(**changes), Viewer("sponsor", "sam@x.org"))
    assert others.asks["what"].to_list() == [KEPT]
    assert "x.org" not in all_text(others).lower()


def acts_of(*sponsors: object) -> CircleLog:
    """Sponsor acts in Atlas, whose sponsor is sam@x.org, each with a note."""
    acts = [
        {
            "date": "2026-05-01",
            "circle": "Atlas",
            "sponsor": sponsor,
            "kind": "visit",
            "note": f"note {number}",
        }
        for number, sponsor in enumerate(sponsors)
    ]
    return log({**HAND, "sponsor_acts": acts})


def notes(seen: CircleLog) -> list[Any]:
    return seen.sponsor_acts["note"].to_list()


def test_sponsors_read_the_notes_on_their_own_acts_and_on_no_others() -> None:
    acts = acts_of("Sue@X.org", "sam@x.org")
    assert notes(redact(acts, SPONSOR)) == ["note 0", KEPT]
    assert notes(redact(acts, Viewer("sponsor", "SAM@x.org"))) == [KEPT, "note 1"]
    assert notes(redact(acts, Viewer("sponsor"))) == [KEPT, KEPT]
    assert notes(redact(acts, Viewer("lead", "lou@x.org"))) == [KEPT, KEPT]  # leads Borealis
    assert notes(redact(acts, Viewer("lead", "sue@x.org"))) == ["note 0", KEPT]  # the author in another role
    assert notes(redact(acts, LEAD)) == notes(redact(acts, Viewer())) == ["note 0", "note 1"]


def test_an_ask_without_a_sponsor_is_addressed_to_the_circles_sponsor() -> None:
    assert redact(hand(), Viewer("sponsor", "sam@x.org")).asks["what"].to_list() == [
        "A room",
        KEPT,
        KEPT,
        KEPT,
        KEPT,
    ]
    assert redact(hand(), SPONSOR).asks["what"].to_list() == [KEPT, "A day", "A tool", "A trip", "A pass"]


@pytest.mark.parametrize(("role", "email"), some([("sponsor", ""), ("lead", ""), ("lead", "  ")], 2))
def test_blank_emails_do_not_match_a_viewer_without_email(role: Any, email: str) -> None:
    seen = marked(circles_sponsor=None, circles_lead=None, asks_sponsor=None, sessions_share=None,
                  practices_share=None, milestones_shared=pd.NaT)  # fmt: skip
    assert marks_in(all_text(redact(seen, Viewer(role, email)))) == marks_of("show", role=role)


@pytest.mark.parametrize("tab", sorted(APP_TABS))
def test_what_only_the_app_writes_is_for_administrators(tab: str) -> None:
    for viewer in (SPONSOR, LEAD):
        seen = redact(marked(), viewer)
        assert len(seen.tabs[tab]) == len(seen.counted.tabs[tab]) == 0
    assert len(redact(marked(), Viewer()).tabs[tab]) == 1


def test_sponsors_read_their_own_reviews_and_the_decisions_asked_of_them() -> None:
    own = {"reviews_sponsor": "Sue@x.org", "decisions_asked_of": "SUE@x.org", "asks_sponsor": "sue@x.org"}
    mine, others = redact(marked(**own), SPONSOR), redact(marked(**own), Viewer("sponsor", "sam@x.org"))
    review = ["review", "summary", "figures"]
    assert mine.reviews[review].to_numpy().tolist() == [
        ["mark reviews review!", "mark reviews summary!", "mark reviews figures!"]
    ]
    assert others.reviews[review].to_numpy().tolist() == [["no. 01", KEPT, KEPT]]
    decision = ["decision", "review", "ask", "what", "note"]
    assert mine.decisions[decision].iloc[0].to_list() == [
        "mark decisions decision!", "mark reviews review!", "mark asks ask!", "mark decisions what!",
        "mark decisions note!",
    ]  # fmt: skip
    assert others.decisions[decision].iloc[0].to_list() == ["no. 01", "no. 01", "no. 01", KEPT, KEPT]
    answer = ["answered_by", "answer"]
    assert mine.asks[answer].iloc[0].to_list() == ["mark asks answered_by!", "mark asks answer!"]
    assert others.asks[answer].iloc[0].to_list() == [KEPT, KEPT]


def test_everyone_reads_only_their_own_mailings() -> None:
    whole = marked(mailings_email="sue@x.org")
    assert redact(whole, SPONSOR).mailings["email"].to_list() == ["sue@x.org"]
    assert redact(whole, LEAD).mailings["email"].to_list() == [KEPT]


# Roles

BOTH = [
    {"circle": "Atlas", "sponsor": "sam@x.org", "lead": "lea@x.org"},
    {"circle": "Borealis", "sponsor": " Lea@X.org", "lead": "maß@x.org", "ended": "2026-01-01"},
]


@pytest.mark.parametrize(
    ("email", "roles"),
    [
        ("sam@x.org", ("sponsor",)),
        ("SAM@X.ORG", ("sponsor",)),
        *(
            (f"{unseen}sam@x.org", ())
            for unseen in (" ", "\u00a0", "\u2003", "\u200b", "\ufeff", "\u202e", "\u00ad")
        ),
        ("sam@x.org\u00a0", ()),
        ("s\u0430m@x.org", ()),  # a Cyrillic a
        ("sam＠x.org", ()),
        ("ｓam@x.org", ()),
        ("lea@x.org", ("lead", "sponsor")),
        ("ada@x.org", ("admin",)),
        ("ADA@x.org", ("admin",)),
        ("maß@x.org", ("lead",)),  # of a circle that has ended
        ("mass@x.org", ()),  # ß folds to ss, but this is another mailbox
        ("\u017fam@x.org", ()),  # the long s folds to s
        ("\u212ada@x.org", ()),
        ("sam@x.org.evil", ()),
        ("sam", ()),
        ("", ()),
        ("  ", ()),
    ],
)
def test_roles_of_an_email(email: str, roles: tuple[str, ...]) -> None:
    assert roles_of(email, log(circles=BOTH), ["Ada@x.org", ""]) == roles


def test_an_administrator_may_also_lead_and_sponsor() -> None:
    assert roles_of("lea@x.org", log(circles=BOTH), ["lea@x.org"]) == ("admin", "lead", "sponsor")


def test_without_a_log_there_are_only_administrators() -> None:
    assert roles_of("ada@x.org", None, ["ada@x.org"]) == ("admin",)
    assert roles_of("lea@x.org", None, ["ada@x.org"]) == ()
    assert roles_of("lea@x.org", log(), []) == ()


@pytest.mark.parametrize("likeness", ["mass@x.org", "MASS@x.org"])
def test_a_mailbox_that_folds_to_the_same_letters_leads_nothing(likeness: str) -> None:
    assert (
        redact(log(circles=BOTH), Viewer("lead", likeness)).circles["lead"].isin([BOTH[1]["lead"]]).sum() == 0
    )
    assert Viewer("lead", likeness).scope != Viewer("lead", "maß@x.org").scope


def test_administrators_see_all() -> None:
    assert redact(hand(), Viewer("admin")) is hand()


@pytest.mark.parametrize("email", ["lea@x.org", "LEA@X.org"])
def test_a_lead_sees_their_own_circle_in_full_and_others_like_a_sponsor(email: str) -> None:
    seen = redact(hand(), Viewer("lead", email))
    other = redact(hand(), Viewer("sponsor", "nobody@x.org"))
    sessions = hand().sessions.set_index("session")["circle"]
    for tab in ("members", "attendance"):
        assert other.tabs[tab].empty
        whole = hand().tabs[tab]
        circle = whole["session"].map(sessions) if "circle" not in whole.columns else whole["circle"]
        pd.testing.assert_frame_equal(seen.tabs[tab], whole[circle == "Atlas"])
    for tab in (
        "circles",
        "sessions",
        "actions",
        "insights",
        "action_reviews",
        "milestones",
    ):
        whole = hand().tabs[tab]
        circle = whole["session"].map(sessions) if "circle" not in whole.columns else whole["circle"]
        if tab == "action_reviews":
            circle = whole["action"].map(hand().actions.set_index("action")["circle"])
        own = circle == "Atlas"
        pd.testing.assert_frame_equal(seen.tabs[tab][own], whole[own])
        if tab == "circles":  # it shows the viewer's own email
            continue
        of_both = whole.columns.drop([*NOT_FOR_SPONSORS.get(tab, ())])
        pd.testing.assert_frame_equal(
            seen.tabs[tab].loc[~own, of_both].drop(columns=numbered(tab)),
            other.tabs[tab].loc[~own, of_both].drop(columns=numbered(tab)),
        )


def numbered(tab: str) -> list[str]:
    return [column for column, policy in POLICIES[tab].items() if policy in {"key", "practice"}]


def test_a_sponsor_who_leads_nothing_sees_no_circle_in_full() -> None:
    seen = redact(hand(), Viewer("sponsor", "lea@x.org"))
    assert seen.members.empty
    assert seen.attendance.empty


def test_a_lead_sees_the_practices_of_their_own_circle() -> None:
    seen = redact(hand(), Viewer("lead", "lou@x.org"))  # Borealis: pairs, always
    assert seen.practices["title"].to_list() == ["Ten calls", "Pairs"]
    assert seen.adoptions["conditions"].dropna().to_list() == ["small teams", "rain"]
    assert redact(hand(), SPONSOR).practices["title"].to_list() == ["Ten calls", KEPT]
    assert redact(hand(), SPONSOR).adoptions["conditions"].dropna().to_list() == ["small teams", KEPT]


# Figures and joins


@cache
def reported() -> CircleLog:
    """The hand log, whose small circles are reported."""
    return replace(hand(), settings={**hand().settings, "min_group": 1})


@cache
def all_figures_unredacted() -> dict[str, Any]:
    return all_figures(reported())


def all_figures(seen: CircleLog) -> dict[str, Any]:
    """All figures; those of practices by position, because their keys may be numbers, as those of actions may be."""
    found = figures.as_json(seen, AS_OF)
    for of_circle in found["circles"].values():
        for action in of_circle["implementation_days"]["parts"].get("actions", ()):
            action["action"] = "any"
    parts = {part: found[part] for part in ("figures", "circles", "series")}
    return parts | {"practices": list(found["practices"].values())}


@pytest.mark.parametrize(
    "viewer", some([SPONSOR, LEAD, Viewer("sponsor"), Viewer("lead", "lou@x.org")], 2), ids=str
)
def test_redaction_changes_no_figure(viewer: Viewer) -> None:
    assert all_figures(redact(reported(), viewer)) == all_figures_unredacted()


def test_figures_count_opaque_numbers_that_join_across_tabs() -> None:
    seen = redact(hand(), Viewer("sponsor")).counted
    people = dict(zip(hand().members["member"], seen.members["member"], strict=True))
    assert len(set(people.values())) == len(people) == 5
    assert all(number.startswith(MARK) and number.removeprefix(MARK).isdigit() for number in people.values())
    outsider = set(seen.attendance["member"]) - set(people.values())
    assert len(outsider) == 1
    known = people | {"zoe": outsider.pop()}
    assert seen.attendance["member"].to_list() == [known[member] for member in hand().attendance["member"]]
    assert seen.actions["owner"].dropna().to_list() == [
        people[owner] for owner in hand().actions["owner"].dropna()
    ]
    assert seen.sessions["presenter"].dropna().to_list() == [
        people["ana"],
        f"{people['bo']}, {people['ana']}",
    ]
    assert seen.members["buddy"].dropna().to_list() == [f"{people['bo']}, {people['cy']}"]


@pytest.mark.parametrize("viewer", some([SPONSOR, LEAD, Viewer("lead")], 1), ids=str)
def test_no_stand_in_for_a_person_is_in_what_pages_get(viewer: Viewer) -> None:
    seen = redact(hand(), viewer)
    assert MARK in "".join(frame.to_csv() for frame in seen.counted.tabs.values())
    assert MARK not in all_text(seen)
    filtered = seen.filtered(circles=["Atlas"], functions=["Ops"])
    assert MARK not in all_text(filtered.everywhere.without(["Cetus"]))


def test_persons_are_numbered_once_for_all_viewers(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = replace(hand())
    first = redact(whole, Viewer("sponsor")).counted
    monkeypatch.setattr(Persons, "of", None)
    second = redact(whole, Viewer("lead")).counted
    for tab in ("members", "attendance", "actions", "sessions"):
        pd.testing.assert_frame_equal(first.tabs[tab], second.tabs[tab])


def test_keys_that_people_typed_are_numbers_and_still_join() -> None:
    seen, whole = redact(hand(), SPONSOR), hand()
    for tab, column, owner in (
        ("actions", "session", "sessions"),
        ("actions", "insight", "insights"),
        ("action_reviews", "action", "actions"),
        ("insights", "session", "sessions"),
        ("adoptions", "lighthouse", "lighthouses"),
    ):
        keys = dict(zip(whole.tabs[owner].iloc[:, 0], seen.tabs[owner].iloc[:, 0], strict=True))
        assert all(re.fullmatch(r"no\. \d+", key) for key in keys.values()), owner
        assert len(set(keys.values())) == len(keys)
        known = whole.tabs[tab][column].isin(list(keys))
        assert seen.tabs[tab].loc[known, column].to_list() == [
            keys[key] for key in whole.tabs[tab].loc[known, column]
        ]


def test_the_number_of_a_session_says_nothing_about_its_key() -> None:
    """A lead who gives their own sessions keys of their choice learns nothing about how others' keys compare."""

    def numbers(own: str) -> list[str]:
        circles = [{"circle": "Atlas", "lead": "lea@x.org"}, {"circle": "Borealis"}]
        sessions = [
            {"session": own, "circle": "Atlas", "planned": "2026-01-01"},
            {"session": "Layoffs", "circle": "Borealis", "planned": "2026-01-01"},
            {"session": "Merger", "circle": "Borealis", "planned": "2026-02-01"},
        ]
        return redact(log(circles=circles, sessions=sessions), LEAD).sessions["session"].to_list()

    for own in ("A", "Lz", "Z", "no. 01", "NO.  01"):
        seen = numbers(own)
        assert seen[0] == hand_spelled(own)
        assert len(set(map(fold, seen))) == 3
        assert "Layoffs" not in seen
    assert numbers("A") == ["A", *numbers("Z")[1:]]


def hand_spelled(key: str) -> str:
    return " ".join(key.split())


def test_a_key_with_a_comma_keeps_one_number() -> None:
    seen = redact(hand(), Viewer("sponsor"))
    alias = seen.practices["practice"].to_list()[1]
    assert alias == "practice no. 01"  # "calls" is shared and keeps its key
    assert seen.teams["target_of"].dropna().to_list() == ["calls", alias]
    people = [{"member": key, "circle": "Atlas"} for key in ("Alba, Ana", "bo")]
    sessions = [{"session": "S", "circle": "Atlas", "planned": "2026-01-01", "presenter": "Alba, Ana"}]
    named = redact(log(circles=[{"circle": "Atlas"}], members=people, sessions=sessions), Viewer("sponsor"))
    assert named.counted.sessions["presenter"].to_list() == [named.counted.members["member"][0]]


def test_what_changed_in_another_circle_is_read_by_its_sponsor_only() -> None:
    changes = [
        {"date": "2026-01-01", "what": "all meet on Mondays"},
        {"date": "2026-01-02", "what": "Ana leads", "circle": "Atlas", "why": "Bo is ill"},
        {"date": "2026-01-03", "what": "Cy rests", "circle": "Borealis"},
    ]
    circles = [
        {"circle": "Atlas", "sponsor": "sue@x.org", "lead": "lea@x.org"},
        {"circle": "Borealis", "sponsor": "sam@x.org", "lead": "lou@x.org"},
    ]
    whole = log(circles=circles, changes=changes)
    for viewer in (SPONSOR, LEAD):
        seen = redact(whole, viewer)
        assert seen.changes["what"].to_list() == ["all meet on Mondays", "Ana leads", KEPT]
        assert seen.counted.changes["what"].to_list()[2] == KEPT
        assert seen.changes["date"].notna().all()
    assert redact(whole, SPONSOR).changes["why"].isna().all()
    assert redact(whole, LEAD).changes["why"].dropna().to_list() == ["Bo is ill"]


def test_redaction_changes_neither_rows_nor_dtypes_nor_the_log_itself() -> None:
    before = all_text(hand())
    seen = redact(hand(), SPONSOR)
    assert all_text(hand()) == before
    for tab, frame in hand().tabs.items():
        for side in (seen, seen.counted):
            assert side.tabs[tab].dtypes.to_dict() == frame.dtypes.to_dict()
        counted = seen.counted.tabs[tab]
        assert counted[["_workbook", "_row"]].equals(frame[["_workbook", "_row"]])
        kept = [column for column in frame.columns if POLICIES[tab].get(column) != "hide"]
        assert counted[kept].notna().equals(frame[kept].notna()), tab
        if tab not in ABOUT_PEOPLE:
            listed = [column for column in kept if column not in NOT_FOR_SPONSORS.get(tab, ())]
            assert seen.tabs[tab][listed].notna().equals(frame[listed].notna()), tab


def test_an_empty_log_can_be_redacted() -> None:
    for viewer in (SPONSOR, LEAD, Viewer("lead")):
        assert redact(log(), viewer).is_empty


# Checks


@cache
def with_mistakes() -> CircleLog:
    """A mistake in a row of Atlas, one in a row of Borealis, and a row without a circle."""
    rows = [
        *HAND["actions"],
        {"action": "M-1", "circle": "Atlas", "what": "Do", "due": "zz own", "session": "A-11"},
        {"action": "M-2", "circle": "Borealis", "what": "Do", "due": "zz foreign"},
        {"action": "M-3", "circle": "zz unknown", "what": "Do"},
    ]
    sessions = [*HAND["sessions"], {"session": "zz I-33", "circle": "Borealis", "planned": "zz planned"}]
    return log({**HAND, "actions": rows, "sessions": sessions})


def test_checks_keep_their_place_but_not_their_content() -> None:
    whole = with_mistakes()
    seen = redact(whole, SPONSOR)
    place = ["workbook", "tab", "row", "column", "cell", "severity", "rule"]
    kept = whole.checks[~whole.checks["column"].isin(["partner", "member"])]
    pd.testing.assert_frame_equal(seen.checks[place], kept[place].reset_index(drop=True))
    assert {"planned", "due"} <= set(seen.checks["column"])
    assert seen.checks[["found", "expected"]].isna().all(axis=None)
    assert "zz " not in all_text(seen)


def test_a_check_of_a_hidden_cell_is_not_there() -> None:
    """Where it stands would tell: here that the owner of an action is its own partner, and who was written how."""
    rows = [
        {"action": f"{circle}-9", "circle": circle, "what": "Do", "owner": owner, "partner": owner}
        for circle, owner in (("Atlas", "Ana"), ("Borealis", "Bo"))
    ]
    attendance = [*HAND["attendance"], {"session": "A-11", "member": "Ana", "present": "zz perhaps"}]
    whole = log({**HAND, "actions": [*HAND["actions"], *rows], "attendance": attendance})
    columns = ("partner", "present")
    assert len(whole.checks[whole.checks["column"].isin(columns)]) >= 3
    for viewer, kept in ((SPONSOR, 0), (LEAD, 2)):
        seen = redact(whole, viewer).checks
        assert seen["column"].isin(columns).sum() == kept, viewer
        assert list(seen.index) == list(range(len(seen)))


def test_a_lead_reads_the_checks_of_their_own_rows() -> None:
    seen = redact(with_mistakes(), LEAD)
    assert {found for found in seen.checks["found"].dropna() if "zz " in found} == {"zz own"}


def test_suggestions_name_nothing_from_other_circles() -> None:
    whole = with_mistakes()
    assert whole.checks["expected"].str.contains("did you mean").any()
    assert not redact(whole, LEAD).checks["expected"].str.contains("did you mean|is this", na=False).any()


def test_caches_are_shared_by_scope() -> None:
    assert Viewer("admin", "a@x").scope == Viewer("admin", "b@x").scope
    assert Viewer("lead", "A@x").scope == Viewer("lead", "a@x").scope != Viewer("sponsor", "a@x").scope
