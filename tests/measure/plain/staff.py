"""Agents' time inside the measured window: on the queues, with work in hand, beyond schedule."""

from dataclasses import dataclass

import numpy as np

from plain.columns import floats, ints
from plain.stretches import Stretches, covered, merged, since_window, window_edges
from plain.views import Sums, tier_codes
from sim.centre.log import Logs
from sim.plan.plan import Ints, Plan


@dataclass(frozen=True)
class Time:
    """Ticks by team and interval; `overtime` by team."""

    present: Ints
    handling: Ints
    overtime: Ints


def agents_time(logs: Logs, plan: Plan) -> Time:
    """Agents' time by team and interval."""
    edges, teams = window_edges(plan), len(plan.names.teams)
    spells = _spells(logs, plan)
    spell_team = ints(logs.agents, "team")
    work_team, work = _work(logs, plan)
    return Time(
        present=_by_team(spell_team, spells, edges, teams),
        handling=_by_team(work_team, work, edges, teams),
        overtime=np.array(
            [_overtime(plan, team, _of(spell_team, spells, team)) for team in range(teams)],
            dtype=np.int64,
        ),
    )


def staff_sums(plan: Plan, time: Time) -> Sums:
    """Agents' time in every scope it is reported at, in ticks."""
    lengths = np.diff(window_edges(plan))
    return {
        "agent_hours": {**by_team(plan, time.present.sum(axis=1)), "interval": time.present.sum(0)},
        "handling_hours": {
            **by_team(plan, time.handling.sum(axis=1)),
            "interval": time.handling.sum(axis=0),
        },
        "interval_hours": {"interval": lengths},
        "overtime_hours": by_team(plan, time.overtime),
    }


def by_team(plan: Plan, sums: Ints) -> dict[str, Ints]:
    """Sums by team, with those of the tiers and of all."""
    team = np.arange(len(sums))
    by_tier = np.zeros(len(set(plan.yardsticks.tier)), dtype=np.int64)
    np.add.at(by_tier, tier_codes(plan, team), sums)
    return {"all": np.array([sums.sum()]), "team": sums, "tier": by_tier}


def _spells(logs: Logs, plan: Plan) -> Stretches:
    came_s, left_s = floats(logs.agents, "from_s"), floats(logs.agents, "to_s")
    return Stretches(
        since_window(plan, came_s, logs.ended_s), since_window(plan, left_s, logs.ended_s)
    )


def _work(logs: Logs, plan: Plan) -> tuple[Ints, Stretches]:
    """When agents had work in hand, and their teams: any visit, chats at once counted once."""
    visits = logs.visits
    agent, answered_s = ints(visits, "agent"), floats(visits, "answered_s")
    served = np.flatnonzero((agent >= 0) & ~np.isnan(answered_s))
    work = Stretches(
        since_window(plan, answered_s[served], logs.ended_s),
        since_window(plan, floats(visits, "ended_s")[served], logs.ended_s),
    )
    who, merged_work = merged(agent[served], work)
    last_agent = int(agent.max(initial=-1))
    team_of_agent = np.full(last_agent + 1, -1, dtype=np.int64)
    team_of_agent[agent[served]] = ints(visits, "team")[served]
    return team_of_agent[who], merged_work


def _of(team: Ints, stretches: Stretches, number: int) -> Stretches:
    here = team == number
    return Stretches(stretches.start[here], stretches.end[here])


def _by_team(team: Ints, stretches: Stretches, edges: Ints, teams: int) -> Ints:
    rows = [covered(_of(team, stretches, number), edges) for number in range(teams)]
    return np.array(rows, dtype=np.int64)


def _overtime(plan: Plan, team: int, spells: Stretches) -> int:
    """Ticks of agents present beyond the headcount scheduled, of one team."""
    turns = [turn for turn in plan.supply.turns if turn.team == team]
    turned = since_window(plan, np.array([turn.at_s for turn in turns], dtype=np.float64), 0.0)
    at = np.concatenate((spells.start, spells.end, turned))
    step = np.concatenate(
        (
            np.ones(len(spells.start), dtype=np.int64),
            -np.ones(len(spells.end), dtype=np.int64),
            np.array([-turn.count for turn in turns], dtype=np.int64),
        )
    )
    at = np.clip(at, 0, window_edges(plan)[-1])
    order = np.argsort(at)
    beyond = np.maximum(np.cumsum(step[order]), 0)
    return int((beyond[:-1] * np.diff(at[order])).sum())
