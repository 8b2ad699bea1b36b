"""The way past the door of `scipy.special` leads to the same functions."""

import subprocess
import sys
from pathlib import Path

import pytest
import scipy.special

from sim import special

ROOT = Path(__file__).parents[2]


def answer(program):
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", special._NAMES)
def test_each_function_is_the_one_of_scipy(name):
    assert getattr(special, name) is getattr(scipy.special, name)


def test_the_door_is_left_as_it_was_for_whoever_comes_next():
    program = (
        "import sys; from sim import special; was = 'scipy.special' in sys.modules;"
        "import scipy.special, scipy.stats;"
        "print(was, scipy.special.ndtri is special.ndtri, scipy.special.logsumexp([0.0]))"
    )
    assert answer(program) == "False True 0.0"


def test_a_scipy_that_is_built_otherwise_is_entered_by_the_door():
    program = (
        "import sys; sys.modules['scipy.special._ufuncs'] = type(sys)('empty');"
        "from importlib import import_module as real; import importlib;"
        "importlib.import_module = lambda n: (sys.modules.pop('scipy.special._ufuncs', None)"
        " if n == 'scipy.special' else None, real(n))[1];"
        "from sim import special; print(special.ndtri(0.5), 'scipy.special' in sys.modules)"
    )
    assert answer(program) == "0.0 True"
