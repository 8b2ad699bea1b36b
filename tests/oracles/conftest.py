"""`meets` judges a figure against an exact one; `pytest -v` lists every comparison made."""

import oracle
import pytest


@pytest.fixture
def meets(record_property):
    def judge(estimate, exact, precision):
        record_property("oracle", estimate.says(exact))
        oracle.check(estimate, exact, precision)

    return judge


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("verbose") < 0:
        return
    lines = [
        f"{report.nodeid.split('/')[-1]}: {value}"
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in report.user_properties
        if name == "oracle"
    ]
    if lines:
        terminalreporter.section("simulated beside exact")
        terminalreporter.write("\n".join(lines) + "\n")
