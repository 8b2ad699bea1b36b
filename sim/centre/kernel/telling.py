"""The agenda: whose contacts go on before the next event, first told first."""

from sim.centre.kernel.compiling import part
from sim.centre.kernel.state import State
from sim.centre.tables import Index


@part
def tell(s: State, visit: Index) -> None:
    """A visit is over, or its talk: its contact goes on."""
    s.agenda[s.counts.told[0]] = visit
    s.counts.told[0] += 1


@part
def tell_newcomer(s: State, contact: Index) -> None:
    """A contact comes to the door; it stands on the agenda as the complement of its number."""
    tell(s, ~contact)
