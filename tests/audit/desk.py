"""The sentences of a desk and of the figures about sponsors, checked against cells counted again in plain Python."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random

import pandas as pd

from lib.metrics.core import period as periods
from lib.metrics.desk import own, since, words
from lib.metrics.program.program import Program, measure
from lib.metrics.sponsorship.words import acts_in_words, granted_in_words
from tests.audit import made
from tests.audit.claims import is_share, number, one
from tests.audit.made import AS_OF, Tables
from tests.audit.recount import TARGETS, Recount, Row
from tests.data.logs import log

DAY = pd.Timestamp(AS_OF)
SUE, ADA = "sue@x.org", "ada@x.org"
LIMIT = 30
_LABELS = {"participation": "participation", "cadence": "cadence", "prework on time": "prework",
           "actions done on time": "on_time"}  # fmt: skip

_BETTER = re.compile(
    r"Ask (?P<best>\w+) what goes with its (?P<label>.+?) of (?P<text>.+) \((?P<n>\d+)/(?P<N>\d+)\)\."
)


def tables(seed: int) -> Tables:
    """A random log of `made`, with sponsors, what they granted, did and promised."""
    found, rng = made.tables(seed), Random(f"desk {seed}")
    for circle in found["circles"]:
        circle |= {"sponsor": SUE, "lead": "lea@x.org"}
    for ask in found.get("asks", []):
        if rng.random() < 0.4:
            ask |= {"raised": AS_OF - timedelta(days=rng.randint(31, 70)), "answered": "", "status": "open"}
        has_money = rng.random() < 0.5
        ask |= {
            "hours": rng.choice((4, 8, "")),
            "amount": rng.choice((500, 2000)) if has_money else "",
            "currency": rng.choice(("EUR", "USD", "eur", "")) if has_money else "",
            "answered_by": rng.choice((SUE, ADA, "lea@x.org", "")) if ask["answered"] else "",
            "answer": rng.choice(("", "Why now?")),
        }
    names = [circle["circle"] for circle in found["circles"]]
    found["milestones"] = [
        {"milestone": f"M{n}", "circle": rng.choice((*names, "")), "due": AS_OF - timedelta(days=rng.randint(-40, 80)),
         "reached": AS_OF - timedelta(days=rng.randint(0, 90)) if rng.random() < 0.5 else ""}
        for n in range(rng.randint(1, 5))
    ]  # fmt: skip
    found["sponsor_acts"] = [
        {"date": AS_OF - timedelta(days=rng.randint(0, 150)), "sponsor": SUE, "circle": rng.choice((*names, "")),
         "kind": rng.choice(("visit", "message", ""))}
        for _ in range(rng.randint(1, 5))
    ]  # fmt: skip
    found["decisions"] = [
        {"decision": f"D{n}", "what": f"Choose {n}", "asked_of": rng.choice((SUE, ADA)),
         "asked": AS_OF - timedelta(days=rng.randint(0, 90)), "status": rng.choice(("asked", "deferred", "made", ""))}
        for n in range(3)
    ]  # fmt: skip
    if rng.random() < 0.6:
        reviewed = AS_OF - timedelta(days=rng.randint(1, 100))
        found["reviews"] = [{"review": "R1", "date": reviewed, "sponsor": SUE,
                             "next_review": rng.choice(("", reviewed + timedelta(days=60)))}]  # fmt: skip
    return found


def read(seed: int) -> None:
    """Check every sentence about one log. Raises AssertionError for a wrong one."""
    cells = tables(seed)
    program = measure(log(cells), DAY, period=periods.named("3m", DAY))
    start, end = program.period.start, program.period.end_before
    assert start is not None
    assert end is not None
    now, before = Recount(cells, start.date()), end.date()
    then = AS_OF - timedelta(days=Random(seed).randint(1, 80))
    _changes(program, now, then)
    _circles(program, now, before)
    _one_sentence(program, now)
    _lines(program, now)
    _granted(program, now)
    _acts(program, now)


def _open(row: Row, day: date) -> bool:
    answered = row["answered"] and row["answered"] <= day
    return not answered and not (not row["answered"] and row.get("status") in ("granted", "declined"))


def _changes(program: Program, now: Recount, then: date) -> None:
    earlier = program.as_known_on(pd.Timestamp(then))
    found = since.changes(program, earlier)
    texts = {
        kind: [each.words for each in found if each.kind == kind] for kind in ("ask", "milestone", "practice")
    }
    asks = [
        f"{row['circle']} has waited more than {LIMIT} days for an answer: Help"
        for row in now.rows("asks")
        if row["raised"] <= AS_OF and _open(row, AS_OF)
        and (AS_OF - row["raised"]).days > LIMIT >= (then - row["raised"]).days
    ]  # fmt: skip
    assert sorted(texts["ask"]) == sorted(asks)
    milestones = []
    for row in now.rows("milestones"):
        reached = row["reached"] if row["reached"] and row["reached"] <= AS_OF else None
        whose = row["circle"] or "The program"
        if reached and reached > then:
            milestones.append(f"{whose} reached a milestone: {row['milestone']}")
        elif not reached and row["due"] and then <= row["due"] < AS_OF:
            milestones.append(f"{whose} missed a milestone: {row['milestone']}")
    assert sorted(texts["milestone"]) == sorted(milestones)
    _practices(texts["practice"], now, then)
    states = dict(zip(earlier.status["circle"], earlier.status["status"], strict=True))
    moved = [
        circle
        for circle, state in zip(program.status["circle"], program.status["status"], strict=True)
        if states.get(circle, state) != state
    ]
    assert sorted(each.circle for each in found if each.kind == "status") == sorted(moved)
    for each in found:
        if each.kind == "figure":
            held = max(row["held"] for row in now.held())
            planned = max(row["planned"] for row in now.rows("sessions") if row["planned"] <= AS_OF)
            latest = {pd.Period(day, freq="M") for day in (AS_OF, held, planned)}
            assert any(f" in {month:%B %Y} is " in each.words for month in latest), each.words


def _practices(texts: list[str], now: Recount, then: date) -> None:
    rows = sorted((row for row in now.rows("adoptions") if row["date"] <= AS_OF), key=lambda row: row["date"])
    first: dict[tuple[str, str], date] = {}
    last_use: dict[tuple[str, str], date] = {}
    last_stop: dict[tuple[str, str], date] = {}
    for row in rows:
        pair = (row["practice"], row["team"])
        if row["stage"] in ("adopted", "sustained", "adapted"):
            first.setdefault(pair, row["date"])
            last_use[pair] = row["date"]
        if row["stage"] == "stopped":
            last_stop[pair] = row["date"]
    still = {pair: day for pair, day in last_stop.items() if last_use.get(pair, day) <= day}
    used = {pair: day for pair, day in still.items() if pair in first}
    tried = {pair: day for pair, day in still.items() if pair not in first}
    for days, verb in (
        (first, "began to use"), (used, "stopped using"), (tried, "stopped before they had adopted"),
    ):  # fmt: skip
        count = sum(day > then for day in days.values())
        some = [text for text in texts if verb in text]
        assert len(some) == bool(count), (verb, count, texts)
        for text in some:
            match = re.match(
                rf"(\d+) teams? {verb} (?:a practice|practices)(?:, (\d+) times in all)?: ", text
            )
            assert match, text
            teams = len({team for (_, team), day in days.items() if day > then})
            assert int(match[1]) == teams, text
            assert int(match[2] or teams) == count, text
            one(teams, "1 team ", f"{teams} teams ", text)
    for text in texts:
        if "got stuck" in text:
            assert int(text.split()[0]) <= sum(row["stage"] == "trying" for row in rows), text


def _circles(program: Program, now: Recount, before: date) -> None:
    found = own.own_circles(program, [row["circle"] for row in now.rows("circles")], "sponsor", set())
    active = {row["circle"]: row for row in now.active_circles()}
    assert {each.circle for each in found} == set(active)
    for each in found:
        if each.since:
            assert f"{before:%-d %b %Y}" in each.since
            assert each.about.startswith(each.since)
        assert each.about.endswith("peak to lea@x.org")
        held = sum(row["circle"] == each.circle for row in now.held())
        gap = now.gap(active[each.circle])
        if re.match(r"Ask for the date|Its next session", each.step):
            assert gap > 1.5, each
            ahead = [row["planned"] for row in now.rows("sessions") if row["circle"] == each.circle
                     and not row["held"] and row["status"] != "cancelled" and row["planned"] >= AS_OF]  # fmt: skip
            assert ("none is planned" in each.step) == (not ahead), each
            assert not ahead or f"{min(ahead):%-d %b %Y}" in each.step
        elif each.step.startswith("Visit it"):
            acts = [row for row in now.rows("sponsor_acts") if row["circle"] == each.circle]
            assert not [row for row in acts if now.inside(row["date"])], each
        elif match := _BETTER.fullmatch(each.step):
            assert held >= 3
            key = _LABELS.get(match["label"])
            if key:
                counts = now.share(key, match["best"])
                assert counts == (int(match["n"]), int(match["N"])), each
                is_share(match["text"], *counts)
                assert counts[0] / counts[1] >= TARGETS[key] - 1e-12
        else:
            assert re.fullmatch(r"|Ask what gets in the way of [a-z ]+\.", each.step), each


def _one_sentence(program: Program, now: Recount) -> None:
    text = own.program_in_one_sentence(program)
    if match := re.search(r"of (\d+) active circles?, (?:(\d+) on track|none judged yet)", text):
        assert int(match[1]) == len(now.active_circles())
        parts = [int(count) for count in re.findall(r"(\d+) (?:in need|worth|too new|not judged)", text)]
        assert int(match[2] or 0) + sum(parts) == int(match[1]) or not (match[2] or parts), text
    elif match := re.search(r"(\d+) active circles?, too new", text):
        assert int(match[1]) == len(now.active_circles())
    if "asks waiting" in text or "ask waiting" in text:
        match = re.search(r"(\d+|no) asks? waiting", text)
        assert match
        assert (0 if match[1] == "no" else int(match[1])) == now.open_asks(), text
    if match := re.search(r"([\d,]+) actions? finished in the last 3 months", text):
        assert number(match[1]) == now.finished()[0], text


def _lines(program: Program, now: Recount) -> None:
    facts = program.facts
    circles = [row["circle"] for row in now.rows("circles")]
    due = words.due(facts, circles, SUE, is_sponsor=True)
    decisions = [row for row in now.rows("decisions") if row["asked_of"] == SUE and row["status"] != "made"]
    assert sorted(line for line in due if "decision" in line[1]) == sorted(
        (
            row["what"],
            f"decision asked of you on {row['asked']:%-d %b %Y}, "
            f"{'deferred' if row['status'] == 'deferred' else 'waits for an answer'}",
        )
        for row in decisions
    )
    open_ones = [
        row for row in now.rows("milestones")
        if not (row["reached"] and row["reached"] <= AS_OF) and (row["due"] - AS_OF).days <= 30
    ]  # fmt: skip
    assert sorted(line for line in due if line[0].startswith("M") and "review" not in line[0]) == sorted(
        (row["milestone"], f"{row['circle'] or 'the whole program'}, {'was' if row['due'] < AS_OF else 'is'} due on "
         f"{row['due']:%-d %b %Y}")
        for row in open_ones
    )  # fmt: skip
    start = words.since_day(program, SUE, None)
    assert start is not None
    reviews = now.rows("reviews")
    if reviews:
        day = reviews[0]["next_review"] or reviews[0]["date"] + timedelta(days=90)
        assert ("My next review", f"{'was' if day < AS_OF else 'is'} due on {day:%-d %b %Y}") in due
        assert start.heading == f"What changed since the review on {reviews[0]['date']:%-d %b %Y}"
    else:
        assert program.period.end_before is not None
        assert start.heading == f"What changed since {program.period.end_before:%-d %b %Y}"
    visit = AS_OF - timedelta(days=5)
    seen = words.since_day(program, SUE, visit)
    assert seen is not None
    assert seen.heading == f"What changed since your last visit on {visit:%-d %b %Y}"
    others = [
        row for row in now.rows("asks")
        if row["answered"] and row["raised"] <= AS_OF and 0 <= (AS_OF - row["answered"]).days <= 30
        and row["answered_by"] not in (None, SUE)
    ]  # fmt: skip
    assert len(words.answered_by_others(facts, SUE)) == len(others)
    for _, text in words.answered_by_others(facts, SUE):
        assert any(f" by {row['answered_by']} on {row['answered']:%-d %b %Y}" in text for row in others), text
    for row in facts.asks.to_dict("records"):
        text = words.ask_about(row)
        assert text.startswith(f"{row['circle']} · waiting {row['age_days']} day"), text
        one(row["age_days"], "1 day ", " days ", f"{text} ".replace(" ·", " "))
        assert bool(re.search(r"\d hours?\b", text)) == pd.notna(row["hours"]), text
        by = f" by {row['answered_by']}" if pd.notna(row["answered_by"]) else ""
        was_asked = row["is_open"] and row["answer"] == "Why now?"
        assert (f"asked back{by}: Why now?" in text) == ("asked back" in text) == was_asked, text


def _granted(program: Program, now: Recount) -> None:
    text = granted_in_words(program.figures["granted"])
    rows = [
        row for row in now.rows("asks")
        if row["raised"] <= AS_OF and row["answered"] and row["answered"] <= AS_OF and now.inside(row["answered"])
        and row.get("status") in ("granted", "declined") and row["answered_by"] != "lea@x.org"
    ]  # fmt: skip
    for got, asked, unit in re.findall(r"([\d,.]+) of ([\d,.]+) (\w+)", text):
        if unit == "hours":
            known = [(row["hours"], row["status"]) for row in rows if row["hours"]]
        else:
            known = [(row["amount"], row["status"]) for row in rows if row["amount"]
                     and (row["currency"] or "").upper() == unit]  # fmt: skip
        granted = sum(value for value, status in known if status == "granted")
        assert number(asked) == sum(value for value, _ in known), text
        assert number(got) == granted, text
    lost = sum(bool(row["amount"]) and not row["currency"] for row in rows)
    found = re.search(r"(\d+) amounts? without a currency", text)
    assert (int(found[1]) if found else 0) == lost, text


def _acts(program: Program, now: Recount) -> None:
    text = acts_in_words(program.figures["sponsor_visible"])
    rows = [row for row in now.rows("sponsor_acts") if now.inside(row["date"])]
    for kind, noun in (("visit", "visits?"), ("message", "messages?"), (None, "acts? of no kind")):
        count = sum(row["kind"] == kind for row in rows)
        found = re.search(rf"(\d+) {noun}", text)
        assert (int(found[1]) if found else 0) == count, text
