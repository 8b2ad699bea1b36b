"""How much longer or shorter customers wait than they would: comfort, and what came before."""

from sim.plan.plan import Names
from sim.scenario.scenario import Centre

Factors = tuple[tuple[float, ...], ...]


def patience_factor(centre: Centre, names: Names) -> Factors:
    """[channel × bot + 1, first without] factor on the patience of a visit."""
    after_bot = [1.0, *(centre.bots[name].patience_factor for name in names.bots)]
    comforts = [centre.channels[name].comfort for name in names.channels]
    return tuple(
        tuple((comfort.patience_factor if comfort else 1.0) * factor for factor in after_bot)
        for comfort in comforts
    )
