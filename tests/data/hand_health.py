"""A log small enough to count every health and coaching figure by hand, seen from AS_OF, the last day of a quarter.

Atlas has met four times, Borealis twice, Cetus ended with February, Dorado has only been founded. Ana is in two
circles. Cy left Atlas on the day Dee joined it.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from lib.log.format.model import CircleLog
from tests.data.hand_log import Rows
from tests.data.logs import log

AS_OF = pd.Timestamp("2026-06-30")

HEALTH: dict[str, Rows] = {
    "circles": [
        {"circle": "Atlas", "mandate": "Enter two markets", "priority": "Growth", "lead": "lea@x.org",
         "started": "2025-10-01", "norms_version": "2", "norms_agreed": "2025-05-01", "mandate_reviewed": "2025-06-30",
         "invited": 5, "cadence_days": 28, "timebox_minutes": 90},
        {"circle": "Borealis", "priority": "Cost", "started": "2026-05-20", "norms_version": "1",
         "norms_agreed": "2026-05-20", "mandate_reviewed": "2026-05-20", "invited": 1},
        {"circle": "Cetus", "mandate": "Move", "priority": "Old", "started": "2025-12-01", "ended": "2026-03-01"},
        {"circle": "Dorado", "started": "2026-06-29"},
    ],
    "members": [
        {"member": "ana", "circle": "Atlas", "name": "Ana Alba", "function": "Sales", "region": "North",
         "tenure": "5 years", "buddy": "bo", "norms_signed": "2", "joined": "2025-10-01"},
        {"member": "bo", "circle": "Atlas", "name": "Bo Berg", "function": "sales", "region": "South",
         "tenure": "2 years", "reports_to": "ana", "norms_signed": "1", "joined": "2025-10-01"},
        {"member": "cy", "circle": "Atlas", "function": "Legal", "region": "North", "joined": "2025-10-01",
         "left": "2026-02-01"},
        {"member": "dee", "circle": "Atlas", "function": "Finance", "region": "South", "tenure": "5 years",
         "norms_signed": "2", "joined": "2026-02-01"},
        {"member": "ana", "circle": "Borealis", "function": "Sales", "region": "North", "tenure": "5 years",
         "norms_signed": "1"},
        {"member": "eli", "circle": "Borealis", "region": "East", "buddy": "ana"},
        {"member": "fay", "circle": "Cetus", "function": "Sales", "joined": "2025-12-01", "left": "2026-03-01"},
    ],
    "sessions": [
        {"session": "A-1", "circle": "Atlas", "planned": "2025-10-06", "held": "2025-10-06", "format": "in-person",
         "minutes": 99, "facilitator": "ana", "note_taker": "bo", "presenter": "cy", "case": "Churn",
         "business_owner": "ana", "brief_sent": "2025-10-04", "snapshot": "https://x.org/s", "assumptions": 1,
         "risks": 1, "options": 2, "went_wrong_shared": "yes", "everyone_spoke": "yes", "guest": "Gus",
         "guest_function": "SALES", "guest_region": "North", "decision": "Go", "notes_sent": "2025-10-08"},
        {"session": "A-2", "circle": "Atlas", "planned": "2025-11-03", "held": "2025-11-10", "format": "virtual",
         "minutes": 100, "extended_by_choice": "yes", "facilitator": "ana", "note_taker": "ana", "presenter": "bo",
         "case": "Hiring", "brief_sent": "2025-11-09", "snapshot": "no", "assumptions": 0, "risks": 1,
         "went_wrong_shared": "no", "everyone_spoke": "no", "guest": "Hal", "guest_function": "IT", "decision": "none",
         "notes_sent": "2025-11-14"},
        {"session": "A-3", "circle": "Atlas", "planned": "2026-01-12", "status": "cancelled", "minutes": 10},
        {"session": "A-4", "circle": "Atlas", "planned": "2026-02-02", "held": "2026-02-02", "format": "hybrid",
         "minutes": 120, "extended_by_choice": "no", "facilitator": "bo", "presenter": "dee", "case": "Costs",
         "business_owner": "dee", "snapshot": "yes", "assumptions": 2, "options": 3, "guest": "Ida"},
        {"session": "A-5", "circle": "Atlas", "planned": "2026-05-04", "held": "2026-05-20", "facilitator": "ana",
         "note_taker": "dee", "presenter": "ana, bo", "case": "Speed", "went_wrong_shared": "yes", "guest": "no",
         "guest_function": "IT", "decision": "Stop", "notes_sent": "2026-07-02"},
        {"session": "A-6", "circle": "Atlas", "planned": "2026-06-30", "facilitator": "dee"},
        {"session": "A-7", "circle": "Atlas", "planned": "2026-07-28", "held": "2026-07-28", "presenter": "dee",
         "case": "Later", "minutes": 10, "format": "virtual"},
        {"session": "B-1", "circle": "Borealis", "planned": "2026-05-25", "status": "held", "format": "virtual",
         "minutes": 30, "facilitator": "eli"},
        {"session": "B-2", "circle": "Borealis", "planned": "2026-06-22", "held": "2026-06-22", "format": "virtual",
         "facilitator": "eli", "presenter": "eli", "case": "Tools", "business_owner": "eli", "brief_sent": "2026-06-10",
         "snapshot": "yes", "assumptions": 1, "risks": 1, "options": 1, "guest": "Jo", "guest_region": "West",
         "decision": "Buy", "notes_sent": "2026-06-22"},
        {"session": "C-1", "circle": "Cetus", "planned": "2026-01-15", "held": "2026-01-15", "format": "in-person",
         "minutes": 95, "facilitator": "fay", "case": "Move", "went_wrong_shared": "no"},
    ],
    "attendance": [
        {"session": "A-1", "member": "ana", "present": "yes", "reflection": "yes"},
        {"session": "A-1", "member": "bo", "present": "yes"},
        {"session": "A-1", "member": "cy", "present": "no"},
        {"session": "A-2", "member": "ana", "present": "yes", "reflection": "yes"},
        {"session": "A-2", "member": "bo", "present": "excused", "reflection": "no"},
        {"session": "A-2", "member": "cy", "present": "yes"},
        {"session": "A-4", "member": "ana", "present": "yes", "reflection": "yes"},  # bo: no row
        {"session": "A-4", "member": "dee", "present": "yes", "reflection": "yes"},
        {"session": "A-4", "member": "cy", "present": "yes", "reflection": "yes"},  # left the day before
        {"session": "A-5", "member": "ana", "present": "no", "reflection": "no"},
        {"session": "A-5", "member": "bo", "present": "yes", "reflection": "yes"},
        {"session": "A-5", "member": "dee", "present": "yes"},
        {"session": "B-1", "member": "ana", "present": "yes"},
        {"session": "B-1", "member": "eli", "present": "yes"},
        {"session": "B-2", "member": "ana", "present": "yes", "reflection": "yes"},
        {"session": "B-2", "member": "eli", "present": "no", "reflection": "no"},
        {"session": "C-1", "member": "fay", "present": "yes"},
    ],
    "actions": [
        {"action": "X-1", "circle": "Atlas", "what": "Ask", "priority": "GROWTH", "created": "2025-10-06"},
        {"action": "X-2", "circle": "Atlas", "what": "Test", "priority": "Quality", "created": "2025-10-06",
         "owner": "ana", "due": "2026-06-01"},
        {"action": "X-3", "circle": "Atlas", "what": "Later", "priority": "Speed", "created": "2026-07-01"},
    ],
    "coaching": [
        {"circle": "Atlas", "member": "ana", "buddy": "bo", "date": "2025-10-05", "step": "check-in"},
        {"circle": "Atlas", "member": "bo", "buddy": "ana", "date": "2025-10-28", "step": "check-in"},  # day 27
        {"circle": "Atlas", "member": "bo", "buddy": "ana", "date": "2025-10-29", "step": "check-in"},  # day 28
        {"circle": "Atlas", "member": "ana", "buddy": "bo", "date": "2026-06-29", "step": "check-in"},  # span not over
        {"circle": "Atlas", "member": "ana", "buddy": "bo", "date": "2026-07-01", "step": "check-in"},  # not yet
        {"circle": "Borealis", "member": "eli", "buddy": "ana", "date": "2026-06-01", "step": "check-in"},
        {"circle": "Atlas", "member": "ana", "buddy": "bo", "date": "2025-10-10", "step": "goal"},
        {"circle": "Atlas", "member": "ana", "buddy": "bo", "date": "2025-11-10", "step": "observation"},
        {"circle": "Atlas", "member": "ana", "buddy": "bo", "date": "2026-01-08", "step": "impact review"},
        {"circle": "Atlas", "member": "ana", "buddy": "bo", "date": "2026-01-08", "step": "goal"},  # the next one
        {"circle": "Atlas", "member": "bo", "buddy": "ana", "date": "2025-12-01", "step": "observation"},  # of no goal
        {"circle": "Atlas", "member": "bo", "buddy": "ana", "date": "2025-12-20", "step": "impact review"},
        {"circle": "Atlas", "member": "cy", "buddy": "bo", "date": "2026-01-01", "step": "goal"},  # left before due
        {"circle": "Borealis", "member": "eli", "buddy": "ana", "date": "2026-06-01", "step": "goal"},  # not due yet
    ],
}  # fmt: skip


@cache
def health() -> CircleLog:
    """HEALTH, parsed once."""
    return log(HEALTH)
