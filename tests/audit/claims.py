"""The registry of sentences: every sentence that may be made, as a pattern, with the check of what it claims.

`audit` reads a text sentence by sentence. A sentence that no pattern matches has no audit and fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.audit.recount import Recount

NUMBER = r"(?:\d{1,3}(?:,\d{3})*)"
SHARE = r"(?:> 99 %|< 1 %|\d{1,3}(?:\.\d)? %)"
VALUE = rf"(?:{SHARE}|{NUMBER}(?:\.\d+)?(?:/{NUMBER})?|> {NUMBER} days?|–)"
OPENING = r"(?P<opening>(?:Over|In) (?:the|this) [^,:;]+)"


@dataclass
class Said:
    """What a text is checked against: the log counted again, the same for the period before (None without one), the
    words that name the periods, and the program's figures as JSON by key."""

    now: Recount
    before: Recount | None
    opening: str
    name_before: str
    figure: Callable[[str], Mapping[str, Any]]


Check = Callable[[Said, re.Match[str]], None]
Registry = list[tuple[re.Pattern[str], Check]]


def claim(registry: Registry, pattern: str) -> Callable[[Check], Check]:
    """Registers a check for the sentences that match `pattern` from the start."""

    def register(check: Check) -> Check:
        registry.append((re.compile(pattern), check))
        return check

    return register


def audit(text: str, registry: Registry, said: Said) -> None:
    """Check every sentence of `text`. Raises AssertionError for a wrong one and for one without an audit."""
    rest = text
    while rest:
        for pattern, check in registry:
            if match := pattern.match(rest):
                written(match.group())
                if "opening" in pattern.groupindex:
                    assert match["opening"] == said.opening, match.group()
                try:
                    check(said, match)
                except AssertionError as error:
                    raise AssertionError(f"{match.group()!r} is wrong: {error}") from error
                rest = rest[match.end() :].lstrip()
                if match.group().endswith(":"):  # a sentence goes on without its capital
                    rest = f"{rest[:1].upper()}{rest[1:]}"
                break
        else:
            raise AssertionError(f"no audit for: {rest!r}")


def number(text: str) -> int:
    return int(text.replace(",", ""))


def written(text: str) -> None:
    """Rule 13: thousands separators everywhere; years and dates are no numbers."""
    for found in re.findall(r"(?<![\d,.\w“-])\d{4,}(?![\d\w-])", text):
        assert re.fullmatch(r"(?:19|20)\d\d", found), f"{found} in {text!r}"


def is_share(text: str, n: int, total: int) -> None:
    """Rule 13 for a share: 100 % only for all, 0 % only for none, N < 5 as a fraction."""
    assert total, f"{text} of nothing"
    if "/" in text:
        assert [number(part) for part in text.split("/")] == [n, total]
        assert total < 5, f"{text} could be a percentage"
        return
    assert total >= 5, f"{text} for {n}/{total}"
    share = 100 * n / total
    if text.startswith(">"):
        assert 99.5 <= share < 100, (text, n, total)
    elif text.startswith("<"):
        assert 0 < share <= 0.5, (text, n, total)
    else:
        shown = float(text.removesuffix(" %"))
        assert abs(shown - share) <= (0.1 if "." in text else 0.5) + 1e-9, (text, n, total)
        assert (shown == 100) == (n == total), (text, n, total)
        assert (shown == 0) == (n == 0), (text, n, total)


def one(count: int, singular: str, plural: str, text: str) -> None:
    """The noun or verb goes with the number."""
    assert (singular if count == 1 else plural) in text, text
