"""Shapes that minutes of public groups have, each with people and words made up: who was there, tasks, decisions."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.proposals import MinutesRead
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster(
    [(name.split()[0].lower(), name, "") for name in ("Ada Brandt", "Bo Lind", "Cy Mendes", "Dan Hale")]
)


def read(text: str) -> MinutesRead:
    return read_minutes(read_text(text), ROSTER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("members:\n  - Ada\n  - Cy\nother_attendees:\n  - Bo\n", [("ada", "yes"), ("cy", "yes"), ("bo", "yes")]),
        ("Sign in so that we know who was here. Roll call:\n\n- Ada / Plant 1 / @ada\n- Bo / Plant 2\n",
         [("ada", "yes"), ("bo", "yes")]),
        ("Present: Plant Director Ada Brandt, Trustee and Chair Bo Lind\n", [("ada", "yes"), ("bo", "yes")]),
        ("Apologies: DC Ada Brandt and CC Bo Lind\n", [("ada", "excused"), ("bo", "excused")]),
        ("Attendees:\nAda Brandt (planner) Ada Brandt\nBo Lind bo@example.org\n", [("ada", "yes"), ("bo", "yes")]),
        ("Present: Councillors – Ada Brandt(Chair), Bo Lind\n", [("ada", "yes"), ("bo", "yes")]),
        ("Present: Ada Brandt (AB) Bo Lind (BL)\n", [("ada", "yes"), ("bo", "yes")]),
        ("Planning Board: Ada Brandt, Bo Lind, Cy Mendes\n", [("ada", "yes"), ("bo", "yes"), ("cy", "yes")]),
        ("Members of the board present - host Ada Brandt, vice-president Bo Lind\n", [("ada", "yes"), ("bo", "yes")]),
        ("Present Chairman, Sec, Ada Brandt, Bo Lind\n", [("ada", "yes"), ("bo", "yes")]),
        ("Apologies were received from Mr. Bo Lind.\n", [("bo", "excused")]),
        ("Apologies: Ada\n1. Chair opened the meeting\n2. Treasurer's report:\n", [("ada", "excused")]),
        ("1. Apologies\n\nAda and Bo\n\n2. Confirmation of the minutes of 4 March\n\nDone.\n",
         [("ada", "excused"), ("bo", "excused")]),
        ("Spring meeting\n\nAda, Bo and Cy. Apologies: Dan\n",
         [("dan", "excused"), ("ada", "yes"), ("bo", "yes"), ("cy", "yes")]),
        ("We began at 7. The board members present were:\n- Ada Brandt, treasurer\n- Bo Lind\n",
         [("ada", "yes"), ("bo", "yes")]),
        ("PRESENT\n\nInvited\n\n- Ada Brandt: clerk (north)\n- Bo Lind\n", [("ada", "yes"), ("bo", "yes")]),
        ("Apologies:\n- Ada Brandt (Notetaker)\n- Bo Lind\n", [("ada", "excused"), ("bo", "excused")]),
        ("Observers: Ada Brandt, Bo Lind (2) Cy asked them to wait.\n", [("ada", "yes"), ("bo", "yes")]),
        ("Apologies were received and accepted from Councillors Brandt and Lind\n",
         [("ada", "excused"), ("bo", "excused")]),
        ("Present: Ada Brandt, part of the time: Bo Lind\n", [("ada", "yes"), ("bo", "yes")]),
        ("Present:       Ada Brandt, chair\n               Bo Lind, clerk\n", [("ada", "yes"), ("bo", "yes")]),
        ("Present at the meeting were the host, Ada Brandt; members Bo Lind and Cy Mendes; the clerk Dan Hale.\n",
         [("ada", "yes"), ("bo", "yes"), ("cy", "yes"), ("dan", "yes")]),
        ("Present: Ada Brandt\nCouncillor Bo Lind\nCy Mendes - clerk\n1. Welcome\nDan wrote.\n",
         [("ada", "yes"), ("bo", "yes"), ("cy", "yes")]),
        ("Present: Ada Brandt, (Branch 1).\n\nBo Lind, Cy Mendes, (Branch 2).\n",
         [("ada", "yes"), ("bo", "yes"), ("cy", "yes")]),
        ("Present:\nDr Ada Brandt (AB) Governing Body GP\n"
         "Bo Lind (BL) Lay Member for Patient and Public Involvement / Vice Chair\n"
         "Cy Mendes (CM) Executive Assistant to the Board / Minute Taker\nApologies:\nDan Hale (DH) Chair, ICB\n",
         [("ada", "yes"), ("bo", "yes"), ("cy", "yes"), ("dan", "excused")]),
        ("Present:\nEli Test (ET) ICB Non-Executive Member – People and Culture\nAda Brandt (AB) Clinical Chair\n",
         [("Eli Test", "yes"), ("ada", "yes")]),
        ("Meeting:\nDate:\nPresent:\nApologies:\nPlanning Group\n18th May 2026\nAda Brandt, Bo Lind,\nCy Mendes\n"
         "Dan Hale\nNo.\n1.\nWho?\nCM\nWhen?\nASAP\n",
         [("ada", "yes"), ("bo", "yes"), ("cy", "yes"), ("dan", "excused")]),
        ("Present:\nApologies:\n\nAda Brandt, Bo Lind\n\nDan Hale\n",
         [("ada", "yes"), ("bo", "yes"), ("dan", "excused")]),
        ("Present:\nApologies:\nAda Brandt\nBo Lind\nCy Mendes\nDan Hale\n", []),
        ("Anwesend: Stimmberechtigte Ausschussmitglieder\nHerr Lind\nFrau Brandt\n"
         "Nicht stimmberechtigtes Ausschussmitglied\n"
         "Herr Mendes\nFerner sind anwesend:\nVom SeniorInnenbeirat\nFrau Hale\n\nHerr Lind begrüßt die Anwesenden.\n",
         [("bo", "yes"), ("ada", "yes"), ("cy", "yes"), ("dan", "yes")]),
        ("Present: Ada Brandt\nNone\n", [("ada", "yes")]),
        ("Anwesend: Ada Brandt, Bo Lind, Kinder- und Cy Mendes\n", [("ada", "yes"), ("bo", "yes"), ("cy", "yes")]),
        ("Anwesend sind:\nAusschussvorsitzende Ada Brandt\nwählbarer Bürger Bo Lind\n",
         [("ada", "yes"), ("bo", "yes")]),
        ("Abwesend - entschuldigt:\nAda Brandt\nBo Lind\n", [("ada", "excused"), ("bo", "excused")]),
        ("Present: Ada (Jr. Warden), Bo Lind\n\nThe panel consists of members Cy Mendes and Dan Hale.\n",
         [("ada", "yes"), ("bo", "yes")]),
    ],
)  # fmt: skip
def test_who_was_there(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.person, one.present) for one in read(text).attendance] == expected


HEAD = "Minutes of 12 March 2026\nPresent: Ada Brandt, Bo Lind\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 26-3Ⓐ2 Bo to buy flowers.", [("Buy flowers", ("bo",), "")]),
        ("- lamps are dim - BO TO FIX THEM", [("FIX THEM", ("bo",), "")]),
        ("Lighting. Bo to replace the lamps.", [("Replace the lamps", ("bo",), "")]),
        ("- Bo sammelt von Ada, Cy und Dan", [("Sammelt von Ada, Cy und Dan", ("bo",), "")]),
        ("Bo and/or Ada will sign the form.", [("Sign the form", ("bo", "ada"), "")]),
        ("Cllrs Brandt and Lind will prepare a contract.", [("Prepare a contract", ("ada", "bo"), "")]),
        ("Action ask Cy to order lamps.", [("Order lamps", ("cy",), "")]),
        ("Dan: Look at the lamps in hall 2.", [("Look at the lamps in hall 2", ("dan",), "")]),
        ("Bo schreibt am Sonntag den Bericht.", [("Schreibt den Bericht", ("bo",), "2026-03-15")]),
        ("Bo will send the list before end of day 20 March.", [("Send the list", ("bo",), "2026-03-20")]),
        ("Action: Bo to order lamps by Monday 16 March 2026", [("Order lamps", ("bo",), "2026-03-16")]),
        ("Action items\n- Bo to order lamps\n  - [Bo] Still pending, sorry\n- Candidates to send a text",
         [("Order lamps", ("bo",), ""), ("Candidates to send a text", (), "")]),
        ("Progress on items from previous meetings\n\n- Bo to buy flowers", []),
        ("- Bo fragt Cy wegen der Lampen", [("Fragt Cy wegen der Lampen", ("bo",), "")]),
        ("- The form is missing - Bo to do.", [("The form is missing", ("bo",), "")]),
        ("Bo will have a word with the plant.", [("Have a word with the plant", ("bo",), "")]),
        ("The list is old. Bo took the task to renew it.", [("Renew it", ("bo",), "")]),
        ("Lamps, chairs etc. ACTION: Bo to order them", [("Order them", ("bo",), "")]),
        ("We stop here -- Bo to sum up the talks by mail.", [("Sum up the talks by mail", ("bo",), "")]),
        ("- Ada said how to go on if Bo and Cy cannot agree on a time", []),
        ("- Hall is needed → Bo kann es sich denken", []),
        ("Points from last week:\n- Bo to call the plant", []),
        ("| **Action** | **Limits** | **Responsible Team Member** |\n| --- | --- | --- |\n"
         "| Set dates | Must fit | Bo Lind |\n| Keep the room | None | All members |",
         [("Set dates", ("bo",), ""), ("Keep the room", (), "")]),
        ("| Task | Person(s) responsible |\n| --- | --- |\n| Order lamps | Bo |", [("Order lamps", ("bo",), "")]),
        ("Members agreed to progress work on the projects below;\nP2. First review of lamps – AB\n"
         "P4. Progress the plan CM\nP6. Sale of tables. – BL (by phone)\n",
         [("First review of lamps", ("ada",), ""), ("Progress the plan", ("cy",), ""),
          ("Sale of tables", ("bo",), "")]),
        ("Todo list in wiki: read it first. Bo will paint the hall.", [("Paint the hall", ("bo",), "")]),
    ],
)  # fmt: skip
def test_who_does_what_by_when(text: str, expected: list[tuple[str, tuple[str, ...], str]]) -> None:
    found = [(one.what, one.owners, str(one.due or "")) for one in read(HEAD + text).actions if one.is_likely]
    assert found == expected


def test_a_date_on_another_weekday_is_no_due_date() -> None:
    (found,) = read(HEAD + "Action: Bo to order lamps by Monday 17 March 2026").actions
    assert found.due is None
    assert any("another weekday" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Agree: the pilot closes in May", ["The pilot closes in May"]),
        ("General consensus: keep two slots a month", ["Keep two slots a month"]),
        ("Agreement to use the spring session for cases.", ["Use the spring session for cases"]),
        ("The board declined the request for a larger room.", ["Declined the request for a larger room"]),
        ("The committee deferred the fee to the next meeting.", []),
        ("It was carried that the fee stays at 20 EUR.", ["The fee stays at 20 EUR"]),
        ("The group will go with option B.", ["Go with option B"]),
        ("Outcomes\n\n- The pilot goes on until June", ["The pilot goes on until June"]),
        ("- Cy chosen as host of the fair", ["Cy chosen as host of the fair"]),
        ("Proposal: keep the monthly rhythm. No objections.", ["Keep the monthly rhythm"]),
        ("Bo proposed that the rules be adopted. Ada seconded the motion and all voted in favor.",
         ["The rules be adopted"]),
        ("PROPOSED: meet in the depot\n+1\n+1\nSO RESOLVED", ["Meet in the depot"]),
        ("### Late fee proposal\n\n- two euros a day\n- Unanimously approved by five", ["Late fee proposal"]),
        ("Budget: motion to approve made by Bo, seconded by Ada, aye all.", []),
        ("Bo moves to name Cy as host of the fair. Ada seconds. So moved.", ["Name Cy as host of the fair"]),
        ("Agreed we should not pay for the bin.", ["We should not pay for the bin"]),
        ("Motion to go to Exec. Session by Ada, second by Bo. Carried unanimously.", []),
        ("Motion to accept edited minutes by Ada. Second by Bo. Carried unanimously.", []),
        ("Agreed that only members pay – Action Bo", ["Only members pay"]),
        ("Decision: yes / no / needs more time", []),
        ("The members agreed to progress work on the projects below;\nP2. First review of lamps – AB", []),
        ("Agreed to meet twice: in May and in June", ["Meet twice: in May and in June"]),
        ("It was resolved that approved minutes would be on the wall.", ["Approved minutes would be on the wall"]),
        ("Das Protokoll wird einstimmig angenommen.\n\nBo wird als Protokollant einstimmig angenommen.", []),
        ("a) The members considered a late request for a sum and it\nwas resolved that the request be turned down.",
         ["The request be turned down"]),
        ("Ticket sales were slow so far. All delegates\npresent agreed to renew efforts to\nsell tickets.",
         ["Renew efforts to sell tickets"]),
        ("It was resolved, proposed Ada Brandt, seconded Bo Lind, that the fee be doubled.", ["The fee be doubled"]),
        ("The board resolved that the club would pay the bus, seconded by Cy.", ["The club would pay the bus"]),
        ("It was agreed that Cy's help would be greatly missed.", []),
        ("We agreed that we could not plan a visit without numbers.", []),
        ("The members confirmed that it had not been done.", []),
        ("As the county council had approved the plan, Bo spoke.", []),
        ("Bo spoke of costs and the decision to keep the room.", []),
        ("In short the decision to cancel it led to a mess.", []),
        ("The board approved the correction to the March minutes.", []),
        ("- Beschlussvorlage: Wir kaufen zwei Lampen\n- Abstimmung: 5/0/2", ["Wir kaufen zwei Lampen"]),
    ],
)  # fmt: skip
def test_what_was_decided(text: str, expected: list[str]) -> None:
    assert [one.text for one in read(HEAD + text).decisions if one.is_likely] == expected


def test_a_table_written_in_html_within_a_text() -> None:
    rows = (
        "<table><thead><tr><th>Point</th><th>Notes</th><th>Actions: Responsible/None</th></tr></thead><tbody>"
        "<tr><td>Fair</td><td><ul><li>Agreed to rent a tent for the fair.</li></ul></td>"
        "<td><ul><li>Bo to ring the caterer</li></ul></td></tr></tbody></table>"
    )
    found = read(f"## Notes\n\n{rows}\n")
    assert [(one.what, one.owners) for one in found.actions] == [("Ring the caterer", ("bo",))]
    assert [one.text for one in found.decisions] == ["Rent a tent for the fair"]
