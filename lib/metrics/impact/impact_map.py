"""What one action or insight came from and led to, according to the log: case, insight, action, practice, lighthouse
and teams. An edge means that one row names the other, not that one caused the other."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import adoptions
from lib.metrics.diffusion import sources as diffusion_sources
from lib.words.phrases import plural, sentence

KINDS = ("case", "insight", "action", "practice", "lighthouse", "team")
"""From left to right."""
MOST_TEAMS = 40


@dataclass(frozen=True)
class ImpactMap:
    """One action or insight, with everything that it names or that names it, as a graph.

    `nodes`: id (str, "action A-0012"), kind (str, of KINDS), key, label, note (str; if nothing is written, label is the
    key and note is missing), on (datetime64[s]: the day held, created, added, started or first adopted; NaT if not
    known), tab (str), _workbook (str), _row (int64): the row it was read from. A case is its session. `edges`: source,
    target (str: ids, left to right or from team to team). `more_teams`: how many adopting teams are not drawn.

    No rows if nothing is known under that key by as_of.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    more_teams: int = 0


def of_action(facts: Facts, action: str, most_teams: int = MOST_TEAMS) -> ImpactMap:
    """The map of one action, cancelled or not: its insight and case to the left, what came of it to the right.

    The `most_teams` that adopted first are drawn.
    """
    rows = facts.all_actions
    rows = rows[rows["action"] == action]
    return _map(facts, rows, _named(_insights(facts), "insight", rows["insight"]), most_teams)


def of_insight(facts: Facts, insight: str, most_teams: int = MOST_TEAMS) -> ImpactMap:
    """The map of one insight: its case, the actions that follow from it, including cancelled ones, and what came of
    them. The `most_teams` that adopted first are drawn."""
    insights = _insights(facts)
    insights = insights[insights["insight"] == insight]
    return _map(facts, _named(facts.all_actions, "insight", insights["insight"]), insights, most_teams)


def _insights(facts: Facts) -> pd.DataFrame:
    return _named(facts.log.insights, "session", facts.held["session"])


def _named(frame: pd.DataFrame, key: str, names: pd.Series) -> pd.DataFrame:
    return frame[among(frame[key], names.dropna().unique())]


def _map(facts: Facts, actions: pd.DataFrame, insights: pd.DataFrame, most_teams: int) -> ImpactMap:
    log, day = facts.log, facts.as_of
    decided = actions[~among(actions["insight"], insights["insight"].unique())]
    sessions = _named(facts.held, "session", pd.concat([insights["session"], decided["session"]]))
    practices = _named(log.practices, "practice", actions["practice"])
    practices = practices[~(practices["added"] > day)]
    lighthouses = _named(log.lighthouses, "practice", practices["practice"])
    lighthouses = lighthouses[~(lighthouses["started"] > day)]
    spread = log.with_tabs(adoptions=_named(log.adoptions, "practice", practices["practice"]))
    events = adoptions.adoption_events(spread, day).sort_values(["adopted_on", "team"])
    first = events.drop_duplicates("team")
    drawn = first.head(most_teams)
    teams = log.teams.merge(drawn[["team", "adopted_on", "stage"]], on="team")
    nodes = [
        _nodes("case", sessions, "session", "case", sessions["on"], sessions["format"]),
        _nodes("insight", insights, "insight", "text", pd.Series(pd.NaT, index=insights.index)),
        _nodes("action", actions, "action", "what", actions["created"], actions["status"]),
        _nodes("practice", practices, "practice", "title", practices["added"], practices["status"]),
        _nodes(
            "lighthouse", lighthouses, "lighthouse", "lighthouse", lighthouses["started"], _stage(lighthouses)
        ),
        _nodes("team", teams, "team", "team", teams["adopted_on"], teams["stage"]),
    ]
    edges = [
        _edges("case", insights["session"], "insight", insights["insight"]),
        _edges("case", decided["session"], "action", decided["action"]),
        _edges("insight", actions["insight"], "action", actions["action"]),
        _edges("action", actions["action"], "practice", actions["practice"]),
        _edges("practice", lighthouses["practice"], "lighthouse", lighthouses["lighthouse"]),
        *_to_teams(spread, day, events, lighthouses),
    ]
    found = pd.concat(nodes, ignore_index=True)
    named = pd.concat(edges, ignore_index=True).drop_duplicates()
    both = among(named["source"], found["id"].unique()) & among(named["target"], found["id"].unique())
    return ImpactMap(found, named[both].reset_index(drop=True), len(first) - len(drawn))


def _to_teams(
    spread: CircleLog, day: pd.Timestamp, events: pd.DataFrame, lighthouses: pd.DataFrame
) -> list[pd.DataFrame]:
    """Edges to adopting teams: from the team or lighthouse that each names, if that is possible, else the practice."""
    links = diffusion_sources.links(spread, day, events=events)
    links = links[
        (links["source_kind"] == "team") | among(links["source"], lighthouses["lighthouse"].unique())
    ]
    attributed = diffusion_sources.adoption_key(links["practice"], links["team"])
    roots = events[~diffusion_sources.adoption_key(events["practice"], events["team"]).isin(attributed)]
    by_kind = [
        _edges(kind, some["source"], "team", some["team"])
        for kind in ("team", "lighthouse")
        for some in [links[links["source_kind"] == kind]]
    ]
    return [_edges("practice", roots["practice"], "team", roots["team"]), *by_kind]


def _stage(lighthouses: pd.DataFrame) -> pd.Series:
    stage = lighthouses["stage"]
    return ("stage " + stage.astype("str")).where(stage.notna()).astype("str")


def _nodes(
    kind: str, rows: pd.DataFrame, key: str, label: str, on: pd.Series, note: pd.Series | None = None
) -> pd.DataFrame:
    keys = rows[key].astype("str")
    return pd.DataFrame(
        {
            "id": _id(kind, keys),
            "kind": pd.Series(kind, index=rows.index, dtype="str"),
            "key": keys,
            "label": rows[label].astype("str").fillna(keys),
            "note": pd.Series(None if note is None else note, index=rows.index).astype("str"),
            "on": on.astype("datetime64[s]"),
            "tab": pd.Series("sessions" if kind == "case" else f"{kind}s", index=rows.index, dtype="str"),
            "_workbook": rows["_workbook"],
            "_row": rows["_row"],
        }
    )


def _id(kind: str, keys: pd.Series) -> pd.Series:
    return (f"{kind} " + keys.astype("str")).astype("str")


def _edges(source: str, sources: pd.Series, target: str, targets: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"source": _id(source, sources), "target": _id(target, targets)}).dropna()


def nothing_linked(facts: Facts) -> str:
    """That no action names where it came from, and what would show it."""
    none = "No action names an insight or a practice yet."
    lacking = facts.log.lacks_any("actions", "insight", "practice")
    if lacking:
        return f"{none} {sentence(f'there is {lacking}')}"
    kept = [each for each in ("insight", "practice") if facts.log.has("actions", each)]
    columns = plural(len(kept), f"{kept[0]} column", "columns insight and practice")
    return f"{none} Fill in the {columns} of the actions tab."
