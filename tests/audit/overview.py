"""The sentences of the overview: is it healthy, where am I needed, what came of it."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re

from tests.audit.claims import NUMBER, OPENING, SHARE, VALUE, Registry, Said, claim, is_share, number
from tests.audit.recount import TARGETS, Recount, Row, open_on

HEALTH: Registry = []
NEEDS: Registry = []
OUTCOME: Registry = []
BEFORE: Registry = []
NAMES = {"participation": "participation", "on-time prework": "prework", "actions done on time": "on_time"}
_NAME = "|".join(NAMES)
_ITEM = rf"(?P<name>{_NAME}) (?P<text>{VALUE}) \((?:(?P<before>{VALUE}) before, )?target (?P<target>{SHARE})(?P<never>, missed in each of \d+ months)?\)"
_STATES = r"(?P<count>\d+) (?P<state>needs? help|(?:is|are) worth watching|ha(?:s|ve) held fewer than 3 sessions|(?:is|are) not judged)"
_SOME = _STATES.replace("?P<count>", "").replace("?P<state>", "")
_DAY = r"\d{1,2} [A-Z][a-z]{2} \d{4}"
NONE_ACTIVE = (
    rf"No circle is active (?:yet: the first one starts on (?P<first>{_DAY})|any more: the last one ended on (?P<last>{_DAY})"
    rf"|on {_DAY}: \d+ circles? ha(?:s|ve) ended and \d+ ha(?:s|ve) not started)\."
)


def judged(recount: Recount) -> dict[str, float]:
    found = {name: recount.judged(key) for name, key in NAMES.items() if recount.recorded(key)}
    return {name: value for name, value in found.items() if value is not None}


@claim(
    HEALTH,
    rf"{OPENING}, (?P<n>\d+) of (?P<N>\d+) judged circles? (?:is|are) on track"
    rf"(?: \((?P<bn>\d+) of (?P<bN>\d+) at the end of (?P<b>[^)]+)\))?(?P<rest>(?:(?:,|;| and) {_SOME})*)\.",
)
@claim(
    HEALTH,
    rf"No circle can be judged yet: (?:of (?P<active>\d+) active circles, (?P<rest>{_SOME}(?: and {_SOME})?)"
    rf"|the one active circle (?P<one>has held fewer than 3 sessions|is not judged))\.",
)
def states_add_up(said: Said, match: re.Match[str]) -> None:
    groups = match.groupdict()
    counts = {"need": 0, "worth": 0, "fewer": 0, "judged": 0}
    rest = groups["rest"] or (f"1 {groups['one']}" if groups.get("one") else "")
    for found in re.finditer(_STATES, rest):
        kind = next(kind for kind in counts if kind in found["state"])
        counts[kind] = int(found["count"])
        assert bool(re.match("needs|is|has", found["state"])) == (counts[kind] == 1)
    n, judged_circles = (int(groups.get(name) or 0) for name in ("n", "N"))
    active = said.now.active_circles()
    held = {row["circle"]: sum(each["circle"] == row["circle"] for each in said.now.held()) for row in active}
    if groups.get("active"):
        assert int(groups["active"]) == len(active)
    assert n + sum(counts.values()) == len(active)
    assert judged_circles == n + counts["need"] + counts["worth"]
    assert counts["fewer"] == sum(number < 3 for number in held.values())
    old_enough = [row for row in active if held[row["circle"]] >= 3]
    signals = [said.now.signals(row) for row in old_enough]
    severe, concerned = sum(each for each, _ in signals), sum(each for _, each in signals)
    unknown = sum(
        not concern
        and all(said.now.judged(key, row["circle"]) is None for key in TARGETS if said.now.recorded(key))
        for row, (_, concern) in zip(old_enough, signals, strict=True)
    )
    assert counts["need"] >= severe, "a circle that needs help is not counted"
    assert n <= len(signals) - concerned - counts["judged"], "a circle with a sign of concern is on track"
    assert counts["judged"] <= unknown, "a circle that can be judged is not"
    if all(count < 5 for count in held.values()):  # no chart can add a sign
        assert (counts["need"], counts["judged"]) == (severe, unknown)
        assert n == len(signals) - concerned - unknown
    if groups.get("b"):
        assert groups["b"] == said.name_before


@claim(HEALTH, r"Not judged: (?P<which>C\d.*?\))\.(?= [A-Z]|$)")
def named_with_the_reason(said: Said, match: re.Match[str]) -> None:
    """Each circle that is named has no figure that could be held against its target."""
    for circle in re.findall(r"\bC\d\b", match["which"]):
        assert all(said.now.judged(key, circle) is None for key in TARGETS if said.now.recorded(key)), circle
    for label, found in re.findall(
        r"(Participation|Cadence|Actions done on time) has (\d) of the 5", match["which"]
    ):
        key = {"Participation": "participation", "Cadence": "cadence"}.get(label, "on_time")
        assert any(said.now.share(key, row["circle"])[1] == int(found) for row in said.now.active_circles())


@claim(HEALTH, r"(?:At or above|Below) target: .*?\)\.(?= [A-Z]|$)")
def against_targets(said: Said, match: re.Match[str]) -> None:
    expected = judged(said.now)
    first, _, second = match.group().partition("; below target: ")
    for part, is_met in ((first, first.startswith("At or above")), (second, False)):
        for found in re.finditer(_ITEM, part):
            key, target = NAMES[found["name"]], TARGETS[NAMES[found["name"]]]
            is_share(found["text"], *said.now.share(key))
            assert found["target"] == f"{100 * target:.0f} %"
            value = expected.pop(found["name"])
            assert (value >= target - 1e-12) == is_met, f"{found['name']} {value}"
            if found["before"]:
                assert said.before is not None
                is_share(found["before"], *said.before.share(key))
    assert not expected, f"not told: {expected}"


@claim(HEALTH, rf"No verdict on (?P<name>{_NAME}): (?P<why>[^.]+)\.")
def no_verdict(said: Said, match: re.Match[str]) -> None:
    key = NAMES[match["name"]]
    _, total = said.now.share(key)
    assert said.now.judged(key) is None
    only_present = said.now.with_only_present() if key == "participation" else 0
    lost = said.now.lost.get(key, 0) + only_present
    assert lost, "nothing was lost"
    assert bool(only_present) == ("only those present are listed" in match["why"])
    if found := re.match(rf"({NUMBER}) of ({NUMBER}) left out \(", match["why"]):
        assert (number(found[1]), number(found[2])) == (lost, lost + total)
    else:
        assert match["why"].startswith(f"{lost:,} done without a date"), (lost, match["why"])


@claim(HEALTH, r"Participation is not judged, because only those present are listed\.")
def only_present(said: Said, match: re.Match[str]) -> None:
    assert any(said.now.lists_only_present(row["circle"]) for row in said.now.rows("circles"))
    assert said.now.share("participation")[1] == 0


@claim(HEALTH, r"(?P<first>[A-Z][^.]*?) (?:is|are) (?:up|down) by more than the usual ups and downs[^.]*\.")
def real_changes(said: Said, match: re.Match[str]) -> None:
    assert said.before is not None
    for clause in match.group().rstrip(".").split("; "):
        names = [name for name in NAMES if name in clause[0].lower() + clause[1:]]
        assert names
        for name in names:
            now, then = said.now.judged(NAMES[name]), said.before.judged(NAMES[name])
            n, total = said.before.share(NAMES[name])
            then = n / total if then is None else then
            assert now is not None
            assert (now > then) == (" up by" in clause), (name, now, then)


@claim(HEALTH, r"None of these changes is more than the usual ups and downs\.")
@claim(HEALTH, r"There are too few months to say if changes are more than the usual ups and downs\.")
def no_change(said: Said, match: re.Match[str]) -> None:
    assert said.before is not None
    assert any(said.before.share(NAMES[name])[1] >= 5 for name in judged(said.now))


@claim(HEALTH, NONE_ACTIVE)
def none_active(said: Said, match: re.Match[str]) -> None:
    assert not said.now.active_circles()
    circles, groups = said.now.rows("circles"), match.groupdict()
    for found, day in (
        (groups["first"], min((row["started"] for row in circles if row["started"]), default=None)),
        (groups["last"], max((row["ended"] for row in circles if row["ended"]), default=None)),
    ):
        assert not found or (day is not None and f"{day:%-d %b %Y}" == found)


def _is_judged(now: Recount, circle: Row) -> bool:
    """Whether a circle has 3 held sessions and surely a figure or a gap to be judged by; a chart may add more."""
    held = sum(each["circle"] == circle["circle"] for each in now.held())
    values = [now.judged(key, circle["circle"]) for key in TARGETS if now.recorded(key)]
    return held >= 3 and (now.signals(circle)[1] or any(value is not None for value in values))


_LATE = rf"(?:, (?:(?P<L>{NUMBER})|all) of them (?P<words>LONG)| (?P<only>LONG))?"
_ASKS = rf"(?P<asks>{NUMBER}) asks? (?:has been|have been|is|are) waiting for an answer" + _LATE.replace(
    "LONG", "for more than 30 days"
).replace("P<L>", "P<al>").replace("P<words>", "P<aw>").replace("P<only>", "P<ao>")
_HELP = rf"(?P<help>{NUMBER}) circles? needs? help"
_OVERDUE = rf"(?P<over>{NUMBER}) actions? (?:is|are) overdue" + _LATE.replace(
    "LONG", "by more than 30 days"
).replace("P<L>", "P<ol>").replace("P<words>", "P<ow>").replace("P<only>", "P<oo>")


_DOUBTS = rf"(?:; (?:no (?:ask waiting for an answer|open ask|overdue action) is known, but|what is late is not recorded:) (?:{NUMBER} open actions? ha(?:s|ve)|no open action has a) (?:no )?due date)*"


def doubts(said: Said, words: str) -> None:
    """Nothing is known to be late, and some open actions have no due date."""
    if "overdue action is known" in words or "what is late" in words:
        undated = [row for row in said.now.open() if not row["due"]]
        assert not said.now.overdue()
        assert undated
        if found := re.search(rf"({NUMBER}) open actions? ha", words):
            assert number(found[1]) == len(undated)
        else:
            assert len(undated) == len(said.now.open())


@claim(NEEDS, rf"(?=\d)(?:{_ASKS})?(?:; )?(?:{_HELP})?(?:; )?(?:{_OVERDUE})?(?P<doubts>{_DOUBTS})\.")
def what_waits(said: Said, match: re.Match[str]) -> None:
    now = said.now
    late_asks, late = now.open_asks(30), len(now.overdue(30))
    for count, found, few, all_, only in (
        (now.open_asks(), match["asks"], "al", "aw", "ao"),
        (len(now.overdue()), match["over"], "ol", "ow", "oo"),
    ):
        many = late_asks if few == "al" else late
        assert count == (number(found) if found else 0)
        if match[few]:
            assert number(match[few]) == many
        elif match[all_]:
            assert many == count > 1
        else:
            assert bool(match[only]) == (count == many == 1)
    severe = [
        now.signals(row)[0]
        for row in now.active_circles()
        if sum(h["circle"] == row["circle"] for h in now.held()) >= 3
    ]
    assert (number(match["help"]) if match["help"] else 0) >= sum(severe)
    doubts(said, match["doubts"])


@claim(
    NEEDS,
    r"Nothing needs a sponsor right now: no open asks, no overdue actions, no (?:judged )?circle needing help\.",
)
def nothing_waits(said: Said, match: re.Match[str]) -> None:
    assert said.now.has("asks", "ask")
    assert not said.now.open_asks()
    assert any(row["due"] for row in said.now.actions())
    assert not said.now.overdue()
    assert any(
        sum(h["circle"] == row["circle"] for h in said.now.held()) >= 3 for row in said.now.active_circles()
    )


@claim(NEEDS, r"What needs a sponsor is not recorded yet: the log has no (?P<what>[^.]+)\.")
@claim(
    NEEDS,
    rf"(?P<known>No(?:ne of)? [^;.]+?)?(?P<doubts>{_DOUBTS.replace('; (?:no', '(?:; )?(?:[nN]o')})(?:; not recorded: (?P<what>[^.]+))?\.",
)
def partly_known(said: Said, match: re.Match[str]) -> None:
    now = said.now
    facts = {
        "asks": (now.has("asks", "ask"), "no open asks", now.open_asks()),
        "due dates of actions": (
            any(row["due"] for row in now.open()) or any(row["due"] for row in now.actions()) ,
            "no overdue actions", len(now.overdue()),
        ),
        "circles that can be judged": (
            any(_is_judged(now, row) for row in now.active_circles()),
            "no circle needing help", 0,
        ),
    }  # fmt: skip
    known, what = (match.groupdict().get("known") or "").replace("judged ", ""), match["what"] or ""
    doubts(said, match.groupdict().get("doubts") or "")
    for subject, (is_known, nothing, count) in facts.items():
        assert not (subject in what and nothing in known.lower())
        if subject in what and subject != "due dates of actions":
            assert not is_known, subject
        if nothing in known.lower():
            assert is_known, nothing
            assert not count, nothing


@claim(
    OUTCOME,
    rf"{OPENING}, circles finished (?:(?P<n>{NUMBER}) actions?|no actions)(?: \((?P<u>{NUMBER}) (?:is|are) done without a date\))?"
    rf"(?:; (?P<worked>{NUMBER}) of (?P<effects>{NUMBER}) reported effects? worked"
    rf"(?:, (?P<early>{NUMBER}) more too early to tell)?|; (?P<only>{NUMBER}) reported effects? too early to tell)?"
    rf"(?P<rest>; [^.]+)?\.",
)
def finished(said: Said, match: re.Match[str]) -> None:
    done, undated = said.now.finished()
    assert (number(match["n"]) if match["n"] else 0) == done
    assert (number(match["u"]) if match["u"] else 0) == undated
    if match["rest"]:
        _practices(said, match["rest"])


@claim(
    OUTCOME,
    rf"{OPENING}, when actions were finished is not recorded: (?P<u>{NUMBER}) (?:is|are) done without a date(?P<rest>; [^.]+)?\.",
)
def finished_some_day(said: Said, match: re.Match[str]) -> None:
    assert said.now.finished() == (0, number(match["u"]))


@claim(OUTCOME, rf"{OPENING}, no finished action is known, but (?P<why>[^;.]+)(?P<rest>; [^.]+)?\.")
def finished_is_not_known(said: Said, match: re.Match[str]) -> None:
    """Done on a day that nobody wrote down may be any day, also one of the period."""
    assert not said.now.finished()[0]
    if found := re.search(rf"({NUMBER}) actions? (?:is|are) done without a date", match["why"]):
        assert number(found[1]) == sum(
            row["state"] == "done" and not row["done_on"] for row in said.now.actions()
        )


@claim(
    OUTCOME,
    rf"(?:No actions are recorded yet|All {NUMBER} actions are cancelled|The only action is cancelled)(?P<rest>; [^.]+)?\.",
)
def nothing_decided(said: Said, match: re.Match[str]) -> None:
    assert not said.now.actions()


@claim(OUTCOME, r"How many actions were finished is not recorded: (?P<why>[^.;]+)(?P<rest>; [^.]+)?\.")
def not_recorded(said: Said, match: re.Match[str]) -> None:
    assert "column" in match["why"] or "tab" in match["why"]


def _practices(said: Said, words: str) -> None:
    if found := re.fullmatch(
        rf"; (?:1 practice is|(?P<many>{NUMBER}) practices are) in use.*?in (?P<n>{NUMBER}) of (?P<N>{NUMBER}) teams?",
        words,
    ):
        many = number(found["many"]) if found["many"] else 1
        assert said.figure("adoption_rate")["N"]
        assert 0 < number(found["n"]) <= number(found["N"])
        assert many <= len(said.now.rows("practices"))
    else:
        assert " worked" in words, words


@claim(
    BEFORE,
    rf"At the end of (?P<b>[^:]+): (?:(?P<asks>{NUMBER}) open asks?(?:, | and )?)?(?:(?P<help>{NUMBER}) circles? in need of help)?(?:(?: and )?(?P<over>{NUMBER}) overdue actions?)?\.",
)
def waited_before(said: Said, match: re.Match[str]) -> None:
    assert said.before is not None
    assert said.before.end is not None
    assert match["b"] == said.name_before
    day = said.before.end
    if match["asks"]:
        asks = [row for row in said.now.rows("asks") if row["raised"] <= day]
        still = [
            row for row in asks
            if not (row["answered"] and row["answered"] <= day)
            and not (not row["answered"] and row.get("status") in ("granted", "declined"))
        ]  # fmt: skip
        assert number(match["asks"]) == len(still)
    if match["over"]:
        late = [row for row in open_on(said.now, day) if (row.get("due") or row["first_due"] or day) < day]
        assert number(match["over"]) == len(late)
    assert int(match["help"] or 0) <= len(said.now.active_circles(day))


@claim(BEFORE, rf"In (?P<b>[^,]+), circles finished (?P<n>{NUMBER}) actions?; the difference is [^.]+\.")
def finished_before(said: Said, match: re.Match[str]) -> None:
    assert said.before is not None
    assert match["b"] == said.name_before
    assert said.before.finished()[0] == number(match["n"])
