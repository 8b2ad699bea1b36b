import threading
from dataclasses import replace

import numpy as np
import pytest
from made import desk

from sim.centre import engines
from sim.centre.log import Logs
from sim.centre.play import ENGINES
from sim.errors import PlayError, UsageError
from sim.experiment import replicate as verbs
from sim.experiment import work
from sim.experiment.replicate import replicate, simulate


def bytes_of(runs):
    return (
        runs.numerators.tobytes(),
        runs.denominators.tobytes(),
        runs.wait_histogram.tobytes(),
        repr(runs.flows),
        runs.tapes,
        repr(runs.table()),
        runs.warnings,
    )


def test_a_play_gives_its_logs():
    logs = simulate(desk(), seed=3, replication=4)
    assert isinstance(logs, Logs)
    again = simulate(desk(), seed=3, replication=4)
    assert all(np.array_equal(logs.visits[key], again.visits[key], True) for key in logs.visits)


def test_any_number_of_workers_gives_the_same_bytes():
    alone = replicate(desk(), replications=7, seed=2, workers=1)
    assert bytes_of(alone) == bytes_of(replicate(desk(), replications=7, seed=2, workers=2))
    assert bytes_of(alone) == bytes_of(replicate(desk(), replications=7, seed=2, workers=3))
    assert bytes_of(alone) == bytes_of(replicate(desk(), replications=7, seed=2))


@pytest.fixture
def light(monkeypatch):
    """The reference engine, said to let go of Python's lock; the threads that play are listed."""
    seen = []

    def told(task):
        seen.append(threading.current_thread().name)
        return work.play_all(task)

    heavy = engines.ENGINES["reference"]
    monkeypatch.setitem(engines.ENGINES, "reference", replace(heavy, releases_gil=True))
    monkeypatch.setattr(verbs, "play_all", told)
    return seen


def test_an_engine_that_releases_the_lock_plays_in_threads(light, monkeypatch):
    monkeypatch.setattr(verbs, "cores", lambda: 2)
    replicate(desk(), replications=5, engine="reference")
    assert len(light) == 5
    assert all(name.startswith("play") for name in light)


def test_any_number_of_threads_gives_the_same_bytes_as_processes(light):
    found = {workers: replicate(desk(), 7, 2, workers, "reference") for workers in (1, 2, 3)}
    assert len(light) == 21
    assert bytes_of(found[1]) == bytes_of(found[2]) == bytes_of(found[3])


def test_a_failed_play_in_a_thread_names_its_replication(light, monkeypatch):
    def fails(*_arguments, **_named):
        raise RuntimeError("no such thing")

    monkeypatch.setattr(work, "as_happened", fails)
    with pytest.raises(PlayError, match="of base: RuntimeError: no such thing"):
        replicate(desk(), replications=4, workers=2, engine="reference")
    assert len(light) <= 4


def test_an_engine_there_is_not_is_refused_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(work, "draw", None)
    monkeypatch.setattr(verbs, "draw", None)
    for verb in (simulate, replicate):
        with pytest.raises(UsageError, match='engine = "warp": no such engine; known: '):
            verb(desk(), engine="warp")


def test_every_engine_has_a_record_and_a_play():
    assert list(engines.ENGINES) == list(ENGINES) == list(engines.NAMES)
    assert engines.DEFAULT in engines.NAMES


def test_more_replications_keep_the_first():
    few, many = replicate(desk(), replications=3), replicate(desk(), replications=5)
    assert np.array_equal(few.numerators, many.numerators[:3])
    assert few.tapes == many.tapes[:3]


def test_0_is_a_seed_and_so_is_every_whole_number_above():
    tapes = {replicate(desk(), replications=1, seed=seed).tapes for seed in (0, 1, 2**64, 2**200)}
    assert len(tapes) == 4


def test_progress_counts_plays_to_the_last():
    seen = []
    replicate(desk(), replications=4, workers=1, progress=lambda *told: seen.append(told))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"replications": 0},
            "replications = 0: must be 1 or more; 30 are usual, 10 the least for an interval",
        ),
        (
            {"replications": 2.5},
            "replications = 2.5: must be a whole number; 30 are usual, 10 the least for an",
        ),
        (
            {"replications": True},
            "replications = True: must be 1 or more; 30 are usual, 10 the least for an interval",
        ),
        ({"seed": -1}, "seed = -1: must be 0 or more; 0 is a seed, as is every whole number above"),
        (
            {"seed": "7"},
            "seed = '7': must be a whole number; 0 is a seed, as is every whole number above",
        ),
        (
            {"workers": 0},
            "workers = 0: must be 1 or more; 1 plays in this process; leave it out for one a core",
        ),
        ({"engine": "warp"}, 'engine = "warp": no such engine; known: '),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(asked, message):
    with pytest.raises(UsageError) as refused:
        replicate(desk(), **{"replications": 2, **asked})
    assert str(refused.value).startswith(message)


def test_a_failed_play_names_its_replication(monkeypatch):
    def fails(*_arguments, **_named):
        raise RuntimeError("no such thing")

    monkeypatch.setattr(work, "as_happened", fails)
    with pytest.raises(PlayError) as failed:
        replicate(desk(), replications=2, workers=1)
    assert str(failed.value) == "replication 0 of base: RuntimeError: no such thing"
    assert "Traceback" in failed.value.__notes__[0]


def test_scenarios_with_the_same_demand_share_a_tape(monkeypatch):
    drawn = []

    def counted(demand, *, seed, replication, reads):
        drawn.append(replication)
        return work_draw(demand, seed=seed, replication=replication, reads=reads)

    work_draw = work.draw
    monkeypatch.setattr(work, "draw", counted)
    more = desk().change({"teams.desk.agents": 3}, name="more")
    slow = desk().change({"reasons.any.handle_time": {"times": 1.2}}, name="slow")
    runs = verbs.replicate_all([desk(), slow, more], 3, 1, 1, "reference", None)
    assert len(drawn) == 6
    assert runs[0].tapes == runs[2].tapes != runs[1].tapes
    assert [one.scenario.name for one in runs] == ["base", "slow", "more"]
