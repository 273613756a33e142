"""Links that open a mail: recipients, encoding, and a bound on their length."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pandas as pd
import pytest

from lib.metrics.follow_through.mail import LONGEST, addresses_of, is_address, mail_link, mail_links


def parts(link: str) -> tuple[str, str, str]:
    split = urlsplit(link)
    query = parse_qs(split.query, keep_blank_values=True)
    assert split.scheme == "mailto"
    return unquote(split.path), query["subject"][0], query["body"][0]


def test_texts_come_back_as_they_were() -> None:
    text = "Hello Åsa & Bo?\n- 50 % #1 (A-1): due = soon+later\n\n“Ende” \U0001f642"
    to, subject, body = parts(mail_link(["asa@x.org", "bo+1@x.org"], "Next: 50 % & more\nBcc: x@y.z", text))
    assert to == "asa@x.org,bo+1@x.org"
    assert subject == "Next: 50 % & more Bcc: x@y.z"
    assert body == text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "bad", ["", "Ann", "a@b", "a@x.org?bcc=b@x.org", "a@x.org,b@x.org", "a@x.org\nb@x.org", "<a@x.org>"]
)
def test_what_is_no_plain_address_is_no_recipient(bad: str) -> None:
    assert not is_address(bad)
    link = mail_link([bad, "ann@x.org"], "s", "t")
    assert parts(link)[0] == "ann@x.org"
    assert "bcc" not in link.lower()


def test_long_texts_are_cut_at_a_line_and_say_so() -> None:
    text = "\n".join(f"- Action {number}: für alle Läden" for number in range(200))
    link = mail_link(["ann@x.org"], "Open actions", text)
    assert len(link) <= LONGEST
    body = parts(link)[2]
    assert body.endswith("(cut here: copy the whole text from Pharos)")
    assert body.split("\r\n")[3] == "- Action 3: für alle Läden"
    assert len(mail_link([], "s", "x" * 5_000)) < LONGEST


def test_addresses_of_members_and_of_keys_that_are_addresses() -> None:
    members = pd.DataFrame(
        {"member": ["ann", "bo@x.org", "cy"], "email": ["ann@x.org", None, "person 12ab"]}, dtype="str"
    )
    found = addresses_of(members, pd.Series(["ann", "bo@x.org", "cy", "gone"], dtype="str"))
    assert found.fillna("").to_list() == ["ann@x.org", "bo@x.org", "", ""]
    assert addresses_of(members, pd.Series([], dtype="str")).empty


def test_many_recipients_take_several_links_that_mail_programs_accept() -> None:
    people = [f"member.number{number}@circles.example.org" for number in range(100)]
    links = mail_links([*people, people[0], "nobody"], "Agenda", "Prework\n" * 80)
    assert len(links) > 1
    assert all(len(link) <= LONGEST for link in links)
    assert [one for link in links for one in parts(link)[0].split(",")] == people
    assert mail_links(people, "Agenda", "Prework\n" * 80, most=2) == links[:2]
    assert mail_links(people[:2], "Agenda", "Text") == [mail_link(people[:2], "Agenda", "Text")]
    assert mail_links([], "Agenda", "Text") == [mail_link([], "Agenda", "Text")]
