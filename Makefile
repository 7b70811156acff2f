# Everything sets itself up: a virtual environment, exact versions, the project itself.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT := 8501
# Tests side by side: more than two cores, as many wait for a browser or a command they started.
# Polars on one core each: three times two threads on two cores wait for one another (a third of the time).
WORKERS := 3

.PHONY: setup setup-dev demo test lint bench lock screenshots

setup: .venv/installed
setup-dev: .venv/installed-dev

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/installed-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@ .venv/installed

demo: setup
	$(BIN)/buitenblik demo --port $(PORT)

test: setup-dev lint
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: setup-dev
	$(BIN)/python -m tests.benchmarks

# The pictures of the README, taken by the browser test on the sample data.
screenshots: setup-dev
	BUITENBLIK_SCREENSHOTS=docs $(BIN)/python -m pytest tests/dashboard/test_browser.py -k "whole_at_every or opens_without"

lock:
	$(BIN)/uv pip compile pyproject.toml --group build --generate-hashes --no-annotate --no-header --no-emit-index-url --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --generate-hashes --no-annotate --no-header --no-emit-index-url --output-file requirements-dev.lock
