# Everything a newcomer needs: `make demo` shows the simulator, `make test` checks it.
# Both do all their set-up themselves, in .venv beside this file.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help setup demo test verify lint bench docs clean

help:
	@echo "make demo   compare the retail and the bank scenarios; reports in results/"
	@echo "make test   check style, types and all claims"
	@echo "make verify meet exact models to 1 %; ENGINE=name chooses the engine"
	@echo "make bench  measure speed as ratios (four to ten minutes)"
	@echo "make docs   write the generated documents again"
	@echo "make clean  remove the set-up, keep the results"

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("ccsim needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: setup
	$(BIN)/ccsim compare scenarios/retail/monday.toml scenarios/retail/more-staff.toml scenarios/retail/more-bot.toml scenarios/retail/more-authority.toml scenarios/retail/all-three.toml --replications 20 --name retail
	$(BIN)/ccsim compare scenarios/bank/august.toml scenarios/bank/one-more-at-the-peak.toml scenarios/bank/desk-helps-internet.toml --name bank
	@echo "Open results/retail/report.html and results/bank/report.html in a browser."

test: setup lint
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

verify: setup
	$(BIN)/ccsim verify --thorough $(if $(ENGINE),--engine $(ENGINE))

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

# Others' simulators, to measure beside ours; nothing else needs them.
$(VENV)/.bench: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

docs: setup
	$(BIN)/python -m sim.measure.document docs/kpis.md
	$(BIN)/python -m sim.observed.document docs/observed.md
	$(BIN)/python scenarios/identification/identify.py
	$(BIN)/ccsim schema > scenarios/scenario.schema.json

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
