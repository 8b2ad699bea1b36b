import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import deadly
import pytest

from sim.errors import PlayError
from sim.experiment.executors import spread


def silent(_task):
    pass


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(workers):
    seen = []
    results, retried = spread(deadly.squared, range(12), workers, seen.append)
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


def test_an_error_in_a_worker_arrives_here():
    with pytest.raises(ValueError, match="three is right out"):
        spread(deadly.refuses_three, range(6), 2, silent)


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
