"""The latest wave of the pulse survey in words: its verdict, and which circles are shown and why."""

from __future__ import annotations

from lib.metrics.core.figure import Figure
from lib.metrics.core.verdict import judged
from lib.metrics.pulse import disclosure
from lib.metrics.pulse.disclosure import BELOW, NO_ANSWERS, PUBLISHED
from lib.metrics.pulse.figures import Pulse
from lib.words.phrases import counted

WHY_HIDDEN = (
    "Below the reporting threshold: fewer than {safety} answered (fewer than {single} where a single question is "
    "asked), or showing the circle would reveal the answers of such a circle. This isn’t “no data”."
)
MORE_ANSWERS = "not known: more people answered than the log has members"
UNKNOWN_CIRCLE = "not known: a circle that is not in the log answered"
NO_WAVE = (
    "No answer that counts is from a wave that had closed by the end of this period. Waves are calendar quarters, "
    "written like 2026-Q1 in the pulse tab; each is shown from the day after its quarter ends."
)
SET_ASIDE = (
    "Some answers are not used, because they lack a circle or a wave: administrators see which under "
    "“Survey checks”."
)
HOW_SHOWN = (
    "Everyone sees this same table, including administrators. ≥ and ≤ mark averages cut off towards the ends of the "
    "scale, and some are shown as a range, so that not even two members together can work out a third one’s answer. A "
    "wave is counted once; answers that come later are added once there are {later} of them."
)


def against_target(figure: Figure) -> str:
    """Where the latest wave is, and in how many waves the target was met, as `core.verdict` says it of months.

    "is below its target of 4.0, met in 2 of 6 waves"; "" without a target, and where its range leaves that open."""
    is_met = figure.parts.get("is_met")
    if is_met is None:
        return ""
    return judged(f"its target of {figure.target:.1f}", figure.verdict, is_met=is_met, of="wave")


def why_blank(figure: Figure) -> str:
    """Why the latest wave has no value: what the survey lacks, that it is below the threshold, has no answers, or more
    of them than the log has members."""
    if figure.missing or figure.parts["state"] != PUBLISHED:
        return figure.missing or str(figure.parts["state"])
    return MORE_ANSWERS if figure.N is not None else UNKNOWN_CIRCLE


def latest_wave(pulse: Pulse, *, is_filtered: bool) -> str:
    """Who answered in the latest wave, and how safe people feel. `is_filtered`: whether only some circles are shown."""
    safety, response = pulse.figures["safety"], pulse.figures["response_rate"]
    if safety.value is None:
        return f"In {pulse.wave}, psychological safety: {why_blank(safety)}."
    people = counted(safety.n, "person", "people")
    if response.value is not None:
        whose = " of the circles shown" if is_filtered else ""
        people = f"{safety.n:,} of {counted(response.N, 'member')}{whose}"
    verdict = against_target(safety)
    joined = f"; it {verdict}" if verdict else ""
    return f"In {pulse.wave}, {people} answered. Psychological safety is {safety.text} out of 5{joined}."


def small_print(figure: Figure, change: str | None) -> str:
    """The small print of a tile: answers, target, and the change between waves (`Series.change`)."""
    if figure.value is None:
        return why_blank(figure)
    words = [figure.fraction if figure.unit == "share" else counted(figure.n, "answer")]
    words += [against_target(figure).removeprefix("is ").replace("its target of", "target"), change or ""]
    return " · ".join(filter(None, words))


def threshold(pulse: Pulse, k: int, *, is_filtered: bool) -> str:
    """How many circles the latest wave shows, how many it does not, and why. `k`: the wave's threshold."""
    circles = pulse.figures["safety"].parts.get("circles", {})
    shown, below, silent = (circles.get(state, 0) for state in (PUBLISHED, BELOW, NO_ANSWERS))
    counts = [f"{counted(shown, 'circle')} shown"]
    counts += [f"{below:,} {BELOW}"] if below else []
    counts += [f"{silent:,} without answers"] if silent else []
    limits = {"safety": disclosure.fewest("safety", k), "single": disclosure.fewest("trust", k), "later": k}
    words = [f"{pulse.wave}: {', '.join(counts)}.", WHY_HIDDEN.format(**limits)]
    together = pulse.figures["safety"].parts.get("below_threshold")
    if is_filtered:
        words.append("The total for the chosen circles covers only those shown.")
    elif together:
        bound = f" {together['bound']}" if together["bound"] else ""
        score = together.get("range") or f"{together['value']:.1f}{bound}"
        words.append(
            f"Together, circles below the threshold score {score} ({counted(together['n'], 'answer')})."
        )
    return " ".join([*words, HOW_SHOWN.format(**limits)])
