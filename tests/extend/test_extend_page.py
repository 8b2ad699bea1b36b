"""What docs/extend.md shows can be typed as it stands."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "extend.md"


def test_every_example_of_the_page_runs(tmp_path):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4
    program = "\n".join(blocks)
    program = re.sub(r"replications=\d+", "replications=2", program)
    program += "\nsim.compare([retail, reserve, relief], replications=2)\n"
    # Fewer days, so that the page's examples take seconds.
    fewer = 'retail = retail.change({"day.lead_in": 0, "day.follow_days": 0}, name="retail")\n'
    program = program.replace("\ncost =", f"\n{fewer}cost =")
    written = tmp_path / "page.py"
    written.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(written)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "c-mu" in done.stdout
