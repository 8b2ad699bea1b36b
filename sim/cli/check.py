"""`ccsim check FILE…`"""

import click

from sim.cli.output import result, say, table
from sim.durations import format_duration
from sim.errors import ScenarioError
from sim.scenario.declared import leaves
from sim.scenario.distributions import Law
from sim.scenario.file import load
from sim.scenario.lookup import law_at
from sim.scenario.paths import written
from sim.scenario.sideeffects import side_effects
from sim.scenario.sources import assumptions
from sim.scenario.variant import Scenario
from sim.scenario.wording import shown

_REFUSED = 2


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--echo", is_flag=True, help="Print every law as understood, and every assumption.")
def check(files: tuple[str, ...], echo: bool) -> int:
    """Check scenario FILES; one line each, then what is wrong or probably not meant."""
    refused = 0
    for file in files:
        try:
            scenario = load(file)
        except ScenarioError as error:
            say(str(error))
            refused += 1
            continue
        _report(file, scenario)
        if echo:
            _echo(scenario)
    return _REFUSED if refused else 0


def _report(file: str, scenario: Scenario) -> None:
    centre = scenario.centre
    parts = [
        _count(len(centre.reasons), "reason"),
        _count(len(centre.teams), "team"),
        _count(len(centre.bots), "bot"),
        _count(len(assumptions(scenario.raw)), "assumption"),
    ]
    if scenario.changes:
        parts.append(_count(len(scenario.changes), "change"))
    result(f"{file}: ok; {', '.join(parts)}; {scenario.digest[:12]}")
    for change in scenario.changes:
        result(f"  {change}")
    for text in scenario.warnings:
        say(f"warning: {text}")
    for text in side_effects(scenario):
        say(f"warning: {text}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _echo(scenario: Scenario) -> None:
    """Every law as it was understood, then every value that no source speaks for."""
    laws = []
    for path, _, _ in leaves(scenario.raw):
        law = law_at(scenario.centre, path)
        if law is not None:
            is_money = path[-1] == "asks"
            laws.append((written(path), law.family, *_numbers(law, is_money, scenario)))
    table(("law", "family", "mean", "median", "95 % below"), laws, title="Laws")
    rest = [
        (written(path), value if isinstance(value, str) else shown(value))
        for path, value in assumptions(scenario.raw)
    ]
    result("")
    table(("value", "is"), rest, title=f"{_count(len(rest), 'assumption')} (no source)")


def _numbers(law: Law, is_money: bool, scenario: Scenario) -> list[str]:
    values = (law.overall_mean, law.percentile(0.5), law.percentile(0.95))
    if is_money:
        return [f"{value:,.2f} {scenario.centre.currency}" for value in values]
    return [about(value) for value in values]


def about(seconds: float) -> str:
    """A duration for reading, to about one per cent: `3m21s`, `2h5m`."""
    for size, step in ((86400.0, 600.0), (3600.0, 60.0), (60.0, 1.0)):
        if seconds >= size:
            return format_duration(round(seconds / step) * step)
    return f"{seconds:.3g}s"
