"""Calling a compiled function by its address: own rules need no kernel of their own."""

from collections.abc import Callable
from typing import Any

from sim.centre.own import guarded
from sim.compiled import IS_COMPILED, Compilable
from sim.scenario.policy import Rule

_PLAIN: dict[int, Callable[..., float]] = {}
"""Without compilation an address is a number under which the plain function is kept."""


def address_of(name: str, rule: Rule) -> tuple[int, object]:
    """Where a rule's compiled code lies, and what must be kept for it to stay there."""
    if IS_COMPILED:
        return _machine().address_of(name, rule)
    plain = guarded(rule)
    _PLAIN[id(plain)] = plain
    return id(plain), plain


def _caller(name: str) -> Any:
    """A function of (address, …) that calls a rule."""

    def plain(address: int, *given: float) -> float:
        return _PLAIN[address](*given)

    return Compilable(plain, lambda: _machine().caller(name)) if IS_COMPILED else plain


def _machine() -> Any:
    from sim.centre.kernel import calling_machine  # noqa: PLC0415  (numba, for own rules alone)

    return calling_machine


call_score, call_admit, call_to_bot = (_caller(name) for name in ("score", "admit", "to_bot"))
