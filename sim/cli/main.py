"""The entry of `ccsim`: finds the command, and turns errors into messages and exit codes.

A command's module is imported when it is asked for, so that `ccsim --help` starts at once.
"""

import contextlib
import gc
import importlib
import importlib.util
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from sim.cli.output import say
from sim.errors import CcsimError
from sim.scenario.wording import suggestion

# Command → the module that holds it, and its line in the help.
_COMMANDS = {
    "new": ("sim.cli.new", "Write a small scenario to start from."),
    "check": ("sim.cli.check", "Check scenario files, and say what they assume."),
    "levers": ("sim.cli.levers", "List what can be changed in a scenario."),
    "run": ("sim.cli.run", "Play a scenario, with intervals."),
    "compare": ("sim.cli.compare", "Compare scenarios in pairs."),
    "trace": ("sim.cli.trace", "Tell the story of one case, or write the events of a play."),
    "rerun": ("sim.cli.rerun", "Make a result again from its manifest."),
    "verify": ("sim.cli.verify", "Check the simulator against exact models."),
    "schema": ("sim.cli.schema", "Print the JSON Schema of scenario files."),
}
_DONE, _DEFECT, _INTERRUPTED = 0, 3, 130
# New objects between two looks for garbage: imports make very many, and none of them garbage.
_OBJECTS = 100_000


class _Commands(click.Group):
    """Imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return [name for name, (module, _) in _COMMANDS.items() if importlib.util.find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(_COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            remedy = suggestion(name, self.list_commands(ctx))
            raise click.UsageError(f"no command {name!r}; {remedy}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 2 input refused, 3 a run failed, 4 results folder unusable, "
    "130 interrupted.",
)
@click.version_option(package_name="ccsim", prog_name="ccsim")
@click.option("--debug", is_flag=True, help="Show the trace of an error.")
def ccsim(debug: bool) -> None:
    """Simulate a contact centre, and ask it what if."""


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line, and leave with its exit code."""
    words = list(sys.argv[1:] if args is None else args)
    words, is_debug = _without_debug(words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if args is not None:
        sys.exit(_code(words, is_debug))
    gc.set_threshold(_OBJECTS, 10, 10)
    code = _code(words, is_debug)
    gc.freeze()  # the process ends: to look for garbage once more takes longer than a short play
    sys.exit(code)


def _without_debug(words: list[str]) -> tuple[list[str], bool]:
    """`--debug` may stand anywhere before `--`."""
    end = words.index("--") if "--" in words else len(words)
    kept = [word for word in words[:end] if word != "--debug"] + words[end:]
    return kept, len(kept) < len(words)


def _run(words: list[str]) -> int:
    """Run one command; click's own `main` would end a closed pipe with exit code 1."""
    try:
        with ccsim.make_context("ccsim", words) as context:
            code = ccsim.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as left:
        return left.exit_code
    except BrokenPipeError:
        return _quiet()
    return code if isinstance(code, int) else _DONE


def _code(words: list[str], is_debug: bool) -> int:
    """The exit code of a command; messages go to stderr."""
    try:
        return _run(words)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return error.exit_code
    except click.ClickException as error:
        return _refused(error)
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return _INTERRUPTED
    except CcsimError as error:
        if is_debug:
            traceback.print_exc()
        say(str(error))
        return error.exit_code
    except Exception as error:  # noqa: BLE001  a defect of ours: one line, unless asked for more
        if is_debug:
            traceback.print_exc()
        say(f"a defect of ccsim, not of your input: {type(error).__name__}: {error}")
        say("the trace, for a report: run it again with --debug")
        return _DEFECT


def _refused(error: click.ClickException) -> int:
    """A command line that cannot be understood."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ccsim"
    say(f"{command}: {error.format_message()}")
    say(f"{command} --help tells more")
    return error.exit_code


def _quiet() -> int:
    """Whoever read our output has heard enough; Python would complain at exit otherwise."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _DONE
