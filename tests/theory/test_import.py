"""What the room costs to enter."""

import subprocess
import sys


def test_theory_is_entered_without_statistics_or_plots():
    look = "import sys, sim.theory; print([m for m in {} if m in sys.modules])"
    heavy = ["scipy.stats", "scipy.integrate", "scipy.optimize", "matplotlib", "numba", "simpy"]
    command = [sys.executable, "-c", look.format(heavy)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
