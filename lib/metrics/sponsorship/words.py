"""What the figures about sponsors say beyond their numbers, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from lib.metrics.core.figure import Figure
from lib.words.amounts import number
from lib.words.phrases import counted, listed, plural, sentence


def granted_in_words(figure: Figure) -> str:
    """The hours and amounts granted, each of those asked for; "" if the log has none. Amounts in different currencies
    are never added up. `figure`: granted."""
    hours, amounts = figure.parts.get("hours"), figure.parts.get("amounts", {})
    clauses = [_of(hours, "hours")] if hours and hours["asked"] else []
    clauses += [_of(sums, currency) for currency, sums in amounts.items()]
    lost = figure.parts.get("amounts_without_currency", 0)
    return sentence(
        f"granted {listed(clauses)} asked for" if clauses else "",
        f"{counted(lost, 'amount')} without a currency {plural(lost, 'is', 'are')} in no total"
        if lost
        else "",
    )


def _of(sums: Mapping[str, float], unit: str) -> str:
    return f"{number(sums['granted'])} of {number(sums['asked'])} {unit}"


def acts_in_words(figure: Figure) -> str:
    """The acts of the period by kind, and those that count nowhere; "" without any. `figure`: sponsor_visible."""
    kinds, by_leads = figure.parts.get("kinds", {}), figure.parts.get("by_leads", 0)
    clauses = [
        counted(count, "act of no kind", "acts of no kind")
        if kind == "not recorded"
        else counted(count, kind)
        for kind, count in kinds.items()
    ]
    return sentence(
        f"what sponsors did: {listed(clauses)}" if clauses else "",
        f"{counted(by_leads, 'act')} recorded by a lead {plural(by_leads, 'counts', 'count')} nowhere"
        if by_leads
        else "",
    )
