"""How tasks are spread over processes or threads: one code path, on `concurrent.futures`.

A task is a pure function of its arguments, and results are put back in the order of the tasks, so
neither the kind of workers, nor their number, nor their order shows. Processes are *spawned*: a
forked copy of a process that has threads may hang. Whatever ends the parent, kill -9 included,
ends them. Threads are for work that lets go of Python's lock: they cost nothing to begin, and
what ends one ends all. When the work is left early, they finish the task in hand and take no other.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
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
# Where a wait cannot be interrupted (Windows), Ctrl-C is heeded after this long.
_HEEDS_S = 0.5


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
    *,
    threads: bool = False,
) -> tuple[list[Result], list[Task]]:
    """work(task) for every task, in their order, and the tasks that were tried again.

    `done` is called in this thread after each task. `threads` in place of processes.

    A process that dies takes a whole pool with it, and no one can say which of the tasks at hand it
    was. So each of those is tried again by itself, on a new pool, up to three times.
    """
    results: dict[int, Result] = {}
    retried: list[Task] = []

    def settle(index: int, result: Result) -> None:
        results[index] = result
        done(tasks[index])

    remaining = list(range(len(tasks)))
    while remaining:
        at_once = min(workers, len(remaining))
        if workers == 1 or (threads and at_once == 1):
            suspects = _inline(work, tasks, remaining, settle)
        elif threads:
            suspects = _threaded(work, tasks, remaining, at_once, settle)
        else:
            suspects = _pooled(work, tasks, remaining, at_once, settle)
        for index in suspects:
            settle(index, _alone(work, tasks[index]))
            retried.append(tasks[index])
        remaining = [index for index in remaining if index not in results]
    return [results[index] for index in range(len(tasks))], retried


def _inline(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    remaining: list[int],
    settle: Callable[[int, Result], None],
) -> list[int]:
    for index in remaining:
        settle(index, work(tasks[index]))
    return []


def _threaded(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    remaining: list[int],
    workers: int,
    settle: Callable[[int, Result], None],
) -> list[int]:
    with ThreadPoolExecutor(workers, "play") as pool:
        try:
            _feed(lambda index: pool.submit(work, tasks[index]), remaining, workers, settle, {})
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return []


def _pooled(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    remaining: list[int],
    workers: int,
    settle: Callable[[int, Result], None],
) -> list[int]:
    """Settle every task, or after a death return those that were at hand."""
    at_hand: dict[Future[Result], int] = {}
    with _pool(workers) as pool:

        def submit(index: int) -> Future[Result]:
            with _main_hidden():
                return pool.submit(work, tasks[index])

        try:
            _feed(submit, remaining, workers, settle, at_hand)
        except BrokenProcessPool:
            return sorted(at_hand.values())
    return []


def _feed(
    submit: Callable[[int], Future[Result]],
    remaining: list[int],
    workers: int,
    settle: Callable[[int, Result], None],
    at_hand: dict[Future[Result], int],
) -> None:
    """Submit one after another and settle each; `at_hand` holds what is submitted, not settled."""
    waiting = iter(remaining)
    while True:
        # One more than the workers, so that none waits for its next task.
        for index in _taken(waiting, workers + 1 - len(at_hand)):
            at_hand[submit(index)] = index
        if not at_hand:
            return
        for future in wait(at_hand, _HEEDS_S, FIRST_COMPLETED).done:
            result = future.result()
            settle(at_hand.pop(future), result)


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
