"""Shares that must make one, and shares that cannot all be true."""

from collections.abc import Iterator, Mapping

from sim.scenario.finding import Finding, warning
from sim.scenario.occurring import rows, share_of
from sim.scenario.paths import Path
from sim.scenario.scenario import Centre

_TOLERANCE = 1e-9


def _must_be_one(path: Path, shares: Mapping[str, float]) -> Iterator[Finding]:
    total = sum(shares.values())
    if abs(total - 1.0) > _TOLERANCE:
        yield Finding(path, dict(shares), f"shares sum to {total:.10g}", "together they make 1")


def mixes(centre: Centre) -> Iterator[Finding]:
    """The shares of a mix make 1."""
    for name, reason in centre.reasons.items():
        yield from _must_be_one(("reasons", name, "mix"), reason.mix)
        if reason.segments:
            yield from _must_be_one(("reasons", name, "segments"), reason.segments)
    for name, row in rows(centre):
        if row.mix is not None:
            yield from _must_be_one(("returns", name, "mix"), row.mix)


def segments(centre: Centre) -> Iterator[Finding]:
    """The shares of all segments make 1."""
    shares = {name: segment.share for name, segment in centre.segments.items()}
    total = sum(shares.values())
    if abs(total - 1.0) > _TOLERANCE:
        text = ", ".join(f"{name} {share:g}" for name, share in shares.items())
        rule = f"the segments' shares ({text}) sum to {total:.10g}"
        yield Finding(("segments",), None, rule, "together they make 1")


def bot_ends(centre: Centre) -> Iterator[Finding]:
    """Of those a bot meets, who is contained has not left."""
    for name, bot in centre.bots.items():
        for reason in centre.reasons:
            contained = share_of(bot.contains, reason)
            if contained + bot.leaves > 1.0 + _TOLERANCE:
                path: Path = ("bots", name, "contains")
                path = (*path, reason) if isinstance(bot.contains, dict) else path
                rule = (
                    f"with leaves = {bot.leaves:g} makes {contained + bot.leaves:.10g} of those met"
                )
                yield Finding(path, contained, rule, "together at most 1")
                if not isinstance(bot.contains, dict):
                    break


def one_bot(centre: Centre) -> Iterator[Finding]:
    """A contact meets one bot at most."""
    taken: dict[tuple[str, str], str] = {}
    for name, bot in centre.bots.items():
        for reason in centre.reasons:
            for channel in bot.channels if share_of(bot.takes, reason) > 0.0 else []:
                other = taken.setdefault((reason, channel), name)
                if other != name:
                    rule = f"takes {reason} on {channel}, as bot {other} does"
                    yield Finding(("bots", name, "takes"), None, rule, "leave it to one of them")


def idle_bot(centre: Centre) -> Iterator[Finding]:
    """A bot that meets nobody costs, and does nothing."""
    for name, bot in centre.bots.items():
        if not any(share_of(bot.takes, reason) > 0.0 for reason in centre.reasons):
            yield warning(("bots", name, "takes"), None, "this bot meets nobody", "")
