"""Studies to draw and write, made up."""

import pytest
from made_up import made_up


@pytest.fixture
def comparison():
    return made_up()


@pytest.fixture
def one_run():
    return made_up(comparison=False)
