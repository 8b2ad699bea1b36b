"""W1, the plain queue M/M/40+M: our reference engine beside a natural SimPy script of it.

Both draw their customers, play them and keep a log, in one process, taking turns at going first.
Times are processor time; the figure is the ratio of speeds in a round, and their median.

    python -m benchmarks.plain_queue [--rounds 5] [--contacts 200000]
"""

import argparse
import gc
import sys
from statistics import median
from time import process_time

import sim
from benchmarks import natural_simpy
from benchmarks.machine import described
from sim.centre.play import play
from sim.plan import plan as plan_of
from sim.tape import draw

ASKED = 0.4
GAP_S, HANDLE_S, PATIENCE_S, AGENTS = 6.0, 240.0, 120.0, 40

SCENARIO = """
title = "M/M/40+M"

[horizon]
lasts = "{lasts_s}s"

[difficulty]
in_handle_time = 0.0

[channels.voice]
patience = {{ exponential = "2m" }}

[reasons.order]
volume = {{ cases_per_hour = 600 }}
mix = {{ voice = 1.0 }}
route = ["desk"]
handle_time = {{ exponential = "4m" }}

[teams.desk]
channels = ["voice"]
agents = 40
"""


def ours(plan, seed):
    """Contacts per second of draw, play and logs."""
    begin = process_time()
    logs = play(plan, draw(plan.demand, seed=seed, replication=0))
    seconds = process_time() - begin
    return len(logs.contacts["row"]) / seconds


def natural(contacts, seed):
    """Contacts per second of the natural script: draw, play and log."""
    begin = process_time()
    rows = natural_simpy.run(
        contacts, seed, gap_s=GAP_S, patience_s=PATIENCE_S, handle_s=HANDLE_S, agents=AGENTS
    )
    seconds = process_time() - begin
    return len(rows) / seconds


def main(arguments=None):
    """Measure and print; 1 if the median ratio is below what is asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plain_queue")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--contacts", type=int, default=200_000)
    asked = parser.parse_args(arguments)
    print(f"W1  M/M/40+M, {asked.contacts:,} contacts, draw + play + logs, processor time")
    print(described())
    plan = plan_of(sim.from_text(SCENARIO.format(lasts_s=GAP_S * asked.contacts)))
    small = plan_of(sim.from_text(SCENARIO.format(lasts_s=GAP_S * 2_000)))
    ours(small, seed=0)  # compiles what draws the marks
    natural(2_000, seed=0)
    print(f"{'round':>5}  {'first':8}  {'natural /s':>11}  {'ours /s':>9}  {'ratio':>5}")
    ratios = []
    for number in range(asked.rounds):
        is_ours_first = number % 2 == 0
        gc.collect()
        if is_ours_first:
            our_speed = ours(plan, number)
        gc.collect()
        natural_speed = natural(asked.contacts, number)
        gc.collect()
        if not is_ours_first:
            our_speed = ours(plan, number)
        ratios.append(our_speed / natural_speed)
        first = "ours" if is_ours_first else "natural"
        print(
            f"{number:5}  {first:8}  {natural_speed:11,.0f}  {our_speed:9,.0f}  {ratios[-1]:5.2f}"
        )
    found = median(ratios)
    verdict = "met" if found >= ASKED else "MISSED"
    print(f"median ratio {found:.2f} (ours / natural); asked: at least {ASKED:.2f}, {verdict}")
    return 0 if found >= ASKED else 1


if __name__ == "__main__":
    sys.exit(main())
