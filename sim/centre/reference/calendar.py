"""The calendar of the reference engine: SimPy's own queue, ordered by our keys.

SimPy orders events of one instant by priority and then by creation. Here the priority is the
event's key, so creation never decides. The agenda (what follows a timed event at once) is
SimPy's `succeed`, whose priority 1 comes before every kind.
"""

from collections.abc import Callable
from heapq import heappush
from typing import Any

import simpy
from simpy.events import Event

from sim.centre.order import kind_of, who_of
from sim.centre.trace import Trace, Traced
from sim.errors import PlayError


class Timed(Event):
    """An event of the calendar; `payload` is what its handler needs to know."""

    def __init__(self, env: simpy.Environment, handler: "Handler", payload: Any) -> None:
        self.env = env
        self.callbacks = [handler]
        self._ok, self._value = True, None
        self.payload = payload


Handler = Callable[[Any], None]


class Calendar:
    """Puts timed events into the environment, at absolute times as they are stored."""

    def __init__(self, env: simpy.Environment, limit: int, trace: Trace | None) -> None:
        self.env = env
        self._queue: list[Any] = env._queue  # noqa: SLF001  (an absolute time must be pushed as stored)
        self._ids = env._eid  # noqa: SLF001
        self._limit = limit
        self._instant, self._at_instant = -1.0, 0
        self._trace = trace

    def at(self, time: float, key: int, handler: Handler, payload: Any) -> None:
        """Call `handler(event)` at a time, with `event.payload` as given."""
        event = Timed(self.env, handler, payload)
        if self._trace is not None:
            trace, traced = self._trace, Traced(time, key)
            event.callbacks.insert(0, lambda _: trace.append(traced))
        if time == self.env._now:  # noqa: SLF001
            self._count(time, key)
        heappush(self._queue, (time, key, next(self._ids), event))

    def _count(self, now: float, key: int) -> None:
        """Stop a play in which events follow each other without time passing."""
        if now != self._instant:
            self._instant, self._at_instant = now, 0
        self._at_instant += 1
        if self._at_instant > self._limit:
            raise PlayError(
                f"more than {self._limit} events at {now:.3f} s, the last a "
                f"{kind_of(key).name} of {who_of(key)}: time does not pass"
            )
