"""What makes two rights the same."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.access.rights import rights_of
from lib.log.format.model import CircleLog
from tests.data.canaries import log_of
from tests.data.logs import FIVE_TABS, write_xlsx


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> CircleLog:
    circles = [
        {"circle": "Atlas", "lead": "Lea@example.org", "sponsor": "sam@example.org"},
        {"circle": "Boreal", "lead": "bea@example.org", "sponsor": "sam@example.org"},
        {"circle": "Cedar", "lead": None, "sponsor": None},
    ]
    return log_of(write_xlsx(tmp_path_factory.mktemp("log") / "log.xlsx", FIVE_TABS | {"circles": circles}))


def with_lead(log: CircleLog, circle: str, lead: str | None) -> CircleLog:
    circles = log.circles.copy()
    circles.loc[circles["circle"] == circle, "lead"] = pd.NA if lead is None else lead
    return replace(log, tabs={**log.tabs, "circles": circles})


def test_nobody_without_a_role_has_rights(log: CircleLog) -> None:
    assert rights_of("eve@example.org", log, ["ada@example.org"]) is None
    assert rights_of("", log, [""]) is None
    assert rights_of("lea@example.org", None, []) is None


def test_rights_follow_the_roles_and_the_circles_they_come_from(log: CircleLog) -> None:
    lea = rights_of("lea@example.org", log, [])
    assert lea is not None
    assert lea.roles == ("lead",)
    assert lea == rights_of("LEA@example.org", log, [])
    assert rights_of("lea@example.org ", log, []) is None
    assert lea != rights_of("lea@example.org", log, ["lea@example.org"])
    assert lea != rights_of("lea@example.org", with_lead(log, "Cedar", "lea@example.org"), [])
    assert lea == rights_of("lea@example.org", with_lead(log, "Boreal", "somebody@example.org"), [])
    assert rights_of("lea@example.org", with_lead(log, "Atlas", None), []) is None


def test_an_administrator_has_rights_without_a_log() -> None:
    ada = rights_of("ada@example.org", None, ["Ada@example.org"])
    assert ada is not None
    assert ada.roles == ("admin",)
