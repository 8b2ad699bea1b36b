"""What the README shows is what happens."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    base, change = blocks("toml")
    (tmp_path / "desk.toml").write_text(base, encoding="utf-8")
    (tmp_path / "nine.toml").write_text(change, encoding="utf-8")
    return tmp_path


def run(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-X", "utf8", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=300,
    ).stdout


def test_the_command_prints_what_the_readme_shows(folder):
    (command,) = blocks("console")
    name, *arguments = command.removeprefix("$ ").split()
    assert name == "ccsim"
    (shown,) = blocks("text")
    assert run(folder, "-m", "sim", *arguments) == shown
    assert (folder / "results" / "desk-compared" / "report.html").exists()


def test_the_python_runs_as_shown(folder):
    (program,) = blocks("python")
    guarded = "if __name__ == '__main__':\n" + "".join(
        f"    {line}\n" for line in program.splitlines()
    )
    (folder / "example.py").write_text(guarded, encoding="utf-8")
    assert "nine answers" in run(folder, "example.py")


def test_the_commands_that_set_up_are_make_s_own():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(blocks("sh")), re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_every_file_the_readme_names_exists():
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / link).exists(), link
