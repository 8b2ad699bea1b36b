"""The plain queue in Cimba, a C library of coroutines whose Python models numba compiles.

A contact is a model of its own, made as it arrives: it sets a timer for its patience and asks for
an agent, and whichever comes first wakes it.
"""

import cimba
import numpy as np

OUT_OF_PATIENCE = 1


class Contact(cimba.Model):
    team: cimba.Ref[cimba.Resource]
    log: cimba.Ref[cimba.Dataset]
    patience_s: float
    handle_s: float

    @cimba.process
    def life(self):
        arrived_s = cimba.now()
        me = cimba.this_process()
        me.timer_set(self.patience_s, OUT_OF_PATIENCE)
        signal = self.team.acquire()
        left_s = cimba.now()
        ended_s = -1.0
        if signal == 0:
            me.timers_clear()
            cimba.hold(self.handle_s)
            self.team.release()
            ended_s = cimba.now()
        self.log.record(arrived_s)
        self.log.record(left_s)
        self.log.record(ended_s)
        cimba.release(self)


class Queue(cimba.Model):
    contacts: cimba.Param[int] = 0
    gap_s: cimba.Input[float] = cimba.inputs.dist.exponential(mean=1.0)
    patience_s: cimba.Input[float] = cimba.inputs.dist.exponential(mean=1.0)
    handle_s: cimba.Input[float] = cimba.inputs.dist.exponential(mean=1.0)
    team: cimba.Resource = cimba.Resource()
    log: cimba.Dataset = cimba.Dataset()

    @cimba.process
    def arrivals(self):
        for _ in range(self.contacts):
            cimba.hold(self.gap_s.next())
            cimba.spawn(
                Contact,
                team=self.team,
                log=self.log,
                patience_s=self.patience_s.next(),
                handle_s=self.handle_s.next(),
            )


def run(
    contacts: int, seed: int, *, gap_s: float, patience_s: float, handle_s: float, agents: int
) -> np.ndarray:
    """Draw, play and keep the log: (arrived, left the queue, ended) a row, -1 if it gave up."""
    queue = Queue()
    queue.contacts = contacts
    queue.gap_s = cimba.inputs.dist.exponential(mean=gap_s)
    queue.patience_s = cimba.inputs.dist.exponential(mean=patience_s)
    queue.handle_s = cimba.inputs.dist.exponential(mean=handle_s)
    queue.team = cimba.Resource(capacity=agents)
    queue.log.capture()
    window = cimba.Window.until_idle()
    results = cimba.Experiment(queue, window=window, seed=seed).run(workers=1, on_failure="raise")
    _, values = results[queue].log.trials[0][0]
    return values.reshape(contacts, 3)


def gave_up(log: np.ndarray) -> int:
    """How many of its contacts left the queue without an agent."""
    return np.count_nonzero(log[:, 2] < 0.0)
