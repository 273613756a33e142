# Needs Python 3.11 or newer, make and git. Everything else goes into .venv.
#
#   make run     the app on http://localhost:8501 (PORT=8600 make run); ADDRESS=0.0.0.0 lets other machines in
#   make test    lint, types, import rules and all tests; gets what they need, Chromium and PostgreSQL included
#   make test-fast              the same without the tests that drive Chromium
#   make test-one T=tests/…     one test, file or folder
#   make lint    format, style, types, import rules
#   make docs    writes the pages of docs/ that are made from code
#   make demo    writes data/demo.xlsx, a made-up program of 24 circles, and its survey
#   make bench   measures the speed budgets
#   make lock    after a change of requirements: the exact files pip may install, with their hashes
#
# PYTHON=python3.12 chooses the Python that .venv is made with, WORKERS=4 how many processes run the tests.

PYTHON ?= python3
PORT ?= 8501
# As many as processors: a test that drives Chromium keeps one busy. One more was measured, and is no faster.
WORKERS ?= $(shell $(PYTHON) -c "import os; print(os.cpu_count() or 1)")
ADDRESS ?= 127.0.0.1

VENV := .venv
BIN := $(VENV)/bin

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PYTHONNOUSERSITE := 1
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.PHONY: setup setup-dev run demo docs lint test test-fast test-one chromium postgresql bench lock clean
.DELETE_ON_ERROR:

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

run: setup
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

demo: setup
	@mkdir -p data
	$(BIN)/python -m lib.demo --circles 24 --months 18 --seed 7 --out data/demo.xlsx --survey data/demo-pulse.xlsx

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# On a busy machine mypy may not reach its own workers in time; alone it is slower and needs none.
	$(BIN)/mypy --num-workers $(WORKERS) || $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.english

# Chromium and PostgreSQL are fetched while pip installs and the linters run; one after the other, as apt wants it.
test:
	@$(MAKE) --no-print-directory --jobs=2 lint postgresql
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-fast: lint
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not browser"

test-one: setup-dev
	@test -n "$(T)" || { echo "Say which test: make test-one T=tests/metrics/health/test_sessions.py" >&2; exit 2; }
	$(BIN)/pytest $(T)

# The drivers of BigQuery and Snowflake need an older protobuf than the app's: they get an environment of their own.
test-warehouses:
	test -d .venv-warehouses || $(PYTHON) -m venv .venv-warehouses
	.venv-warehouses/bin/python -m pip install --quiet -r requirements.txt -r requirements-warehouses.txt \
		pytest==9.2.0 sqlglot==30.30.0 time-machine==3.6.0 hypothesis==6.170.15
	.venv-warehouses/bin/python -m pytest tests/workbook/sql/test_warehouses.py

docs: setup-dev
	$(BIN)/python -m docs.generate

chromium:
	@tests/install_chromium.sh

postgresql: chromium
	@tests/install_postgresql.sh

bench: setup-dev
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.cold
	$(BIN)/python -m tests.bench.pages
	$(BIN)/python -m tests.bench.pages --circles 400 --months 24
	$(BIN)/python -m tests.bench.crowd

# For every platform and every Python from 3.11 on, so that one file serves all machines.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

lock: setup-dev
	$(BIN)/$(LOCK) requirements.txt --output-file requirements.lock
	$(BIN)/$(LOCK) requirements-dev.txt --output-file requirements-dev.lock

clean:
	rm -rf $(VENV)

# Stamps: pip runs again only when a lock file changed. Python compiles what is imported when it first is: that
# is a third of what pip would compile.
$(VENV)/.installed: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes -r requirements-dev.lock
	@touch $(VENV)/.installed $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Pharos needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo missing): choose another with make PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
