"""From the handle time a planner typed to the law of the talk that an agent really has.

The mean typed is what the centre's own records show, that is the mean of what reaches agents
in the *base*: the base's bot has already ended the easy contacts and saved some talk by the
context it hands over. Both are taken out here, by quadrature, and variants keep that scale.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from sim import special
from sim.plan.codes import SlotKind
from sim.plan.plan import Demand, Queue
from sim.plan.reach import met_on
from sim.plan.volumes import volume
from sim.scenario.bots import Bot
from sim.scenario.distributions import Floats, Law
from sim.scenario.occurring import law_on, share_of
from sim.scenario.reasons import Reason
from sim.scenario.scenario import Centre
from sim.scenario.teams import Team

# Midpoints of hardness, because at full strength the bot's share is a step there; the noise
# around it is smooth.
_HARDNESSES = 2048
_NOISES = 64


def talk_law(reason: Reason, channel: str, team: Team, scale: float) -> Law:
    """Talk with one team: the typed law less the team's wrap-up, at the base's scale.

    The wrap-up is a constant inside the mean, so talk is the law scaled by
    (mean for the team − wrap-up) ÷ mean for the team.
    """
    law = law_on(reason.handle_time, channel)
    if law is None:
        raise ValueError(f"no handle time on {channel}")
    mean = law.overall_mean * team.handle_factor
    return law.scaled(team.handle_factor * (mean - team.wrap_up) / mean * scale)


def mean_work(drawn: Demand, wrap_up_s: Sequence[float], queue: Queue, reason: int) -> float:
    """Mean talk and wrap-up with the team that a queue prefers, seconds; 0 where nobody serves."""
    for team, _ in queue.teams[reason][:1]:
        for slot in drawn.firsts[reason].slots:
            here = slot.kind == SlotKind.SERVE and slot.index == queue.step
            if here and (queue.channel, team) in slot.pairs:
                law = slot.laws[slot.pairs.index((queue.channel, team))]
                return law.overall_mean + wrap_up_s[team]
    return 0.0


def selection_scale(base: Centre, reason: str, channel: str) -> float:
    """1 ÷ (mean of what reaches agents in the base, relative to all contacts of the law)."""
    if reason not in base.reasons:
        return 1.0
    name = met_on(base, reason).get(channel)
    law = law_on(base.reasons[reason].handle_time, channel)
    emotion = base.reasons[reason].emotion
    if law is None or law.overall_mean == 0.0:
        return 1.0
    if name is None:
        return 1.0 if emotion is None else 1.0 / (1.0 + emotion.share * (emotion.talk_factor - 1.0))
    bot = base.bots[name]
    hard = base.difficulty
    z = special.ndtri((np.arange(_HARDNESSES) + 0.5) / _HARDNESSES)
    work = _mean_given_hardness(law, z, hard.in_handle_time)
    met = _share_met(base, reason, bot)
    kinds = [(1.0, 1.0, met)]  # of cases: share, factor on talk, share that meets the bot
    if emotion is not None:
        kinds = [(1.0 - emotion.share, 1.0, met)]
        kinds += [(emotion.share, emotion.talk_factor, met * bot.emotional_takes)]
    reached = seen = 0.0
    for share, factor, takes in kinds:
        direct, passed = _reach(bot, reason, takes, z, hard.in_bot)
        reached += share * float(np.mean(direct + passed))
        saved = direct + passed * (1.0 - bot.context_saves)
        seen += share * factor * float(np.mean(saved * work))
    return float(np.mean(work)) / (seen / reached) if reached > 0.0 else 1.0


@cache
def _noise() -> tuple[Floats, Floats]:
    z, weight = hermegauss(_NOISES)
    return z, weight / weight.sum()


def _mean_given_hardness(law: Law, z: Floats, strength: float) -> Floats:
    """Mean of the law at each hardness, by Gauss-Hermite over what hardness leaves open."""
    noise, weight = _noise()
    rest = (1.0 - strength * strength) ** 0.5
    u = special.ndtr(strength * z[:, None] + rest * noise[None, :])
    values = law.quantile(np.clip(u, 2.0**-53, 1.0 - 2.0**-53).ravel()).reshape(u.shape)
    return np.asarray(values @ weight)


def _share_met(base: Centre, reason: str, bot: Bot) -> float:
    """Share of the reason's contacts that meet the bot: by its takes, segments and hours."""
    own = base.reasons[reason].segments
    segments = own or {name: segment.share for name, segment in base.segments.items()}
    served = sum(
        share for name, share in segments.items() if bot.segments is None or name in bot.segments
    )
    made = volume(base, base.reasons[reason])
    by_hours = np.interp((bot.opens, bot.closes), made.edges_s, made.cumulated)
    in_hours = 1.0 if base.horizon is not None else float(by_hours[1] - by_hours[0])
    return share_of(bot.takes, reason) * min(served, 1.0) * in_hours


def _reach(
    bot: Bot, reason: str, takes: float, z: Floats, strength: float
) -> tuple[Floats, Floats]:
    """Shares, by hardness, that reach an agent directly and through the bot."""
    stays = 1.0 - bot.leaves
    contains = share_of(bot.contains, reason)
    inner = min(contains / stays, 1.0) if stays > 0.0 else 0.0
    rest = max(1.0 - strength * strength, 1e-12) ** 0.5
    ended = special.ndtr((special.ndtri(inner) - strength * z) / rest)
    return np.full_like(z, 1.0 - takes), takes * stays * (1.0 - ended)
