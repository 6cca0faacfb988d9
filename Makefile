# Two commands do all the set-up on a fresh machine that has Python 3.11 and make:
#   make report   writes out/ from the example: the workbook, both reports, the JSON
#   make test     runs everything that must hold: lint, types, contracts, tests, coverage
# Beside them, make bench measures speed and memory beside the peers.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := examples/cproc_2017
JOBS ?= 2
# Compiled modules are kept, whatever is set around: the tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: report test lint types tests coverage format schema docs bench clean

report: $(VENV)/.run
	mkdir -p out
	$(BIN)/cproc check $(EXAMPLE)
	$(BIN)/cproc export $(EXAMPLE) --to xlsx --force -o out/cproc-2017.xlsx
	$(BIN)/cproc export $(EXAMPLE) --to docx --lang en --force -o out/cproc-2017.en.docx
	$(BIN)/cproc export $(EXAMPLE) --to docx --lang fr --force -o out/cproc-2017.fr.docx
	$(BIN)/cproc export $(EXAMPLE) --to json --force -o out/cproc-2017.json
	@echo "the year is in out/"

# What is checked without running tests goes side by side, each one's words in one piece.
test: $(VENV)/.dev
	$(MAKE) --jobs=$(JOBS) --output-sync=target --no-print-directory lint types docs
	$(MAKE) --no-print-directory tests

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

docs: $(VENV)/.dev
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -q -b html docs out/docs

tests: $(VENV)/.dev
	$(BIN)/pytest -n $(JOBS) --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE)

COVERAGE := 95

# Speed and memory beside the peers, as ratios of one run; not part of the tests. SUBJECT=xlsx runs one.
bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks $(SUBJECT)

# The JSON Schema that the package ships; made anew when a class of the model has changed.
schema: $(VENV)/.run
	$(BIN)/python -m cproc.serialize.json_schema

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) out .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# What the command needs, and what developing needs on top; made anew when pyproject.toml changes.
$(VENV)/.run: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/pip install --quiet --group dev
	touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/pip install --quiet --group bench
	touch $@
