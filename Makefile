# Each target sets up what it needs from a clean clone; a stamp file makes the second call fast.
# Needs python3 (3.11 or newer, with venv and pip) and make, nothing else.
PYTHON  ?= python3
VENV    ?= .venv
OUT     ?= output/beijing-2026
JOBS    ?= 2
MUTANTS ?= 60
AT_LEAST ?= 70
TESTS   ?=
BENCH   ?=
FUZZ    ?= 10000
FIRST   ?= 0
SEED    ?= 1
PORT    ?= 8050

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 NUMBA_NUM_THREADS=1
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url \
	--no-header --group backend

.DELETE_ON_ERROR:
.PHONY: help run web test test-slow slow kernels fuzz lint format bench mutants data docs lock clean

help: ## show the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/'

run: $(VENV)/.installed-run ## answer the main question; files go to output/beijing-2026
	$(BIN)/middlepower run beijing-2026 --out $(OUT)

web: $(VENV)/.installed-web ## serve the pages on this machine (PORT=8050) and print their address
	$(BIN)/middlepower serve --port $(PORT)

test: $(VENV)/.installed-dev ## the fast tests: units, properties, golden numbers, doctests of docstrings and README
	$(ONE_THREAD) $(BIN)/python -m pytest -n $(JOBS) --dist loadfile -p no:benchmark $(TESTS)

test-slow: docs fuzz mutants slow ## what takes longer: hostile inputs, random mutants, the slow tests, the documentation

slow: $(VENV)/.installed-dev ## the slow tests: long commands, the law of many days, the data remade
	$(ONE_THREAD) $(BIN)/python -m pytest -n $(JOBS) -p no:benchmark -m slow

lint: $(VENV)/.installed-dev ## style, format, types, and which layer imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.installed-dev ## rewrite the files in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-bench ## time the solver and whole commands beside other programs and the last run (BENCH=--store keeps it)
	$(ONE_THREAD) $(BIN)/python benchmarks/run.py $(BENCH)

kernels: $(VENV)/.installed-dev ## break each equation and each rule of the law; the tests named beside must notice
	$(BIN)/python -m tests.mutants --kernels --jobs $(JOBS)

mutants: kernels ## break the code at random places (MUTANTS, SEED, ONLY) and print what no test notices
	$(BIN)/python -m tests.mutants --count $(MUTANTS) --seed $(SEED) --only "$(ONLY)" --jobs $(JOBS) \
	  --at-least $(AT_LEAST)

fuzz: $(VENV)/.installed-dev ## feed hostile inputs (FUZZ of each class, from number FIRST) to every door of the program
	$(ONE_THREAD) $(BIN)/python tests/fuzz/drive.py --first $(FIRST) --count $(FUZZ) --jobs $(JOBS)

data: $(VENV)/.installed-dev ## remake the embedded data and tables from raw data (in $$MIDDLEPOWER_DATA or ../shared/data)
	$(BIN)/python -m tools --data "$(or $(MIDDLEPOWER_DATA),../shared/data)"

docs: $(VENV)/.installed-docs ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lock: $(BIN)/python ## remake requirements/*.txt
	$(PIP) install --quiet "uv>=0.5"
	$(UV_COMPILE) $(UPGRADE) --output-file requirements/run.txt
	$(UV_COMPILE) $(UPGRADE) --extra dev --extra build --extra games --constraint requirements/run.txt --output-file requirements/dev.txt
	$(UV_COMPILE) $(UPGRADE) --extra dev --extra build --extra games --extra bench --constraint requirements/dev.txt \
	  --output-file requirements/bench.txt
	$(UV_COMPILE) $(UPGRADE) --extra web --extra excel --constraint requirements/dev.txt --output-file requirements/web.txt
	$(UV_COMPILE) $(UPGRADE) --extra docs --constraint requirements/dev.txt --output-file requirements/docs.txt

clean: ## remove everything that the other targets make
	rm -rf $(VENV) .venv-second site build dist output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "middlepower needs Python 3.11 or newer: make PYTHON=/path/to/python3.12 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed-%: requirements/%.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes --requirement requirements/$*.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 src
	@$(BIN)/python -m middlepower.report.kept_templates
	@touch $@
