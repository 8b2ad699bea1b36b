"""W2, the retail day: how many contacts a second are drawn, played and measured.

A replication plays the Monday with its lead-in and follow days; contacts are those of all of
them. Times are processor time of one process.

    python -m benchmarks.retail_day [--rounds 5]
"""

import argparse
import gc
import sys
from pathlib import Path
from statistics import median
from time import process_time

import sim
from benchmarks.machine import described
from sim.centre.play import play
from sim.measure import measure
from sim.plan import plan as plan_of
from sim.tape import draw

MONDAY = Path(__file__).parents[1] / "scenarios" / "retail" / "monday.toml"
STAGES = ("draw", "play", "measure")


def timed(verb, *arguments, **more):
    """What a verb gives, and its seconds."""
    gc.collect()
    begin = process_time()
    result = verb(*arguments, **more)
    return result, process_time() - begin


def main(arguments=None):
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retail_day")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(arguments)
    print(f"W2  {MONDAY.parent.name}/{MONDAY.name}, contacts per second of processor time")
    print(described())
    plan = plan_of(sim.load(MONDAY))
    days = plan.demand.calendar.days
    measure(play(plan, draw(plan.demand, seed=0, replication=0)), plan)  # compiles, fills caches
    print(f"{'round':>5}  {'contacts':>8}" + "".join(f"  {stage + ' /s':>11}" for stage in STAGES))
    seconds_of_all = []
    for number in range(asked.rounds):
        tape, drawing = timed(draw, plan.demand, seed=1, replication=number)
        logs, playing = timed(play, plan, tape)
        _, measuring = timed(measure, logs, plan)
        contacts = len(logs.contacts["row"])
        seconds = (drawing, playing, measuring)
        seconds_of_all.append(sum(seconds))
        speeds = "".join(f"  {contacts / each:11,.0f}" for each in seconds)
        print(f"{number:5}  {contacts:8,}{speeds}")
    print(f"median {median(seconds_of_all):.2f} s a replication of {days} days, all three stages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
