"""A fingerprint of what a scenario means, whatever units and order it is written in."""

import hashlib
import json
from typing import Any

from sim.scenario.scenario import Centre

_WORDS = {"title", "why", "sources"}


def numbers_of(centre: Centre) -> dict[str, Any]:
    """The checked numbers in seconds and shares, words about them left out; JSON-able."""
    return centre.model_dump(mode="json", by_alias=True, exclude=_WORDS, exclude_none=True)


def digest_of(centre: Centre, base: Centre, in_python: str = "") -> str:
    """SHA-256 of the checked numbers as canonical JSON with sorted keys.

    The base counts where it differs: handle times are scaled to what reaches agents there.
    in_python   digest of own rules and mechanisms, "" without
    """
    meaning: list[Any] = [numbers_of(centre)]
    of_base = numbers_of(base)
    if of_base != meaning[0]:
        meaning.append(of_base)
    if in_python:
        meaning.append({"in_python": in_python})
    text = json.dumps(meaning, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
