"""The small centres of `tests/centre` and the book of `tests/measure` serve here, too."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "centre"), str(TESTS / "measure")]
