"""A mechanism of one's own: agents who have worked long talk slower. See docs/extend.md."""

from sim.centre.reference.centre import Centre
from sim.centre.reference.work import Work

FRESH_FOR_S = 4 * 3600.0
SLOWER = 1.1


class TiringWork(Work):
    """Agents at work who tire."""

    def talk_s(self, agent, visit):
        """A tenth longer after four hours on the queues."""
        talk = super().talk_s(agent, visit)
        on_for = self._centre.now() - agent.came_s
        return talk * SLOWER if on_for > FRESH_FOR_S else talk


class Tiring(Centre):
    """The centre of agents who tire."""

    Work = TiringWork
