"""A mechanism of one's own: a class that extends the reference engine's centre."""

import hashlib
import inspect
import textwrap
from dataclasses import dataclass, field
from functools import cached_property

from sim.errors import UsageError


@dataclass(frozen=True)
class Mechanism:
    """What a researcher adds to the reference engine; the compiled engine refuses it by name.

    centre   a subclass of `sim.centre.reference.centre.Centre`
    name     what it is called in refusals and manifests; the class's name, if nothing is said
    """

    centre: type
    name: str = field(default="")

    def __post_init__(self) -> None:
        if not isinstance(self.centre, type):
            raise UsageError(
                f"Mechanism({self.centre!r}): needs a class that extends "
                "sim.centre.reference.centre.Centre"
            )
        if not self.name:
            object.__setattr__(self, "name", self.centre.__name__)

    @cached_property
    def source(self) -> str:
        """The source of the whole file that defines the class: its parts stand there too."""
        module = inspect.getmodule(self.centre)
        try:
            whole = inspect.getsource(module) if module is not None else ""
        except (OSError, TypeError):
            whole = ""
        if not whole:
            raise UsageError(f"Mechanism {self.name}: write its class in a file")
        return textwrap.dedent(whole)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the source."""
        return hashlib.sha256(self.source.encode()).hexdigest()
