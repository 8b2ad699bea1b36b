"""The house plan holds: imports point one way, heavy libraries stay in their room."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIM = ROOT / "sim"
FILES = sorted(SIM.rglob("*.py"))

# From the bottom up: a room may import those before it. `theory` stands alone.
ORDER = ["errors", "durations", "special", "block", "compiled"]
ORDER += ["scenario", "plan", "tape", "centre", "measure", "observed", "theory"]
ORDER += ["experiment", "verification", "reporting", "cli"]

ONLY_IN = {
    "simpy": ("centre/reference/",),
    "numba": (
        "compiled/making.py",
        "centre/kernel/columns.py",
        "centre/kernel/calling_machine.py",
        "tape/machine.py",
    ),
    "llvmlite": (
        "compiled/",
        "centre/kernel/columns.py",
        "centre/kernel/calling_machine.py",
        "tape/machine.py",
    ),
    "matplotlib": ("reporting/plots.py",),
    "xlsxwriter": ("reporting/",),
    "jinja2": ("reporting/",),
    "click": ("cli/",),
    "tomllib": ("scenario/",),
}


def room(path):
    return path.relative_to(SIM).parts[0].removesuffix(".py")


def imports(path):
    """(module, whether it is imported for types alone) of every import in a file, lazy ones too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SIM)))
def test_imports_point_up_the_list_of_rooms(path):
    here = room(path)
    if here in ("__init__", "__main__"):
        return
    for module in imports(path):
        parts = module.split(".")
        if parts[0] != "sim" or len(parts) == 1:
            continue
        assert ORDER.index(parts[1]) <= ORDER.index(here), f"{here} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SIM)))
def test_heavy_libraries_stay_in_their_room(path):
    for module in imports(path):
        home = ONLY_IN.get(module.split(".")[0])
        assert home is None or str(path.relative_to(SIM)).startswith(home), module


def test_no_check_of_the_package_vanishes_when_python_optimises():
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asserts = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]
        assert asserts == [], path


def test_no_two_modules_import_each_other():
    graph = {}
    for path in FILES:
        name = "sim." + ".".join(path.relative_to(SIM).with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        guarded = {
            child
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            for child in ast.walk(node)
        }
        graph[name] = {
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and node not in guarded
        }
    assert list(loops(graph)) == []


def loops(graph):
    """Modules that come to import themselves."""
    for start in graph:
        seen, front = set(), set(graph[start])
        while front:
            module = front.pop()
            if module == start:
                yield start
                break
            if module not in seen:
                seen.add(module)
                front |= graph.get(module, set())


def test_the_version_is_the_same_wherever_it_stands():
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert cited is not None
    assert cited[1] == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_results_do_not_depend_on_hash_seed_or_optimisation():
    """PYTHONHASHSEED and -O change nothing."""
    program = (
        "import sim; from sim.plan import plan; from sim.tape import draw;"
        "from sim.centre.play import play; from sim.measure import measure;"
        "p = plan(sim.load('tests/house/everything.toml'));"
        "t = measure(play(p, draw(p.demand, seed=1, replication=0)), p);"
        "import hashlib;"
        "print(hashlib.sha256(t.numerators.tobytes() + t.denominators.tobytes()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, *flags, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "", "HOME": "/nonexistent"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for flags, seed in (([], "0"), (["-O"], "1"), ([], "12345"))
    }
    assert len(found) == 1
