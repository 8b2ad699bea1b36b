"""The command line as a test calls it, and one small check for many tests to look at."""

import pytest

from sim.cli.main import main
from sim.verification.verify import verify


@pytest.fixture(scope="session")
def losses():
    """Erlang B, played for real: two figures."""
    return verify(["erlang-b"], workers=1)


@pytest.fixture
def ccsim(capsys):
    """Runs a command line; gives its exit code, stdout and stderr."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ending:
            main(arguments)
        out = capsys.readouterr()
        return ending.value.code, out.out, out.err

    return run
