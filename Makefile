# Two commands are enough: `make run` and `make test`. `make help` lists the others.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Which Python makes the environment: `make run PYTHON=python3.12`
PYTHON ?= python3
# How the suite is spread over the cores; empty runs it in one process: `make test SPREAD=`
SPREAD ?= -n 3 --dist loadfile --no-loadscope-reorder
# What else pytest is told: `make test TESTS=tests/domain`
TESTS ?=
# Every scenario with both kinds of visit on both databases, not on one each: `make test FULL=1`
export FULL ?=

VENV := .venv
BIN := $(VENV)/bin
# pip's own settings (an index, a proxy) are used as they are; nothing here names an address.
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml

.PHONY: help run test check format bench docs messages lock install install-development chromium clean

help:  ## what can be made
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 28

run: install  ## the whole product; without TELEGRAM_TOKEN with a simulator and a playground
	@exec $(BIN)/python -m bot run

test: install-development chromium  ## everything CI runs: check, then the whole suite
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest $(SPREAD) $(TESTS)

check: install-development  ## linter, formatter, types, floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-logo

format: install-development  ## put the code into its form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: install-development  ## the figures of benchmarks/README.md
	@$(BIN)/python -m benchmarks.run

docs: install-development  ## docs/states.md and docs/permissions.md from the tables
	@$(BIN)/python -m tests.domain.documents

messages: install-development  ## gather the words people see into locales/
	@$(BIN)/python -m locales.extract

lock: install-development  ## find the newest versions pyproject.toml allows: `make lock UPGRADE=--upgrade`
	@$(LOCK) $(UPGRADE) --group build --output-file requirements/runtime.txt > /dev/null
	@$(LOCK) $(UPGRADE) --group build --extra bills --constraints requirements/runtime.txt --output-file requirements/bills.txt > /dev/null
	@$(LOCK) $(UPGRADE) --group build --group dev --extra bills --constraints requirements/bills.txt --output-file requirements/development.txt > /dev/null

clean:  ## forget the environment and the caches, keep ./var
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis

install: $(VENV)/runtime.stamp

install-development: $(VENV)/development.stamp

chromium:
	@.ci/chromium > /dev/null

# An environment that exists already is kept: only a missing one is made.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "ChargeOps needs Python 3.11 or newer and '$(PYTHON)' is not: install one and name it, for example: make run PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "'$(PYTHON)' cannot make a virtual environment: install its venv module, for example: apt-get install python3-venv" >&2; exit 1; }

# Installed again only when the pins or the project's own description have changed.
$(VENV)/runtime.stamp: requirements/runtime.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the program needs"
	@$(INSTALL) -r requirements/runtime.txt
	@PYTHONWARNINGS=ignore $(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/development.stamp: requirements/development.txt $(VENV)/runtime.stamp
	@echo "Installing what the tests need"
	@$(INSTALL) -r requirements/development.txt
	@touch $@
