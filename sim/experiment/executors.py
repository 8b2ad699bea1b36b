"""How tasks are spread over processes: one code path, on `concurrent.futures`.

A task is a pure function of its arguments, and results are put back in the order of the tasks, so
neither the number of workers nor their order shows. Workers are *spawned*: a forked copy of a
process that has threads may hang. Whatever ends the parent, kill -9 included, ends the workers.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import ModuleType
from typing import TypeVar

from sim.errors import PlayError

Task = TypeVar("Task")
Result = TypeVar("Result")

TRIES_ALONE = 3


def cores() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: int,
    done: Callable[[Task], None],
) -> tuple[list[Result], list[Task]]:
    """work(task) for every task, in their order, and the tasks that were tried again.

    `done` is called in this thread after each task.

    A worker that dies takes a whole pool with it, and no one can say which of the tasks at hand it
    was. So each of those is tried again by itself, on a new pool, up to three times.
    """
    results: dict[int, Result] = {}
    retried: list[Task] = []
    remaining = list(range(len(tasks)))
    while remaining:
        if workers == 1:
            suspects = _inline(work, tasks, remaining, results, done)
        else:
            suspects = _pooled(work, tasks, remaining, min(workers, len(remaining)), results, done)
        for index in suspects:
            results[index] = _alone(work, tasks[index])
            retried.append(tasks[index])
            done(tasks[index])
        remaining = [index for index in remaining if index not in results]
    return [results[index] for index in range(len(tasks))], retried


def _inline(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    remaining: list[int],
    results: dict[int, Result],
    done: Callable[[Task], None],
) -> list[int]:
    for index in remaining:
        results[index] = work(tasks[index])
        done(tasks[index])
    return []


def _pooled(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    remaining: list[int],
    workers: int,
    results: dict[int, Result],
    done: Callable[[Task], None],
) -> list[int]:
    """Fill `results`; after a death return the tasks that were at hand."""
    waiting = iter(remaining)
    at_hand: dict[Future[Result], int] = {}
    with _pool(workers) as pool:
        try:
            while True:
                # One more than the workers, so that none waits for its next task.
                for index in _taken(waiting, workers + 1 - len(at_hand)):
                    with _main_hidden():
                        at_hand[pool.submit(work, tasks[index])] = index
                if not at_hand:
                    return []
                for future in wait(at_hand, return_when=FIRST_COMPLETED).done:
                    results[at_hand[future]] = future.result()
                    done(tasks[at_hand.pop(future)])
        except BrokenProcessPool:
            return sorted(index for index in at_hand.values() if index not in results)


def _taken(waiting: Iterator[int], count: int) -> list[int]:
    return [index for _, index in zip(range(count), waiting, strict=False)]


def _alone(work: Callable[[Task], Result], task: Task) -> Result:
    for _ in range(TRIES_ALONE):
        with _pool(1) as pool:
            try:
                with _main_hidden():
                    future = pool.submit(work, task)
                return future.result()
            except BrokenProcessPool:
                continue
    raise PlayError(
        f"{task}: its process died {TRIES_ALONE + 1} times without a word, as one does that is "
        "killed or out of memory; try fewer workers, or free memory"
    )


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes end with this block, however it is left."""
    context = get_context("spawn")
    held_by_workers, lifeline = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, context, _begin, (held_by_workers,))
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        lifeline.close()  # ends the workers at once, in the middle of their work
        pool.shutdown(cancel_futures=True)
        raise
    finally:
        lifeline.close()
        held_by_workers.close()


def _begin(lifeline: Connection) -> None:
    """Every worker's first act: leave Ctrl-C to the parent, and not outlive it.

    The parent alone holds the other end of the pipe; when it goes, reading ends.
    """
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    try:
        lifeline.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Keep new workers from running the user's script again.

    A spawned process imports the parent's `__main__`, which a script that lacks
    `if __name__ == "__main__":` does not survive. Workers need nothing from there.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
