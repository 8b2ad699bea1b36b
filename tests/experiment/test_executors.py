import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import deadly
import pytest

from sim.errors import PlayError
from sim.experiment.executors import spread


def silent(_task):
    pass


@pytest.mark.parametrize("threads", [False, True])
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(workers, threads):
    seen = []
    results, retried = spread(deadly.squared, range(12), workers, seen.append, threads=threads)
    assert results == [number * number for number in range(12)]
    assert sorted(seen) == list(range(12))
    assert retried == []


def test_a_worker_that_dies_once_is_replaced_and_nothing_is_lost(tmp_path):
    tasks = [(number, str(tmp_path)) for number in range(6)]
    results, retried = spread(deadly.dies_once, tasks, 2, silent)
    assert results == list(range(6))
    assert (2, str(tmp_path)) in retried


def test_a_task_that_always_kills_its_process_is_named():
    with pytest.raises(PlayError) as failed:
        spread(deadly.dies_always_at_three, range(6), 2, silent)
    assert str(failed.value).startswith("3: its process died 4 times without a word")


@pytest.mark.parametrize("threads", [False, True])
def test_an_error_in_a_worker_arrives_here(threads):
    with pytest.raises(ValueError, match="three is right out"):
        spread(deadly.refuses_three, range(6), 2, silent, threads=threads)


def test_threads_play_beside_each_other_and_tell_of_it_here():
    meeting = threading.Barrier(2, timeout=20.0)  # passed by two at once, or never
    told = []
    results, _ = spread(
        lambda _: (meeting.wait(), threading.get_ident())[1], range(6), 2,
        lambda _: told.append(threading.get_ident()), threads=True,
    )  # fmt: skip
    assert set(told) == {threading.get_ident()}
    assert threading.get_ident() not in results
    assert len(set(results)) == 2


def test_one_task_needs_no_thread():
    (where,), _ = spread(lambda _: threading.get_ident(), [0], 2, silent, threads=True)
    assert where == threading.get_ident()


def test_threads_are_given_no_more_than_keeps_them_busy():
    given, most = [], []

    class Counted(list):
        def __getitem__(self, index):
            given.append(index)
            return super().__getitem__(index)

    def done(_):
        most.append(len(set(given)) - len(most))

    spread(deadly.squared, Counted(range(20)), 2, done, threads=True)
    assert max(most) <= 3


def test_threads_that_are_interrupted_end_the_tasks_in_hand_and_take_no_other():
    begun, ended = [], []

    def work(number):
        begun.append(number)
        time.sleep(1.5)
        ended.append(number)

    pressed = threading.Timer(0.2, signal.raise_signal, [signal.SIGINT])
    pressed.start()
    with pytest.raises(KeyboardInterrupt):
        spread(work, range(100), 2, silent, threads=True)
    assert sorted(begun) == sorted(ended) == [0, 1]


def test_threads_take_few_tasks_more_once_one_has_failed():
    begun = []

    def work(number):
        begun.append(number)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        spread(work, range(100), 2, silent, threads=True)
    assert len(begun) <= 3


NAPPER = """
import sys
sys.path.insert(0, {here!r})
import deadly
from sim.experiment.executors import spread
spread(deadly.naps, [(n, {folder!r}) for n in range(1000)], 2, lambda task: None, threads=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_ends_threads_when_they_have_done_the_task_in_hand(tmp_path):
    here = Path(__file__).parent
    script = NAPPER.format(here=str(here), folder=str(tmp_path))
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=here.parents[1]) as process:
        assert until(lambda: len(list(tmp_path.iterdir())) >= 2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "KeyboardInterrupt" in err.decode()
    assert len(list(tmp_path.iterdir())) <= 20


SLEEPER = """
import sys
sys.path.insert(0, {here!r})
import deadly
from sim.experiment.executors import spread
spread(deadly.sleeps, [(n, {folder!r}) for n in range(4)], 2, lambda task: None)
"""


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at /proc")
@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_parent(tmp_path, with_signal):
    here = str(Path(__file__).parent)
    script = SLEEPER.format(here=here, folder=str(tmp_path))
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stderr=subprocess.PIPE, cwd=Path(here).parents[1]
    )
    with parent:
        assert until(lambda: len(list(tmp_path.iterdir())) >= 2)
        workers = [int(mark.name) for mark in tmp_path.iterdir()]
        os.kill(parent.pid, with_signal)
        parent.wait(timeout=20)
        assert until(lambda: not any(map(is_alive, workers)), 5.0)


UNGUARDED = """
import sys
sys.path.insert(0, {here!r})
import deadly
from sim.experiment.executors import spread
print(spread(deadly.squared, [1, 2, 3], 2, lambda task: None)[0])
"""


def test_a_script_without_a_main_guard_works(tmp_path):
    here = Path(__file__).parent
    script = tmp_path / "plain.py"
    script.write_text(UNGUARDED.format(here=str(here)))
    environment = {**os.environ, "PYTHONPATH": str(here.parents[1])}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.stdout, done.stderr) == ("[1, 4, 9]\n", "")
