"""Fictional names and texts for the demo program. Nobody in here exists, and every address ends in example.org."""

from __future__ import annotations

import unicodedata

GIVEN = """Aiko Alejandra Amara Anaïs Anouk Aroha Arjun Astrid Ayelet Babajide Bao Beatriz Bogdan Camila Chidi Chiara
Dalia Daoud Dilnoza Efua Eirik Elif Emre Esi Farah Fionn Folake Giulia Goran Hana Haruto Hinemoa Ibrahim Ilse Imani
Ines Isak Itzel Jae Jelena João Kalani Kasia Kenji Kofi Lakshmi Leila Liam Lucía Mads Malika Mariam Mateo Mehdi Mei
Mihai Nadia Nils Noor Nandi Oksana Omar Paloma Priya Quique Rania Rasa Ravi Renée Rohan Saoirse Sefa Sigrid Sina Tala
Tariq Teuila Thandi Tomás Uma Viktor Wanjiru Xiadani Yara Yusuf Zainab Zoë Zuri""".split()
FAMILY = """Abernook Aldervane Amberlund Arrowmere Ashkarova Bellweir Birchsund Brightwater Calderoza Cinderholt
Cloudesi Copperfjell Coralezu Dawnbourne Driftwell Duskovan Eastmarro Elderquay Embermoto Fairhaveno Farlightner
Fennimara Fernokoro Flintsson Foxgravel Galewright Glasswyn Goldenrivo Greymantou Gullbrandt Harborough-Sol Hazelmund
Heatherini Hollowayra Icebrook Inkwellova Ivorsand Junipero-Lux Kelpstrand Kestrelio Lanternby Larkendale Lavendari
Lichenberg-Ro Longtidewa Maplethorne Marblecane Meadowski Mistralund Moonharbor Mossinger Northwindu Oakhavenko
Okonverra Opalescu Orchardez Palmbourne Pebblejoki Pinewarden Quartzwell Quillamo Rainforda Ravenwoodi Reedsparrow
Rimefrost Saltmarsha Sandvikar Seabrightly Silverthawne Snowbellam Starkwater Stonebridgi Sunderleaf Tamarindo-Vey
Thistlewen Tidewatanabe Underhilla Vaultmere Velvetine Wavecresta Whitegrovel Willowande Windrosel Wintergaard
Yarrowski Zephyrano""".split()
FUNCTIONS = (
    "Operations",
    "Finance",
    "People",
    "Technology",
    "Sales",
    "Marketing",
    "Supply Chain",
    "Research",
)
REGIONS = {
    "Northern Europe": "NE",
    "Southern Europe": "SE",
    "North America": "NA",
    "Latin America": "LA",
    "Africa and Middle East": "AM",
    "Asia Pacific": "AP",
}
TENURES = ("under 2 years", "2-5 years", "6-10 years", "over 10 years")
CIRCLES = """Altair Vega Rigel Capella Mimosa Polaris Sirius Deneb Spica Antares Regulus Castor Pollux Bellatrix Mira
Procyon Arcturus Aldebaran Canopus Achernar Hadar Alnilam Elnath Mirfak Alioth Dubhe Menkar Hamal Diphda Mizar Nunki
Alphard Algol Schedar Almach Denebola Naos Aludra Enif Markab Skerryvore Eddystone Fastnet Kermorvan Bengtskär Lindau
Peggys-Cove Heceta Yaquina Cordouan Pharus Hornby Ronan Slangkop Moeraki Cabo-Branco Jossingfjord Tourlitis Ploumanach
Orinoco Niger Mekong Danube Volta Ucayali Yukon Tagus Loire Glomma Zambezi Brahmani Murray Okavango Paraná Ebro Tisza
Vistula Dvina Salween Chindwin Ogooué Kasai Limpopo Orange Tana Rufiji Shinano Ishikari Han Naktong Waikato Clutha
Fly Sepik Madeira Negro Xingu Tocantins Magdalena Cauca Atrato Usumacinta Balsas Fraser Skeena Nass Columbia""".split()
PRIORITIES = (
    "Faster decisions",
    "Customer trust",
    "Grow in new markets",
    "Talent and succession",
    "Lower footprint",  # the priority that no circle has
)
MANDATES = (
    "Cut the time from question to decision by half",
    "Move decisions to the people nearest the customer",
    "Win back customers who left without a word",
    "Make cross-team launches land on their date",
    "Grow successors for the twenty hardest roles",
    "Stop work that no longer serves the strategy",
    "Share one forecast between sales and supply",
    "Let new leaders carry a whole result within a year",
)
CAPABILITIES = (
    "delegation",
    "framing decisions",
    "candid feedback",
    "cross-team work",
    "coaching",
    "focus",
    "learning",
)
TOPICS = (
    "delegation",
    "decision rights",
    "meetings",
    "feedback",
    "customer promises",
    "hiring",
    "handover",
    "planning",
    "conflict",
    "priorities",
    "cost",
    "safety",
)
CASES = (
    "Why do approvals wait nine days",
    "Who decides on price exceptions",
    "The launch that slipped twice",
    "A forecast nobody believes",
    "Two teams, one customer, three answers",
    "The handover that loses a month",
    "A strong manager who does not delegate",
    "Too many priorities for one quarter",
    "Late surprises in the monthly review",
    "Attrition among first-time leaders",
    "The meeting that decides nothing",
    "A supplier we cannot say no to",
    "Quality problems heard from outside first",
    "Budget locked in the wrong place",
    "New site, old habits",
    "A merger of two planning cycles",
)
DECISIONS = (
    "Owner decides alone below the agreed limit",
    "Run a six-week test in one team first",
    "Stop the weekly status report",
    "Ask the sponsor to settle the conflict of goals",
    "One forecast, owned by one person",
    "Move the decision to the regional lead",
)
INSIGHTS = (
    "Nobody had said who decides, so everybody waited",
    "The numbers were there; the question was missing",
    "The team had an answer three weeks before it was asked",
    "We reward rescue more than preparation",
    "The escalation was a request for cover, not for help",
    "People say yes in the room and no in the calendar",
    "Handing over the result worked, handing over the task did not",
    "The customer heard of it before we did",
    "Silence was read as consent",
    "The smallest test gave the clearest answer",
)
ACTIONS = (
    "Write decision rights for {} on one page",
    "Hand the weekly review of {} to a deputy",
    "Ask five customers about {}",
    "Try a two-page brief for {}",
    "Red-team the plan for {} with another function",
    "Agree one measure for {}",
    "Stop two reports about {}",
    "Shadow the team that works on {}",
    "Set a limit below which {} needs no approval",
    "Tell the story of {} at the all-hands",
    "Run a pre-mortem on {}",
    "Meet the owner of {} in the other region",
)
EFFECT_NOTES = (
    "Two days faster",
    "People speak up earlier",
    "No change yet",
    "Needs a second owner",
    "Saved a weekly hour for nine people",
)
UPDATES = (
    "On track",
    "Done, effect seen",
    "Slipped; new date agreed",
    "Blocked by another function",
    "Smaller test agreed",
)
PRACTICES = (
    "Two-page brief",
    "Decision rights on one page",
    "Red-team the plan",
    "Pre-mortem before launch",
    "Delegate results, not tasks",
    "Ten-minute daily huddle",
    "Customer seat in every review",
    "Stop-doing list each quarter",
    "One owner, one number",
    "Silent start to meetings",
    "Disagree first, commit after",
    "Handover with a shadow week",
    "Weekly risk walk",
    "Guardrails instead of approvals",
    "After-action review in fifteen minutes",
    "Ask before advise",
    "Open calendar for skip-level talks",
    "Test small, decide fast",
    "Peer feedback in pairs",
    "Written promises between teams",
    "Rotating chair",
    "Single forecast",
    "Escalate within a day",
    "Farewell to the status report",
)
KINDS = ("practice", "practice", "practice", "framework", "checklist", "case study", "decision tree")
WORKS_WHEN = (
    "the leader starts it in person",
    "the team has one clear owner",
    "decisions recur at least monthly",
    "the other function is in the room",
)
DIAGRAM = """flowchart LR
  A[Question] --> B[Two options]
  B --> C{Reversible?}
  C -->|yes| D[Owner decides]
  C -->|no| E[Circle]"""
CONDITIONS = (
    "leader takes part",
    "remote team",
    "new team lead",
    "high workload",
    "weekly cadence",
    "shared goal",
)
ADAPTED = (
    "Shorter form, once a week",
    "Merged with the planning meeting",
    "Done in writing across time zones",
)
MEASURES = (
    "days to decision",
    "approvals a month",
    "rework hours a week",
    "on-time handovers",
    "meeting hours a week",
)
UNITS = ("days", "approvals", "hours", "handovers", "hours")
"""The unit of each of MEASURES."""
MORE_IS_BETTER = "on-time handovers"
EVIDENCE = (
    "Idea agreed with the team",
    "First trial ran",
    "Three cycles in a row",
    "Kept without help",
    "Others copy it",
)
ASKS = {
    "budget": ("Fund a six-week test", "Pay two site visits", "Fund a facilitator for the merger teams"),
    "data access": (
        "Open the order data to the circle",
        "Share the exit interviews",
        "Show us the returns by region",
    ),
    "competing priority": (
        "Settle which goal comes first",
        "Pause the second reporting line",
        "Choose one launch date",
    ),
    "time": ("Free two hours a week for the lighthouse team", "Take one review off the calendar"),
    "other": (
        "Lend a speaker from outside",
        "Say in public that the test may fail",
        "Visit the Lyon team with us",
    ),
}
MILESTONES = (
    "first lighthouse chosen",
    "approval time halved",
    "practice used in three regions",
    "a test that failed, told openly",
    "every member has led a session",
    "deputies run the weekly review",
)
COMMENTS = (
    "I can say what went wrong here.",
    "More time for the case, please.",
    "Preparation is thin lately.",
    "I took one idea home and used it.",
)
NOTES = ("Listened to the case", "Thanked the circle for a candid failure", "Settled two asks")
PROGRAMS = (
    "Executive circles",
    "Plant leaders' circles",
    "Country managers' circles",
    "Research leaders' circles",
    "Service leaders' circles",
)
ANSWERS = {
    "granted": ("Go ahead, and tell me what you learn", "Agreed for one quarter", "Yes, within this budget"),
    "declined": (
        "Not this year: the budget is fixed",
        "Ask again after the merger",
        "Another circle is on it",
    ),
}
ASKED_BACK = ("What would you stop doing for it?", "Who decides if it fails?", "Could half of it be enough?")
SUMMARIES = (
    "Circles meet as planned. Actions take longer than agreed: fewer of them, with one owner each.",
    "Participation holds. Two practices reach other functions; one lighthouse still has no guardrails.",
    "Less prework than before the summer. The next quarter has fewer cases and better briefs.",
)
ASKED_OF_SPONSORS = (
    "Extend the lighthouse to a second region",
    "Fund a facilitator for the merger teams",
    "Pause the circle until the reorganization is over",
    "Name a deputy for the lead",
    "Make decision rights on one page the standard",
    "Release two people for the test",
)
COACHING = (  # step, days into the cycle, how often it happens
    ("goal", 5, 0.9),
    ("check-in", 16, 0.5),
    ("observation", 30, 0.75),
    ("check-in", 45, 0.4),
    ("impact review", 65, 0.65),
)
SETTINGS = {
    "target_participation": 0.8,
    "target_on_time": "70%",
    "target_prework": 0.7,
    "control_rules": "nhs",
    "review_every_days": 90,
}


def person(number: int) -> tuple[str, str]:
    """Name and address of the person with this number. Numbers below 7,000 have different names; all have different
    addresses."""
    lap, place = divmod(number, len(FAMILY))
    given, family = GIVEN[(31 * place + lap) % len(GIVEN)], FAMILY[place]
    again = lap // len(GIVEN)
    plain = unicodedata.normalize("NFKD", f"{given}.{family}").encode("ascii", "ignore").decode().lower()
    suffix = str(again + 1) if again else ""
    return f"{given} {family}{' ' + suffix if again else ''}", f"{plain}{suffix}@example.org"


def circle_names(count: int) -> list[str]:
    """This many different circle names: stars first, then lighthouses, then rivers, then all of them with numbers."""
    return [
        CIRCLES[i % len(CIRCLES)] + (f" {i // len(CIRCLES) + 1}" if i >= len(CIRCLES) else "")
        for i in range(count)
    ]


def practice_titles(count: int) -> list[str]:
    """This many different practice titles. Later ones are variants of earlier ones for a function."""
    plain = len(PRACTICES)
    titles = list(PRACTICES[:count])
    while len(titles) < count:
        lap, place = divmod(len(titles), plain)
        wave, function = divmod(lap - 1, len(FUNCTIONS))
        titles.append(f"{PRACTICES[place]} for {FUNCTIONS[function]}" + (f" {wave + 1}" if wave else ""))
    return titles
