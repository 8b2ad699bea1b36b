"""Own rules in Python, with the numbers they are asked with."""

from sim.plan.handle import mean_work
from sim.plan.plan import Demand, Own, Supply
from sim.scenario.policy import Policy


def own(policy: Policy | None, demand: Demand, supply: Supply, tier: tuple[int, ...]) -> Own | None:
    """What a play needs beside the rules themselves; None without own rules."""
    if policy is None:
        return None
    reasons, channels = range(len(supply.route)), range(len(supply.deferred))
    return Own(
        policy=policy,
        mean_work_s=tuple(
            tuple(_mean_work(demand, supply, reason, channel) for channel in channels)
            for reason in reasons
        ),
        tier=tier,
    )


def splits(policy: Policy | None) -> bool:
    """Whether reasons and segments stand in lines of their own, so that a rule can tell them."""
    return policy is not None and (policy.score is not None or policy.admit is not None)


def looks_at_queues(policy: Policy | None) -> bool:
    """Whether a rule is told how long a queue is, and so must know who has given up."""
    return policy is not None and (policy.admit is not None or policy.to_bot is not None)


def _mean_work(demand: Demand, supply: Supply, reason: int, channel: int) -> float:
    """Mean talk and wrap-up with the team preferred at the first step; 0 where nobody serves."""
    queue = supply.queue_of[supply.route[reason][0]][channel]
    if queue < 0:
        return 0.0
    return mean_work(demand, supply.wrap_up_s, supply.queues[queue], reason)
