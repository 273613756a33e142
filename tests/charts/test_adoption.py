"""Adoption by month: why the share that ever adopted falls although no team stopped."""

from __future__ import annotations

import pandas as pd

from lib.charts import adoption


def rows(*months: tuple[str, int, int]) -> pd.DataFrame:
    """Title, adopted and eligible teams of months in a row."""
    frame = pd.DataFrame(months, columns=["title", "adopted", "eligible"])
    frame["on"] = pd.Timestamp("2026-01-01")
    return frame.assign(rate=frame["adopted"] / frame["eligible"])


def test_why_lines_of_several_practices_fall() -> None:
    rises, more = [("A", 1, 4), ("A", 2, 4)], [("B", 3, 4), ("B", 3, 6)]
    left = [("C", 3, 4), ("C", 2, 3)]
    assert adoption.falls_of_several(rows(*rises)) == ""
    assert adoption.falls_of_several(rows(*rises, ("B", 0, 9))) == ""  # another practice, not a fall of A
    assert adoption.falls_of_several(rows(*rises, *more)) == (
        "A line falls where more teams became eligible; no adoption was lost."
    )
    assert adoption.falls_of_several(rows(*more, *left)) == (
        "A line falls where more teams became eligible or where adopters left the eligible teams; no adoption was lost."
    )


def test_of_many_practices_the_most_widely_adopted_are_drawn_and_the_note_says_so() -> None:
    def rows(count: int) -> pd.DataFrame:
        share = [number / count for number in range(count)]
        months = pd.to_datetime(["2026-05-01"] * count).astype("datetime64[s]")
        titles = [f"Practice {number}" for number in range(count)]
        return pd.DataFrame(
            {"title": titles, "on": months, "rate": share, "adopted": range(count), "eligible": count}
        )

    few, many = adoption.several_read(rows(30)), adoption.several_read(rows(193))
    assert few == "One line per practice; those with the highest adoption rates are named, up to five."
    assert many.startswith("One line for each of the 30 practices with the highest adoption rates, of 193;")
    drawn = {
        row["title"] for data in adoption.several(rows(193)).to_dict()["datasets"].values() for row in data
    }
    assert drawn == {f"Practice {number}" for number in range(163, 193)}
