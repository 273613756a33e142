"""The demo's answers to asks, program reviews, decisions asked of sponsors, and mailings.

They have random numbers of their own, so that the rest of the program does not depend on them.
"""

from __future__ import annotations

from datetime import date

from lib.demo import names
from lib.demo.parts import Chance, Program, Row, days_of


def answer_asks(log: Program) -> None:
    """Add to each ask who answered it and why; for some open ones, what the sponsor asked back."""
    rng = Chance(f"{log.seed} answers")
    for ask in log.tables["asks"]:
        status = ask["status"]
        if status == "open":
            if (log.end - ask["raised"]).days > 10 and rng.happens(0.2):
                ask |= {"answered_by": ask["sponsor"], "answer": rng.choice(names.ASKED_BACK)}
            continue
        ask |= {"answered_by": ask["sponsor"], "answer": rng.maybe(0.7, rng.choice(names.ANSWERS[status]))}
        if status == "granted" and ask["kind"] == "time" and rng.happens(0.4):
            ask["hours"] = ask["hours"] // 2


def make_reviews(log: Program) -> None:
    """A review for each act of kind review, with the decisions that were asked and made in it."""
    rng = Chance(f"{log.seed} reviews")
    acts = [act for act in log.tables["sponsor_acts"] if act["kind"] == "review"]
    before: dict[str, date] = {}
    for number, act in enumerate(sorted(acts, key=lambda act: (act["date"], act["sponsor"])), start=1):
        on, sponsor = act["date"], act["sponsor"]
        start = before.get(sponsor, log.start)
        if start > on:
            continue
        before[sponsor] = on + days_of(1)
        review = log.add(
            "reviews",
            review=f"R-{number:03d}",
            date=on,
            sponsor=sponsor,
            start=start,
            end=on,
            summary=rng.choice(names.SUMMARIES),
            next_review=on + days_of(91),
        )
        _decisions(log, rng, review, act)


def _decisions(log: Program, rng: Chance, review: Row, act: Row) -> None:
    on, sponsor = review["date"], review["sponsor"]
    circles = [circle.row["circle"] for circle in log.circles if circle.row["sponsor"] == sponsor]
    is_last = (log.end - on).days < 91
    for place in range(act["decisions_asked"]):
        is_made = place < act["decisions_made"]
        status = (
            "made" if is_made else rng.choice(("asked", "deferred") if is_last else ("declined", "deferred"))
        )
        circle = rng.maybe(0.7, rng.choice(circles))
        asks = [ask["ask"] for ask in log.tables["asks"] if ask["circle"] == circle and ask["raised"] <= on]
        has_money = is_made and rng.happens(0.3)
        log.add(
            "decisions",
            decision=f"D-{len(log.tables['decisions']) + 1:03d}",
            what=_not_asked_yet(log, review, circle, rng.choice(names.ASKED_OF_SPONSORS)),
            review=review["review"],
            circle=circle,
            ask=rng.maybe(0.5, rng.choice(asks)) if asks else None,
            asked_of=sponsor,
            asked=on,
            status=status,
            answered=on if status in ("made", "declined") else None,
            amount=rng.choice((5000, 12000)) if has_money else None,
            currency=rng.choice(("EUR", "EUR", "USD")) if has_money else None,
            hours=rng.choice((8, 16, 40)) if is_made and rng.happens(0.25) else None,
        )


def _not_asked_yet(log: Program, review: Row, circle: str | None, what: str) -> str:
    """This decision, or the next one in the list that the review does not ask for the same circle."""
    asked = {
        each["what"]
        for each in log.tables["decisions"]
        if (each["review"], each["circle"]) == (review["review"], circle)
    }
    start = names.ASKED_OF_SPONSORS.index(what)
    in_turn = (*names.ASKED_OF_SPONSORS[start:], *names.ASKED_OF_SPONSORS[:start])
    return next((each for each in in_turn if each not in asked), what)


def make_mailings(log: Program) -> None:
    """Sponsors get an update each month and alerts, except for one who wants none; leads get a weekly reminder."""
    sponsors = sorted({circle.row["sponsor"] for circle in log.circles})
    for place, sponsor in enumerate(sponsors):
        log.add("mailings", email=sponsor, kind="update", every="never" if place == 2 else "month")
        log.add("mailings", email=sponsor, kind="alert", every="week")
    for lead in sorted({circle.row["lead"] for circle in log.circles}):
        log.add("mailings", email=lead, kind="reminder", every="week")
