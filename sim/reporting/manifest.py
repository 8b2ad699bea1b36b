"""The manifest of a results folder: what was played, from which copies, and what was written.

It holds no time and nothing of the command that made it but what the numbers depend on, so the
same study has the same manifest.
"""

import json
import operator
from collections.abc import Mapping
from typing import Any

from sim.experiment.manifest import describe
from sim.reporting.folder import MADE_BY, sha256
from sim.reporting.origins import Result, is_together, origins

FORM = 1
# Counts that come out of arrays are NumPy's own integers.
_STYLE: Any = {"indent": 1, "ensure_ascii": False, "allow_nan": False, "default": operator.index}


def manifest(result: Result, files: Mapping[str, bytes]) -> bytes:
    """The manifest of a result and of the files written from it."""
    entries = origins(result)
    about = describe(result)
    for entry, origin in zip(about["scenarios"], entries, strict=True):
        entry["file"] = origin
    whole: dict[str, Any] = {
        "made_by": MADE_BY,
        "form": FORM,
        **about,
        "together": is_together(result),
        "files": {name: sha256(content) for name, content in sorted(files.items())},
    }
    return (json.dumps(whole, **_STYLE) + "\n").encode()
