"""The queue table of a telephony system: a row for every interval and queue.

A contact counts in the interval in which it arrived, in every queue that it came to.
"""

from typing import Any

import numpy as np

from sim.centre.log import Table, VisitKind, VisitOutcome
from sim.measure.units import TICKS_PER_S
from sim.observed.clock import ticks
from sim.observed.records import Flags, Records
from sim.observed.words import named
from sim.plan.plan import Floats, Ints

_COUNTED = {
    "answered": VisitOutcome.ANSWERED,
    "abandoned": VisitOutcome.ABANDONED,
    "blocked": VisitOutcome.BLOCKED,
    "flow_out": VisitOutcome.FLOWED_OUT,
    "callback_taken": VisitOutcome.CALLBACK_TAKEN,
    "cleared": VisitOutcome.CLEARED,
    "still_waiting": VisitOutcome.WAITING,
}
_LEVELS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "answered_over_offered": (("answered_within",), ("offered",), ()),
    "genesys": (("answered_within",), ("answered", "abandoned"), ()),
    "amazon_connect": (
        ("answered_within", "abandoned_within", "callback_within"), ("offered",), ("blocked",)
    ),
    "answered_only": (("answered_within",), ("answered",), ()),
    "talkdesk": (("answered_within",), ("offered",), ("short_abandoned",)),
}  # fmt: skip
"""Named service levels in the columns of the table: in time, of whom, whom of these not."""


def queues_table(records: Records) -> Table:
    """A row for every interval of the play and every queue that customers stand in."""
    at = records.visits_of(VisitKind.QUEUE)
    queues = np.flatnonzero(records.channel_of_queue >= 0)
    place = np.full(records.channel_of_queue.size, -1, np.int64)
    place[queues] = np.arange(queues.size)
    arrived = records.clock.interval(records.contacts["arrived_s"][at["contact"]])
    return _Rows(records, queues, at, arrived * queues.size + place[at["queue"]]).table()


class _Rows:
    """Visits and the row of the table that each counts in."""

    def __init__(self, records: Records, queues: Ints, at: Table, row: Ints) -> None:
        self.records, self.queues, self.at, self.row = records, queues, at, row
        self.rows = records.clock.count * queues.size
        outcome = at["outcome"]
        self.is_ = {name: outcome == code for name, code in _COUNTED.items()}
        until_s = np.where(self.is_["answered"], at["answered_s"], at["ended_s"])
        self.wait = ticks(until_s - at["joined_s"])
        self.has_waited = ~self.is_["blocked"] & ~self.is_["still_waiting"]
        self.is_handled = self.is_["answered"] & ~np.isnan(at["ended_s"])

    def table(self) -> Table:
        """All columns."""
        intervals = np.repeat(np.arange(self.records.clock.count), self.queues.size)
        queue = np.tile(self.queues, self.records.clock.count)
        channel = self.records.channel_of_queue[queue]
        start, end = self.records.clock.edges(intervals)
        names = self.records.plan.names
        counts = self._counts(channel)
        return {
            "interval_start": start,
            "interval_end": end,
            "queue": named(names.queues, queue),
            "channel": named(names.channels, channel),
            **counts,
            "sl_pct": 100.0 * self._levels(channel, counts),
            **self._waits(),
            **self._handling(),
            "repeat_contacts": self._count(
                self.records.contact_number[self.at["contact"]] > 1,
            ),
        }

    def _counts(self, channel: Ints) -> Table:
        """Contacts by outcome, and by the thresholds of the channel; nan where it has none."""
        targets = self.records.plan.yardsticks.targets
        within = _by_channel([target.within_s if target else np.nan for target in targets])
        short = _by_channel([target.short_abandon_s if target else np.nan for target in targets])
        own = self.records.channel_of_queue[self.at["queue"]]
        in_time = self.wait <= ticks(within)[own]
        is_short = self.wait < ticks(short)[own]
        has_none = np.isnan(within)[channel]

        def judged(rows: Flags) -> Floats:
            return np.where(has_none, np.nan, self._count(rows))

        return {
            "offered": self._count(np.ones(self.row.size, np.bool_)),
            **{name: self._count(rows) for name, rows in self.is_.items()},
            "short_abandoned": judged(self.is_["abandoned"] & is_short),
            "answered_within": judged(self.is_["answered"] & in_time),
            "abandoned_within": judged(self.is_["abandoned"] & in_time),
            "callback_within": judged(self.is_["callback_taken"] & in_time),
        }

    def _levels(self, channel: Ints, counts: Table) -> Floats:
        """Each channel's service level by the formula it names; nan without a threshold."""
        levels = np.full(self.rows, np.nan)
        for number, target in enumerate(self.records.plan.yardsticks.targets):
            if target is not None:
                in_time, of, but = _LEVELS[target.formula]
                above = sum(counts[name] for name in in_time)
                below = sum(counts[name] for name in of) - sum(counts[name] for name in but)
                levels = np.where(channel == number, _ratio(above, below), levels)
        return levels

    def _waits(self) -> Table:
        known = self.has_waited
        longest = np.full(self.rows, -1, np.int64)
        np.maximum.at(longest, self.row[known], self.wait[known])
        return {
            "asa_s": self._mean(self.wait, self.is_["answered"]),
            "avg_wait_s": self._mean(self.wait, known),
            "avg_abandon_s": self._mean(self.wait, self.is_["abandoned"]),
            "max_wait_s": np.where(longest < 0, np.nan, longest / TICKS_PER_S),
            "wait_p50_s": self._percentile(50, known),
            "wait_p90_s": self._percentile(90, known),
        }

    def _handling(self) -> Table:
        at, rows = self.at, self.is_handled
        talk_s = at["talk_end_s"] - at["answered_s"] - at["interrupted_s"]
        parts = {
            "talk_s": self._sum(ticks(talk_s), rows),
            "hold_s": self._sum(ticks(at["released_s"] - at["talk_end_s"]), rows),
            "acw_s": self._sum(ticks(at["ended_s"] - at["released_s"]), rows),
        }
        handled = self._count(rows)
        return {"handled": handled, **parts, "aht_s": _ratio(sum(parts.values()), handled)}

    def _count(self, rows: Flags) -> Ints:
        return np.bincount(self.row[rows], minlength=self.rows)

    def _sum(self, values: Ints, rows: Flags) -> Floats:
        total = np.zeros(self.rows, np.int64)
        np.add.at(total, self.row[rows], values[rows])
        return total / TICKS_PER_S

    def _mean(self, values: Ints, rows: Flags) -> Floats:
        return _ratio(self._sum(values, rows), self._count(rows))

    def _percentile(self, percent: int, rows: Flags) -> Floats:
        """The smallest wait that at least so many percent of waits do not exceed."""
        order = np.lexsort((self.wait[rows], self.row[rows]))
        waits, counts = self.wait[rows][order], self._count(rows)
        begins = np.cumsum(counts) - counts
        some = counts > 0
        at = begins[some] + (percent * counts[some] + 99) // 100 - 1
        found = np.full(self.rows, np.nan)
        found[some] = waits[at] / TICKS_PER_S
        return found


def _by_channel(values: list[float]) -> Floats:
    return np.array(values, np.float64)


def _ratio(above: Any, below: Any) -> Floats:
    """Above ÷ below; nan where nothing counts below."""
    none = np.full(np.shape(above), np.nan)
    found: Floats = np.divide(above, below, out=none, where=np.asarray(below) > 0)
    return found
