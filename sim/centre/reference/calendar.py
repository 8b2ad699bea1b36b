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

_NAMED = 3
"""How many of the last events a stop names."""


class Timed(Event):
    """An event of the calendar; `payload` is what its handler needs to know."""

    def __init__(
        self, env: simpy.Environment, taken: "Handler", handler: "Handler", key: int, payload: Any
    ) -> None:
        self.env = env
        self.callbacks = [taken]
        self._ok, self._value = True, None
        self.handler, self.key, self.payload = handler, key, payload


Handler = Callable[[Any], None]


class Calendar:
    """Puts timed events into the environment, at absolute times as they are stored.

    limit   so many events may be handled at one instant before time must pass
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
        event = Timed(self.env, self._taken, handler, key, payload)
        heappush(self._queue, (time, key, next(self._ids), event))

    def _taken(self, event: Timed) -> None:
        """An event's time has come."""
        now = self.env._now  # noqa: SLF001
        if now == self._instant:
            self._at_instant += 1
            if self._at_instant > self._limit - _NAMED:
                self._count(now, event.key)
        else:
            self._instant, self._at_instant = now, 1
        if self._trace is not None:
            self._trace.append(Traced(now, event.key))
        event.handler(event)

    def _count(self, now: float, key: int) -> None:
        """Stop a play in which events follow each other without time passing."""
        self._last = [*self._last, key][-_NAMED:]
        if self._at_instant > self._limit:
            named = ", ".join(f"{kind_of(one).name} of {who_of(one)}" for one in self._last)
            raise PlayError(
                f"more than {self._limit} events at {now:.3f} s, the last {named}: "
                "time does not pass"
            )
