"""What mathematics says about a centre, computed without the simulator.

Each module states its model, method and truncation at its head. Nothing here draws a random
number or imports the rooms that simulate, so that a simulated figure can be tested against it.
"""

from sim.theory.chains import (
    Chain,
    QueueFigures,
    explore,
    redials,
    retrials,
    single_queue,
    staged_handle_time,
)
from sim.theory.chat import Chat, concurrent_chat, slowing_speeds
from sim.theory.days import Day, DayInterval, play_day
from sim.theory.erlang import (
    blocking,
    erlang_a,
    erlang_b,
    erlang_c,
    limited_waiting,
    waiting,
)
from sim.theory.laws import Law
from sim.theory.networks import BotInFront, Network, bot_in_front, network, two_tiers
from sim.theory.performance import Performance
from sim.theory.queues import (
    WaitsByClass,
    any_patience,
    constant_handle_time,
    one_agent,
    one_agent_by_class,
    team_by_class,
)
from sim.theory.skills import OneTeam, ReasonFigures, SharedSkills, one_team, shared_skills

__all__ = [
    "BotInFront",
    "Chain",
    "Chat",
    "Day",
    "DayInterval",
    "Law",
    "Network",
    "OneTeam",
    "Performance",
    "QueueFigures",
    "ReasonFigures",
    "SharedSkills",
    "WaitsByClass",
    "any_patience",
    "blocking",
    "bot_in_front",
    "concurrent_chat",
    "constant_handle_time",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "explore",
    "limited_waiting",
    "network",
    "one_agent",
    "one_agent_by_class",
    "one_team",
    "play_day",
    "redials",
    "retrials",
    "shared_skills",
    "single_queue",
    "slowing_speeds",
    "staged_handle_time",
    "team_by_class",
    "two_tiers",
    "waiting",
]
