"""Where scenarios came from: the copies a results folder keeps, and how to play them again."""

from sim.experiment.comparison import Comparison
from sim.experiment.runs import Runs
from sim.experiment.whole import whole_of
from sim.scenario.variant import Scenario

Result = Runs | Comparison

COPIES = "scenario"


def runs_of(result: Result) -> tuple[Runs, ...]:
    """The runs of every scenario, the base first."""
    return result.runs if isinstance(result, Comparison) else (result,)


def copies(result: Result) -> dict[str, bytes]:
    """Every file that was read, by its place in the results folder."""
    return {
        f"{_home(runs, result)}/{_inside(file.name)}": file.content
        for runs in runs_of(result)
        for file in runs.scenario.files
    }


def origins(result: Result) -> list[str | None]:
    """The copy that each scenario is loaded from; None for one that was changed in Python."""
    return [_origin(runs, result) for runs in runs_of(result)]


def is_together(result: Result) -> bool:
    """Whether a scenario without a file of its own is the one with all changes at once."""
    if not isinstance(result, Comparison):
        return False
    at = whole_of(result.base.scenario, [runs.scenario for runs in result.others])
    return at is not None and origins(result)[at + 1] is None


def command(result: Result) -> str:
    """What to type in the results folder to play the same."""
    files = [origin for origin in origins(result) if origin]
    words = ["ccsim", "compare" if isinstance(result, Comparison) else "run", *files]
    words += ["--together"] if is_together(result) else []
    one = runs_of(result)[0]
    return " ".join([*words, "--replications", str(one.n), "--seed", str(one.seed)])


def _origin(runs: Runs, result: Result) -> str | None:
    entry = _entry(runs.scenario)
    return None if entry is None else f"{_home(runs, result)}/{_inside(entry)}"


def _entry(scenario: Scenario) -> str | None:
    """The file that `load` was asked for: the last scenario file read for it."""
    in_python = scenario.policy is not None or scenario.mechanism is not None
    if in_python or any(not change.line for change in scenario.changes):
        return None  # changed in Python: no line of a file says so
    named = [file.name for file in scenario.files if file.name.endswith(".toml")]
    return named[-1] if named else None


def _inside(name: str) -> str:
    """The name without a way out of the folder; a text may be called anything."""
    parts = name.replace("\\", "/").replace(":", "_").split("/")
    return "/".join(part if part not in ("", ".", "..") else "_" for part in parts)


def _home(runs: Runs, result: Result) -> str:
    """One folder for all copies, unless two scenarios read different files of one name."""
    contents: dict[str, bytes] = {}
    for one in runs_of(result):
        for file in one.scenario.files:
            if contents.setdefault(file.name, file.content) != file.content:
                return f"{COPIES}/{runs.scenario.name}"
    return COPIES
