"""M/G/1: Pollaczek and Khinchine for the mean, Lindley for every single wait."""

import numpy as np
import pytest
from oracle import plain_queue, planned, played

from sim.centre.play import play
from sim.tape import draw
from sim.theory import laws, one_agent

LAWS = {
    "constant": ('{ constant = "3m" }', laws.constant(180), 120),
    "uniform": ('{ uniform = { from = "1m", to = "5m" } }', laws.uniform(60, 300), 120),
    "gamma": ('{ gamma = { mean = "3m", cv = 0.7 } }', laws.gamma_law(180, 0.7), 120),
    "weibull": ('{ weibull = { mean = "3m", shape = 0.8 } }', laws.weibull(180, 0.8), 180),
    "lognormal": ('{ lognormal = { mean = "3m", cv = 1.2 } }', laws.lognormal(180, 1.2), 250),
}


def one_desk(law, hours):
    return plain_queue(hours=hours, per_hour=12, agents=1, handle=law, warm_up="20h")


@pytest.fixture(scope="module", params=LAWS)
def one_agent_alone(request):
    law, exact, hours = LAWS[request.param]
    return played(one_desk(law, hours), 40), one_agent(12 / 3600, exact)


def test_mean_wait_for_one_agent_is_that_of_pollaczek_and_khinchine(one_agent_alone, meets):
    simulated, exact = one_agent_alone
    meets(simulated.kpi("wait_mean_s"), exact.wait_mean_s, 0.10)


def test_share_that_waits_for_one_agent_is_the_load_whatever_the_law(one_agent_alone, meets):
    simulated, exact = one_agent_alone
    meets(simulated.kpi("wait_share"), exact.wait_share, 0.02)
    meets(simulated.kpi("occupancy"), exact.occupancy, 0.02)


def test_every_answer_of_one_agent_is_the_moment_that_lindley_says():
    plan = planned(one_desk(LAWS["lognormal"][0], 400))
    tape = draw(plan.demand, seed=1, replication=0)
    answered_s, free_s = np.empty(tape.cases), 0.0
    for case in range(tape.cases):
        answered_s[case] = max(tape.arrived_s[case], free_s)
        free_s = answered_s[case] + tape.work_s[case]
    assert np.array_equal(play(plan, tape).visits["answered_s"], answered_s)
