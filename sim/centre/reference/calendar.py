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

from sim.centre.limits import LAST_NAMED, time_stands_still
from sim.centre.trace import Trace, Traced


class Timed(Event):
    """An event of the calendar; `payload` is what its handler needs to know."""

    def __init__(self, env: simpy.Environment, handler: "Handler", payload: Any) -> None:
        self.env = env
        self.callbacks = [handler]
        self._ok, self._value = True, None
        self.payload = payload


Handler = Callable[[Any], None]


class Calendar:
    """Puts timed events into the environment, at absolute times as they are stored.

    limit   so many events may be made for the very instant at which they are made before time
            must pass
    trace   where every timed event is written down, in the order of handling
    """

    def __init__(self, env: simpy.Environment, limit: int, trace: Trace | None) -> None:
        self.env = env
        self._queue: list[Any] = env._queue  # noqa: SLF001  (absolute times, pushed as stored)
        self._ids = env._eid  # noqa: SLF001
        self._limit, self._trace = limit, trace
        self._instant, self._at_instant = -1.0, 0
        self._last: list[int] = []

    def at(self, time: float, key: int, handler: Handler, payload: Any) -> None:
        """Call `handler(event)` at a time, with `event.payload` as given."""
        if self._trace is not None:
            handler = self._traced(Traced(time, key), handler)
        if time == self.env._now:  # noqa: SLF001
            self._count(time, key)
        heappush(self._queue, (time, key, next(self._ids), Timed(self.env, handler, payload)))

    def _traced(self, happening: Traced, handler: Handler) -> Handler:
        def write_and_handle(event: Timed) -> None:
            if self._trace is not None:
                self._trace.append(happening)
            handler(event)

        return write_and_handle

    def _count(self, now: float, key: int) -> None:
        """Stop a play in which events follow each other without time passing."""
        if now != self._instant:
            self._instant, self._at_instant = now, 0
        self._at_instant += 1
        if self._at_instant > self._limit - LAST_NAMED:
            self._last = [*self._last, key][-LAST_NAMED:]
        if self._at_instant > self._limit:
            raise time_stands_still(now, self._limit, self._last)
