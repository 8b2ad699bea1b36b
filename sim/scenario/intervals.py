"""Tables of intervals in a tree: `{ starts_s, step_s, values }`; editing and printing them."""

from collections.abc import Mapping
from typing import Any

from sim.durations import format_clock, format_duration, parse_clock, parse_duration
from sim.scenario.changes import Edit
from sim.scenario.fields import Profile
from sim.scenario.paths import Path, Tree
from sim.scenario.wording import shown


def as_numbers(profile: Profile) -> dict[str, Any]:
    """A profile as a tree holds it, JSON-able."""
    return {
        "starts_s": list(profile.starts_s),
        "step_s": profile.step_s,
        "values": list(profile.values),
    }


def is_table(value: Any) -> bool:
    """Whether a value is a table of intervals, resolved to its numbers."""
    return isinstance(value, Mapping) and "starts_s" in value


def flat_table(agents: int, path: Path, tree: Tree) -> dict[str, Any]:
    """The same headcount in every interval in which one of the team's channels is open.

    Raises ValueError where the scenario has no day, or one that is no whole number of intervals.
    """
    day = tree.get("day")
    if not isinstance(day, Mapping):
        raise ValueError("has no day with opening hours; between needs one")
    step = parse_duration(day.get("interval", "30m"))
    opens, closes = _hours(path, tree)
    count = (closes - opens) / step
    if count < 1 or not count.is_integer():
        hours = f"{format_clock(opens)}-{format_clock(closes)}"
        raise ValueError(f"{hours} is no whole number of intervals of {format_duration(step)}")
    starts = [opens + step * place for place in range(int(count))]
    return {"starts_s": starts, "step_s": step, "values": [float(agents)] * int(count)}


def _hours(path: Path, tree: Tree) -> tuple[float, float]:
    """From the first opening to the last closing of the channels that a team serves."""
    day = tree["day"]
    served = tree["teams"][path[1]].get("channels", [])
    channels = [tree["channels"][name] for name in served if name in tree["channels"]] or [{}]
    opens = min(parse_clock(channel.get("opens", day["opens"])) for channel in channels)
    closes = max(parse_clock(channel.get("closes", day["closes"])) for channel in channels)
    return opens, closes


def edited_table(table: Mapping[str, Any], edit: Edit, *, whole: bool) -> dict[str, Any]:
    """The table with the edit made in each interval concerned.

    Counts of people (`whole`) round half up; nothing falls below 0.
    """
    starts, step = table["starts_s"], table["step_s"]
    concerned = _concerned(starts, step, edit.between)
    values = [
        _value(value, edit, whole) if is_concerned else value
        for value, is_concerned in zip(table["values"], concerned, strict=True)
    ]
    return {"starts_s": list(starts), "step_s": step, "values": values}


def _concerned(starts: list[float], step: float, between: tuple[float, float] | None) -> list[bool]:
    if between is None:
        return [True] * len(starts)
    first, last = between
    edges = {*starts, starts[-1] + step}
    for edge in between:
        if starts[0] < edge < starts[-1] + step and edge not in edges:
            raise ValueError(
                f"{format_clock(edge)} is inside an interval of {format_duration(step)}; "
                f"use {format_clock(edge - (edge - starts[0]) % step)}"
            )
    concerned = [first <= start and start + step <= last for start in starts]
    if not any(concerned):
        hours = f"{format_clock(starts[0])}-{format_clock(starts[-1] + step)}"
        raise ValueError(f"no interval lies in this stretch; the table covers {hours}")
    return concerned


def _value(value: float, edit: Edit, whole: bool) -> float:
    result = float(value)
    amount = _number(edit.amount)
    if edit.action == "times":
        if amount < 0.0:
            raise ValueError("a factor is 0 or more; to take away, use { plus = -2 }")
        result *= amount
    else:
        result = amount if edit.action == "set" else result + amount
    if edit.least is not None:
        result = max(result, _number(edit.least))
    if edit.most is not None:
        result = min(result, _number(edit.most))
    result = max(0.0, result)
    return float((result + 0.5) // 1) if whole else float(f"{result:.12g}")


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e15:
        raise ValueError(f"needs a number, not {shown(value)}; write {{ plus = 2 }}")
    return float(value)


def printed_table(table: Mapping[str, Any], other: Any) -> str:
    """`36 41 44 (09:30-11:00)`: the stretch in which it differs from the other, else all of it."""
    starts, step, values = table["starts_s"], table["step_s"], table["values"]
    places = list(range(len(values)))
    if is_table(other) and other["starts_s"] == list(starts):
        differing = [place for place in places if values[place] != other["values"][place]]
        places = list(range(differing[0], differing[-1] + 1)) if differing else places
    numbers = [f"{values[place]:g}" for place in places]
    if len(set(numbers)) == 1:
        text = numbers[0]
    elif len(numbers) > 16:
        text = f"{' '.join(numbers[:15])} …"
    else:
        text = " ".join(numbers)
    return f"{text} ({format_clock(starts[places[0]])}-{format_clock(starts[places[-1]] + step)})"
