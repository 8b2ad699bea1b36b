"""A plan and a tape in which every time is longer by one factor."""

from dataclasses import replace

from tapes import changed


def scaled_plan(plan, by):
    """Every time of the plan times a factor; scores per second divided by it."""
    days, supply = plan.demand.calendar, plan.supply
    calendar = replace(
        days,
        day_s=days.day_s * by,
        opens_s=_each(days.opens_s, by),
        closes_s=_each(days.closes_s, by),
        measured_s=_each(days.measured_s, by),
        end_s=days.end_s * by,
        interval_s=days.interval_s * by,
    )
    queues = [
        replace(
            queue,
            growth=queue.growth / by,
            teams=tuple(tuple((t, after * by) for t, after in teams) for teams in queue.teams),
        )
        for queue in supply.queues
    ]
    return replace(
        plan,
        demand=replace(plan.demand, calendar=calendar),
        supply=replace(
            supply,
            turns=tuple(replace(turn, at_s=turn.at_s * by) for turn in supply.turns),
            queues=tuple(queues),
            lines=tuple(replace(line, growth=line.growth / by) for line in supply.lines),
            wrap_up_s=_each(supply.wrap_up_s, by),
            head_start_s=_each(supply.head_start_s, by),
            bot_opens_s=_each(supply.bot_opens_s, by),
            bot_closes_s=_each(supply.bot_closes_s, by),
            open_from_s=supply.open_from_s * by,
            open_to_s=supply.open_to_s * by,
        ),
    )


def scaled_tape(tape, by):
    """Every time of the tape times a factor."""
    return changed(tape, lambda times: times * by)


def scaled_logs(logs, by):
    """Every time of the logs times a factor."""

    def scaled(table):
        return {n: v * by if n.endswith("_s") else v for n, v in table.items()}

    tables = {
        name: scaled(getattr(logs, name)) for name in ("cases", "contacts", "visits", "agents")
    }
    return replace(logs, ended_s=logs.ended_s * by, **tables)


def _each(times, by):
    return tuple(time * by for time in times)
