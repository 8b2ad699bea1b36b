"""What the room costs to enter, whatever the package's front door imports."""

import subprocess
import sys
from pathlib import Path


def test_theory_is_entered_without_statistics_or_plots():
    room = "import sys, types; sim = sys.modules['sim'] = types.ModuleType('sim')"
    look = room + "; sim.__path__ = ['sim']; import sim.theory; print(set({}) & set(sys.modules))"
    heavy = ["scipy.stats", "scipy.integrate", "scipy.optimize", "matplotlib", "numba", "simpy"]
    command = [sys.executable, "-c", look.format(heavy)]
    root = Path(__file__).parents[2]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
