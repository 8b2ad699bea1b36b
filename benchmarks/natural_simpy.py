"""A plain queue as anybody would write it in SimPy: the yardstick of the reference engine."""

import numpy as np
import simpy

Row = tuple[float, float, float]


def play(
    gaps_s: list[float], patience_s: list[float], handle_s: list[float], agents: int
) -> list[Row]:
    """(arrived, left the queue, ended) of every contact; ended is nan if it gave up."""
    env = simpy.Environment()
    team = simpy.Resource(env, capacity=agents)
    rows: list[Row] = []

    def contact(patience: float, handle: float):
        arrived = env.now
        with team.request() as request:
            outcome = yield request | env.timeout(patience)
            answered = env.now
            if request in outcome:
                yield env.timeout(handle)
                rows.append((arrived, answered, env.now))
            else:
                rows.append((arrived, answered, float("nan")))

    def arrivals():
        for gap, patience, handle in zip(gaps_s, patience_s, handle_s, strict=True):
            yield env.timeout(gap)
            env.process(contact(patience, handle))

    env.process(arrivals())
    env.run()
    return rows


def run(
    contacts: int, seed: int, *, gap_s: float, patience_s: float, handle_s: float, agents: int
) -> np.ndarray:
    """Draw, play and keep the log of an M/M/n+M queue."""
    rng = np.random.default_rng(seed)
    rows = play(
        rng.exponential(gap_s, contacts).tolist(),
        rng.exponential(patience_s, contacts).tolist(),
        rng.exponential(handle_s, contacts).tolist(),
        agents,
    )
    return np.array(rows)


def gave_up(log: np.ndarray) -> int:
    """How many of its contacts left the queue without an agent."""
    return np.count_nonzero(np.isnan(log[:, 2]))
