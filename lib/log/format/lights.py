"""The colors of a traffic light in place of a status: one answer says what all of them mean."""

from __future__ import annotations

from lib.log.format.words import word_form

COLORS = "colors"
"""The word that stands for every color of a light but blue: `word.actions.status.colors`."""
OPEN, GREEN_DONE = "open", "green done"
MEANINGS = (OPEN, GREEN_DONE)
"""What all colors may mean: how it goes with what is not done, or that green is done and the others are not."""
GREEN = frozenset(map(word_form, ("g", "green", "grün", "gruen", "vert", "verde", "groen", "🟢")))
LIGHTS = GREEN | frozenset(
    map(
        word_form,
        "r|a|y|red|amber|yellow|rot|gelb|orange|rouge|jaune|rojo|amarillo|ámbar|rood|geel|oranje|vermelho|amarelo|🟡|🔴|"
        "🟠".split("|"),
    )
)
"""Red, amber and green, in `word_form`."""


def of_light(form: str, meaning: str) -> str | None:
    """The status that a color (in `word_form`) stands for, as one of MEANINGS says; None for any other word."""
    if form not in LIGHTS or meaning not in MEANINGS:
        return None
    return "done" if meaning == GREEN_DONE and form in GREEN else "open"
