"""A small valid centre that each test changes in one place."""

from pathlib import Path

import pytest

from sim.scenario.file import from_text

BROKEN = Path(__file__).parent.parent / "broken"
RETAIL = Path(__file__).parent.parent.parent / "scenarios" / "retail"


@pytest.fixture
def good_text():
    return (BROKEN / "good.toml").read_text(encoding="utf-8")


@pytest.fixture
def good(good_text):
    return from_text(good_text, folder=BROKEN, name="good")


@pytest.fixture
def made(good_text):
    """A scenario made of the good text with some pieces replaced."""

    def make(*replacements, append="", folder=BROKEN):
        text = good_text
        for old, new in replacements:
            assert old in text, f"the good text has no {old!r}"
            text = text.replace(old, new, 1)
        return from_text(text + append, folder=folder, name="made")

    return make


@pytest.fixture
def retail():
    return RETAIL
