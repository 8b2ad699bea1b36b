"""The engines there are, as data: choosing one imports none.

Who adds an engine adds its record to `ENGINES` here and its play in `sim.centre.play`.
"""

from dataclasses import dataclass

from sim.errors import UsageError


@dataclass(frozen=True)
class Engine:
    """What must be known of an engine before it is loaded.

    name          what `--engine` and a manifest call it
    purpose       what it is for, for the help
    releases_gil  whether its plays run beside each other in threads; if not, in processes
    compiled_entries  the functions that a play compiles, one of them, the first time
    """

    name: str
    purpose: str
    releases_gil: bool = False
    compiled_entries: tuple[str, ...] = ()


REFERENCE = Engine("reference", "in SimPy, to read and to extend")
COMPILED = Engine(
    "compiled",
    "fast, the same bits",
    releases_gil=True,
    compiled_entries=("sim.centre.kernel.entry._play", "sim.centre.kernel.entry._play_lean"),
)

ENGINES = {engine.name: engine for engine in (COMPILED, REFERENCE)}
NAMES = tuple(ENGINES)
DEFAULT = COMPILED.name


def engine_named(name: str) -> Engine:
    """The record of an engine; UsageError with the names there are for any other."""
    if name not in ENGINES:
        raise UsageError(f'engine = "{name}": no such engine; known: {", ".join(ENGINES)}')
    return ENGINES[name]
