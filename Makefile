# Two commands do all: `make demo` shows Daylight at work, `make test` proves it. Both set themselves up first.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
DEMO_DATA ?= demo-data
EXTRAS ?= dev
# Tests run side by side, one process for each processor; JOBS=0 runs them in one, as a debugger needs.
JOBS ?= auto

.PHONY: help demo test lint format bench clean

help:
	@echo "make demo    gather fictional publications with the real spiders, load them, serve them on port $(PORT)"
	@echo "make test    every test and every check that this machine has the means for"
	@echo "make lint    style, types and import rules only"
	@echo "make bench   speed as ratios against named peers (takes some minutes)"

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Daylight needs Python 3.11 or newer, and found none on the path."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); $(PYTHON) -m pip install --quiet --user virtualenv && $(PYTHON) -m virtualenv --quiet $(VENV); }

# A stamp per set of extras: installing again happens only when what is declared or locked has changed.
$(VENV)/installed-run: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Daylight into $(VENV) (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/installed-$(EXTRAS): $(VENV)/installed-run
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@

demo: $(VENV)/installed-run
	@$(BIN)/daylight --data-dir $(DEMO_DATA) demo --port $(PORT)

test: lint
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

lint: $(VENV)/installed-$(EXTRAS)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy

format: $(VENV)/installed-$(EXTRAS)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/installed-$(EXTRAS)
	@for script in $$(grep -l __main__ benchmarks/*.py); do echo "== $$script"; $(BIN)/python -m benchmarks.$$(basename $$script .py) || exit 1; done

clean:
	rm -rf $(VENV) $(DEMO_DATA) .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
