# Otklik: `make` lists the verbs. State lies under OTKLIK_HOME (default var/).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export OTKLIK_HOME ?= $(CURDIR)/var
PORT ?= 8000
HOST ?= 127.0.0.1
TABLE ?= ../shared/data/perm/incidents.csv
TWEETS ?= ../shared/data/tone/rusentitweet_train.csv
FOLDS ?= one
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-all check format lock bench bench-triage clean

help: ## list the verbs
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.ready ## build .venv with the otklik command

run: setup ## start the product with the demo region (HOST, PORT)
	@$(BIN)/otklik init --demo
	@$(BIN)/otklik up --host $(HOST) --port $(PORT)

test: setup-dev ## all that the tests need, and the tests that need no server
	$(BIN)/pytest -n 2 -m "not postgres and not rabbit"

test-all: setup-dev ## every test; needs PostgreSQL, RabbitMQ, Chromium (.ci/run brings them)
	$(BIN)/pytest -n 2

check: setup-dev ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy otklik config

format: setup-dev ## put the code in the house's form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: setup-dev ## intake and the line, the API, the feed: ratios in one run (TABLE=path)
	$(BIN)/python -m bench.line $(TABLE)
	$(BIN)/python -m bench.api
	$(BIN)/python -m bench.feed
	$(BIN)/python -m bench.deadlines
	$(BIN)/python -m bench.likeness
	$(BIN)/python -m bench.similar
	$(BIN)/python -m bench.desk
	$(BIN)/python -m bench.answer_checks
	$(BIN)/python -m bench.files
	$(BIN)/python -m bench.letters
	$(BIN)/python -m bench.slices_page
	$(BIN)/python -m bench.facts_refresh
	$(BIN)/python -m bench.ranking
	$(BIN)/python -m bench.slices

bench-triage: setup-dev ## the readers in one table: worth, speed, memory (TABLE=path TWEETS=path FOLDS=one or all)
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m bench.triage $(TABLE) --tweets $(TWEETS) --folds $(FOLDS)
	$(BIN)/python -m bench.matters

lock: setup-dev ## compile requirements*.txt with hashes from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml --group build --group dev -o requirements-dev.txt

clean: ## remove .venv and caches; state stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info

setup-dev: $(VENV)/.ready-dev

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Нужен Python 3.11 или новее: make PYTHON=python3.12 setup"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/python-venv
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.ready: $(VENV)/.made requirements.txt pyproject.toml
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
