"""The bank's calls, cleaned: what counts as a contact, on which days, in which half hours.

Data: "Anonymous Bank", SEELab, Technion (A. Mandelbaum and others), free for use with
acknowledgement; described in Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn and Zhao,
"Statistical analysis of a telephone call center", JASA 100 (2005),
doi:10.1198/016214504000001808.
"""

import csv
import gzip
from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = NDArray[np.str_]

OPENS_AT_HOUR = 7
SLOTS = 34  # half hours from 7:00 to 24:00
WEEKDAYS = {6, 0, 1, 2, 3}  # the bank's week runs from Sunday to Thursday

REASONS = {
    "PS": "regular",
    "PE": "regular",  # English, 6 a day: a type with fewer than 10 a day joins regular
    "NW": "prospect",
    "NE": "stock_trading",
    "IN": "internet_help",
    "TT": "call_back",
}
"""The bank's codes → planners' words. A code that is not here (AA) is dropped."""


@dataclass(frozen=True)
class Calls:
    """Contacts that queued or were served, one element for each in every column.

    day         index of the day in the month
    slot        half hour of arrival, 0 = 7:00
    reason      a value of REASONS
    is_high     of the customers who enter the queue with 90 s of credit; unknown = no, and of
                those served at once it is hardly ever known
    wait_s      seconds in queue
    is_abandoned
    handle_s    seconds with the agent, as recorded
    agent       number of the agent, 0 if none
    answer_slot half hour in which the agent took the call, -1 if none or after midnight
    """

    day: Ints
    slot: Ints
    reason: Words
    is_high: Bools
    wait_s: Floats
    is_abandoned: Bools
    handle_s: Floats
    agent: Ints
    answer_slot: Ints

    def where(self, kept: Bools) -> "Calls":
        """Select the calls for which `kept` is true."""
        return Calls(*(getattr(self, column.name)[kept] for column in fields(self)))


@dataclass(frozen=True)
class Month:
    """The weekdays of one month, outages left out.

    calls   what remains
    dates   one for each day index
    is_kept day × half hour: false where an outage, or a day left out, says nothing
    """

    calls: Calls
    dates: list[date]
    is_kept: Bools

    def without(self, day: int) -> "Month":
        """Give the month as if this day had not been recorded (for the jackknife)."""
        is_kept = self.is_kept.copy()
        is_kept[day] = False
        return replace(self, calls=self.calls.where(self.calls.day != day), is_kept=is_kept)

    def only(self, *reasons: str) -> "Month":
        """Keep the days, with the calls of these reasons alone."""
        return replace(self, calls=self.calls.where(np.isin(self.calls.reason, reasons)))

    def table(self, weights: Floats | None = None) -> Floats:
        """Count calls (or add their `weights`) by day and half hour of arrival."""
        table = np.zeros(self.is_kept.shape)
        np.add.at(table, (self.calls.day, self.calls.slot), 1.0 if weights is None else weights)
        return table

    def mean_by_slot(self, table: Floats) -> Floats:
        """Mean over the days on which the half hour was kept."""
        return np.asarray((table * self.is_kept).sum(axis=0) / self.is_kept.sum(axis=0))


@dataclass(frozen=True)
class _Row:
    """One line of the file that passed the first rules."""

    arrived: datetime
    reason: str
    is_high: bool
    wait_s: float
    is_abandoned: bool
    handle_s: float
    agent: str
    answered: datetime

    @property
    def slot(self) -> int:
        return _slot(self.arrived)

    @property
    def is_unqueued_hang_up(self) -> bool:
        """Hung up in or straight after the IVR: never offered, and no word about patience."""
        return self.is_abandoned and self.wait_s == 0.0


def _slot(moment: datetime) -> int:
    return 2 * (moment.hour - OPENS_AT_HOUR) + moment.minute // 30


def _rows(path: Path) -> list[_Row]:
    """Weekday calls from 7:00, without phantoms and unknown types."""
    with gzip.open(path, "rt", newline="") as file:
        rows = [_row(line) for line in csv.DictReader(file) if _is_usable(line)]
    return [r for r in rows if r.arrived.weekday() in WEEKDAYS and r.arrived.hour >= OPENS_AT_HOUR]


def _is_usable(line: dict[str, str]) -> bool:
    return line["outcome"] != "phantom" and line["contact_type"] in REASONS


def _row(line: dict[str, str]) -> _Row:
    arrived = datetime.fromisoformat(line["arrived"])
    wait_s = float(line["queue_s"])
    ivr_s = max(0.0, float(line["ivr_s"] or 0.0))  # a negative time in the IVR is dropped
    return _Row(
        arrived=arrived,
        reason=REASONS[line["contact_type"]],
        is_high=line["priority"] == "2",
        wait_s=wait_s,
        is_abandoned=line["outcome"] == "abandoned",
        handle_s=float(line["handle_s"] or 0.0),
        agent=line["agent"],
        answered=arrived + timedelta(seconds=ivr_s + wait_s),
    )


def outages(rows: list[_Row]) -> set[tuple[date, int]]:
    """Half hours in which the lines were down: storms of hang-ups that never queued.

    Rule: at least 20 of them, and more than callers who queued or were served. It finds
    two half hours of January and eight of August.
    """
    hang_ups = Counter((r.arrived.date(), r.slot) for r in rows if r.is_unqueued_hang_up)
    offered = Counter((r.arrived.date(), r.slot) for r in rows if not r.is_unqueued_hang_up)
    return {place for place, n in hang_ups.items() if n >= 20 and n > offered[place]}


def read_month(path: Path) -> Month:
    """Read one file: the calls that were offered, outside outages."""
    rows = _rows(path)
    flagged = outages(rows)
    offered = [
        r for r in rows if not r.is_unqueued_hang_up and (r.arrived.date(), r.slot) not in flagged
    ]
    dates = sorted({r.arrived.date() for r in rows})
    index = {day: i for i, day in enumerate(dates)}
    is_kept = np.ones((len(dates), SLOTS), dtype=np.bool_)
    for day, slot in flagged:
        is_kept[index[day], slot] = False
    return Month(_columns(offered, index), dates, is_kept)


def _columns(rows: list[_Row], index: dict[date, int]) -> Calls:
    agents = {name: number for number, name in enumerate(sorted({"", *(r.agent for r in rows)}))}
    return Calls(
        day=np.array([index[r.arrived.date()] for r in rows], dtype=np.int64),
        slot=np.array([r.slot for r in rows], dtype=np.int64),
        reason=np.array([r.reason for r in rows], dtype=np.str_),
        is_high=np.array([r.is_high for r in rows], dtype=np.bool_),
        wait_s=np.array([r.wait_s for r in rows], dtype=np.float64),
        is_abandoned=np.array([r.is_abandoned for r in rows], dtype=np.bool_),
        handle_s=np.array([r.handle_s for r in rows], dtype=np.float64),
        agent=np.array([agents[r.agent] for r in rows], dtype=np.int64),
        answer_slot=np.array([_answer_slot(r) for r in rows], dtype=np.int64),
    )


def _answer_slot(row: _Row) -> int:
    same_day = row.answered.date() == row.arrived.date()
    return _slot(row.answered) if row.agent and same_day else -1
