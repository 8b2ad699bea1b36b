"""The command line as a test calls it."""

import pytest

from sim.cli.main import main


@pytest.fixture
def ccsim(folder, capsys, monkeypatch):
    """Runs a command line in the folder; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(folder)

    def run(*arguments):
        with pytest.raises(SystemExit) as ending:
            main(arguments)
        out = capsys.readouterr()
        return ending.value.code, out.out, out.err

    return run
