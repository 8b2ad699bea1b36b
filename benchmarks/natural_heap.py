"""The plain queue as a bare loop over a heap: what plain Python can do without any library."""

from collections import deque
from heapq import heappop, heappush
from math import nan

import numpy as np

ARRIVE, GIVE_UP, END = range(3)


def play(
    gaps_s: list[float], patience_s: list[float], handle_s: list[float], agents: int
) -> tuple[list[float], list[float], list[float]]:
    """When every contact arrived, left the queue and ended; ended is nan if it gave up."""
    contacts, free = len(gaps_s), agents
    arrived_s, left_s, ended_s = [nan] * contacts, [nan] * contacts, [nan] * contacts
    gave_up = [False] * contacts
    queue: deque[int] = deque()
    heap = [(gaps_s[0], ARRIVE, 0)]
    while heap:
        now, kind, contact = heappop(heap)
        if kind == ARRIVE:
            arrived_s[contact] = now
            following = contact + 1
            if following < contacts:
                heappush(heap, (now + gaps_s[following], ARRIVE, following))
            if free:
                free -= 1
                left_s[contact] = now
                heappush(heap, (now + handle_s[contact], END, contact))
            else:
                queue.append(contact)
                heappush(heap, (now + patience_s[contact], GIVE_UP, contact))
        elif kind == END:
            ended_s[contact] = now
            free += 1
            while queue:
                first = queue.popleft()
                if not gave_up[first]:
                    free -= 1
                    left_s[first] = now
                    heappush(heap, (now + handle_s[first], END, first))
                    break
        elif left_s[contact] != left_s[contact]:  # nan: it still waits
            gave_up[contact] = True
            left_s[contact] = now
    return arrived_s, left_s, ended_s


def run(
    contacts: int, seed: int, *, gap_s: float, patience_s: float, handle_s: float, agents: int
) -> np.ndarray:
    """Draw, play and keep the log of an M/M/n+M queue: (arrived, left the queue, ended) a row."""
    rng = np.random.default_rng(seed)
    columns = play(
        rng.exponential(gap_s, contacts).tolist(),
        rng.exponential(patience_s, contacts).tolist(),
        rng.exponential(handle_s, contacts).tolist(),
        agents,
    )
    return np.array(columns).T


def gave_up(log: np.ndarray) -> int:
    """How many of its contacts left the queue without an agent."""
    return np.count_nonzero(np.isnan(log[:, 2]))
