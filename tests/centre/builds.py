"""The two builds of the compiled engine: which one plays what, and the full one alone."""

from contextlib import contextmanager
from unittest.mock import patch

from sim.centre.kernel import lean
from sim.centre.kernel.giving import given
from sim.centre.kernel.state import taped


def may_be_lean(plan, tape):
    """Whether the lean build plays a tape."""
    return given(plan).may_be_lean and lean.fits_too(taped(tape))


@contextmanager
def full_build_alone():
    """Meanwhile the full build plays everything."""
    with patch.object(lean, "fits_too", lambda _taped: False):
        yield
