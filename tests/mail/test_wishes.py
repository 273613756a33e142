"""Who is mailed what: leads and sponsors of active circles, as their rows of the mailings tab have it."""

from __future__ import annotations

import pandas as pd

from lib.mail.wishes import Wish, is_plain, wishes
from tests.data.logs import log

DAY = pd.Timestamp("2026-06-30")
CIRCLES: list[dict[str, object]] = [
    {
        "circle": "Atlas",
        "lead": "Lea <lea@x.org>",
        "sponsor": "SUE@x.org, sam@x.org",
        "started": "2026-01-01",
    },
    {"circle": "Borealis", "lead": "lou@x.org", "sponsor": "sue@x.org", "started": "2026-01-01"},
    {
        "circle": "Ended",
        "lead": "old@x.org",
        "sponsor": "gone@x.org",
        "started": "2025-01-01",
        "ended": "2026-01-31",
    },
]


def found(
    mailings: list[dict[str, object]] | None = None, **tabs: list[dict[str, object]]
) -> dict[tuple[str, str], Wish]:
    whole = log({"circles": CIRCLES, "mailings": mailings or [], **tabs})
    return {(wish.email, wish.kind): wish for wish in wishes(whole, DAY, ["Adm@x.org"]).mails}


def test_everybody_of_an_active_circle_gets_what_their_role_needs_and_nobody_else() -> None:
    mails = found()
    assert sorted(mails) == [
        ("lea@x.org", "alert"), ("lea@x.org", "reminder"), ("lea@x.org", "update"),
        ("lou@x.org", "alert"), ("lou@x.org", "reminder"), ("lou@x.org", "update"),
        ("sam@x.org", "alert"), ("sam@x.org", "update"), ("sue@x.org", "alert"), ("sue@x.org", "update"),
    ]  # fmt: skip
    sue = mails["sue@x.org", "update"]
    assert (sue.every, sue.reader, sue.own, sue.is_part) == ("month", "sponsor", {"Atlas", "Borealis"}, False)
    assert mails["lea@x.org", "reminder"].every == "week"
    assert mails["lea@x.org", "alert"].every == "day"


def test_never_is_honored_by_kind_and_by_circle() -> None:
    mails = found(
        [
            {"email": "Sue@X.org", "kind": "update", "every": "never"},
            {"email": "sue@x.org", "kind": "alert", "every": "never", "circle": "Atlas"},
            {"email": "sam@x.org", "kind": "alert", "every": "never", "circle": "Atlas"},
            {"email": "lou@x.org", "kind": "reminder", "every": "nevr"},
        ]
    )
    assert mails["sue@x.org", "update"].every == "never"
    assert (mails["sue@x.org", "alert"].own, mails["sue@x.org", "alert"].is_part) == ({"Borealis"}, True)
    assert mails["sam@x.org", "alert"].every == "never", "no circle is left"
    assert mails["lou@x.org", "reminder"].every == "never", "a word that nobody understands is no consent"


def test_a_row_for_one_circle_is_about_that_circle_alone_unless_another_row_is_about_all() -> None:
    atlas: dict[str, object] = {"email": "sue@x.org", "kind": "update", "every": "week", "circle": "Atlas"}
    only = found([atlas])["sue@x.org", "update"]
    assert (only.every, only.own, only.is_part) == ("week", {"Atlas"}, True)
    both = found([atlas, {"email": "sue@x.org", "kind": "update", "every": "month"}])["sue@x.org", "update"]
    assert (both.every, both.own, both.is_part) == ("week", {"Atlas", "Borealis"}, False)


def test_administrators_get_what_a_row_names_for_them_and_strangers_are_reported() -> None:
    rows: list[dict[str, object]] = [
        {"email": "adm@x.org", "kind": "update", "every": "month"},
        {"email": "eve@x.org", "kind": "update", "every": "week"},
        {"email": "old@x.org", "kind": "alert"},
    ]
    whole = log({"circles": CIRCLES, "mailings": rows})
    made = wishes(whole, DAY, ["Adm@x.org"])
    (adm,) = [wish for wish in made.mails if wish.email == "adm@x.org"]
    assert (adm.reader, adm.own) == ("admin", {"Atlas", "Borealis"})
    assert made.problems == (
        "mailings: eve@x.org leads and sponsors no active circle and gets no update",
        "mailings: old@x.org leads and sponsors no active circle and gets no alert",
    )
    assert not {"eve@x.org", "old@x.org", "gone@x.org"} & {wish.email for wish in made.mails}


def test_owners_are_reminded_only_where_the_program_switched_it_on() -> None:
    members: list[dict[str, object]] = [
        {"member": "ana", "circle": "Atlas", "email": "ana@x.org"},
        {"member": "lea", "circle": "Atlas", "email": "lea@x.org"},
        {"member": "bo", "circle": "Ended", "email": "bo@x.org"},
        {"member": "cy@x.org", "circle": "Atlas"},
    ]
    assert ("ana@x.org", "reminder") not in found(members=members)
    mails = found(members=members, settings=[{"name": "remind_owners", "value": "yes"}])
    assert mails["ana@x.org", "reminder"].reader == "owner"
    assert mails["lea@x.org", "reminder"].reader == "lead"
    assert not {"bo@x.org", "cy@x.org"} & {email for email, _ in mails}, (
        "ended; and a key is no address to mail"
    )


def test_an_address_that_no_header_can_hold_is_reported() -> None:
    circles = [{**CIRCLES[0], "sponsor": "jörg@x.org"}]
    made = wishes(log({"circles": circles}), DAY)
    assert [wish.email for wish in made.mails] == ["lea@x.org"] * 3
    assert made.problems == ("'jörg@x.org' is not an address that can be mailed",)
    assert not is_plain("a@x.org\nBcc: b@x.org")
    assert not is_plain(f"{'a' * 250}@x.org")
