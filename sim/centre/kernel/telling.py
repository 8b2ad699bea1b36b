"""The agenda: whose contacts go on before the next event, first told first."""

from sim.centre.kernel.compiling import part
from sim.centre.kernel.state import State
from sim.centre.tables import Flag, Index


@part
def tell(s: State, visit: Index) -> None:
    """A visit is over, or its talk: its contact goes on."""
    s.agenda[s.counts.told[0]] = visit
    s.counts.told[0] += 1


@part
def tell_newcomer(s: State, contact: Index) -> None:
    """A contact comes to the door; it stands on the agenda as the complement of its number."""
    tell(s, ~contact)


@part
def anyone_told(s: State) -> Flag:
    """Whether somebody is still to go on; an agenda read to its end is begun again."""
    count = s.counts
    if count.heard[0] < count.told[0]:
        return True
    count.heard[0] = count.told[0] = 0
    return False


@part
def next_told(s: State) -> Index:
    """The next on the agenda: a visit, or below 0 the complement of a newcomer's number."""
    count = s.counts
    count.heard[0] += 1
    return int(s.agenda[count.heard[0] - 1])
