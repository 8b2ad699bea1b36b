"""`ccsim schema`"""

import click

from sim.scenario.schema import schema_text


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    click.echo(schema_text(), nl=False)
