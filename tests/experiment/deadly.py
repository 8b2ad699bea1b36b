"""Work that goes wrong in ways only a process of its own survives."""

import os
import time
from pathlib import Path


def squared(number):
    return number * number


def refuses_three(number):
    if number == 3:
        raise ValueError("three is right out")
    return number


def dies_always_at_three(number):
    if number == 3:
        os._exit(1)
    return number


def dies_once(task):
    """Leaves a mark before it dies, so that the next try lives."""
    number, folder = task
    mark = Path(folder) / str(number)
    if number == 2 and not mark.exists():
        mark.write_text("died")
        os._exit(1)
    return number


def sleeps(task):
    """Says which process it is, then sleeps for long."""
    number, folder = task
    (Path(folder) / str(os.getpid())).write_text(str(number))
    time.sleep(120)


def naps(task):
    """Leaves a mark, then sleeps for a moment."""
    number, folder = task
    (Path(folder) / str(number)).touch()
    time.sleep(0.2)
