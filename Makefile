# Two commands do all the set-up on a fresh machine that has Python 3.11 and make:
#   make report   writes out/ from the examples: the workbook, both reports, the JSON, forms of a grant
#   make test     runs everything that must hold: lint, types, contracts, docs, tests
# Beside them, make thorough runs the long tests, and each law on more examples; make coverage says
# what the tests reach; make bench measures speed and memory beside the peers, make gauges the code
# itself; make newest and make lowest try the ends of the ranges
# that pyproject.toml gives to users. make dist builds what is released and tries it as a user
# would; make picture draws the pictures of the documentation from what comes out.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := examples/cproc_2017
GRANT := examples/eu_grant_reported
JOBS ?= 2
# Names and versions of all that is installed, so that the commands do the same on any day.
PINS := constraints.txt
INSTALL = $(BIN)/python -m pip install --quiet $(PINS:%=--constraint=%)
# Compiled modules are kept, whatever is set around: the tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: report test lint types tests thorough filling coverage newest lowest lock format schema messages docs bench gauges dist picture clean

report: $(VENV)/.run
	mkdir -p out
	$(BIN)/cproc check $(EXAMPLE)
	$(BIN)/cproc export $(EXAMPLE) --to xlsx --force -o out/cproc-2017.xlsx
	$(BIN)/cproc export $(EXAMPLE) --to docx --for public --lang en --force -o out/cproc-2017.en.docx
	$(BIN)/cproc export $(EXAMPLE) --to docx --for public --lang fr --force -o out/cproc-2017.fr.docx
	$(BIN)/cproc export $(EXAMPLE) --to json --force -o out/cproc-2017.json
	$(FORM)=prag-annex3 -O spread=true --period 2024 --force -o out/grant-budget.xlsx
	$(FORM)=prag-annex6 --period 2024-01/2025-03 --force -o out/grant-interim.xlsx
	$(FORM)=prag-annex6 --period 2025-04/2025-12 --force -o out/grant-final.xlsx
	@echo "the year and the forms of a grant are in out/"

FORM = $(BIN)/cproc export $(GRANT) --to form -O project=WATER -O form

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

PYTEST = $(BIN)/pytest -n $(JOBS) --dist worksteal

tests: $(VENV)/.dev
	$(PYTEST) -m "not thorough"

# What takes long, and of which the tests run a sample: more files, and more examples of each law.
thorough: $(VENV)/.dev
	$(PYTEST) -m "thorough or hypothesis" --hypothesis-profile=thorough

# Every feature of a workbook with a row repeated anywhere, judged and computed by other programs;
# a sample of it is among the tests.
filling: $(VENV)/.dev
	CPROC_WHOLE_MATRIX=1 $(PYTEST) tests/filling

# Tracing every branch takes as long again as the tests do, so that it has a target of its own.
# A test that is not traced has nothing to do here.
coverage: $(VENV)/.dev
	$(PYTEST) -m "not (no_cover or thorough)" --cov --cov-report=term:skip-covered --cov-fail-under=95

# Everything again with the newest release of everything, as a user has it who installs today.
newest:
	rm -rf $(VENV)-newest
	$(MAKE) --no-print-directory VENV=$(VENV)-newest PINS= test

# The tests with the oldest releases that pyproject.toml allows: a bound that is false fails here.
lowest:
	rm -rf $(VENV)-lowest
	$(PYTHON) -m venv $(VENV)-lowest
	$(PYTHON) -c '$(LOWEST)' > $(VENV)-lowest/pins.txt
	$(MAKE) --no-print-directory VENV=$(VENV)-lowest PINS=$(VENV)-lowest/pins.txt tests

LOWEST := import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	needs = sum(project["optional-dependencies"].values(), project["dependencies"]); \
	print(*(need.replace(">=", "==") for need in needs), sep="\n")

# Speed and memory beside the peers, as ratios of one run; not part of the tests. SUBJECT=xlsx runs one.
bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks $(SUBJECT)

# Size, coupling and names of the code, as figures.
gauges: $(VENV)/.run
	$(BIN)/python -m benchmarks.gauges

# The JSON Schema that the package ships; made anew when a class of the model has changed.
schema: $(VENV)/.run
	$(BIN)/python -m cproc.serialize.json_schema

# The catalogues of messages: what is missing is added empty, for a translator to fill.
messages: $(VENV)/.dev
	$(BIN)/python docs/messages.py

# The source archive and the wheel: built, judged, and tried where there is no checkout.
dist: $(VENV)/.dist
	rm -rf out/dist
	$(BIN)/python -m build --no-isolation --outdir out/dist .
	$(BIN)/python -m twine check --strict out/dist/*
	$(BIN)/check-wheel-contents out/dist/*.whl
	$(BIN)/python docs/trial.py out/dist $(PINS)

# LibreOffice, poppler and Chromium lay the pages out, so that the pictures show what a reader gets.
picture: $(VENV)/.dev
	$(BIN)/python docs/pictures.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) $(VENV)-newest $(VENV)-lowest out .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# The file of names and versions, from the newest of everything; hatchling and editables are
# what pip builds the package with.
lock:
	rm -rf $(VENV)-newest
	$(MAKE) --no-print-directory VENV=$(VENV)-newest PINS= $(VENV)-newest/.bench $(VENV)-newest/.dist
	$(VENV)-newest/bin/python -m pip install --quiet hatchling editables
	echo '# Made by `make lock`: what `make report`, `make test`, `make bench` and `make dist` install.' > $(VENV)-newest/pins.txt
	$(VENV)-newest/bin/python -m pip list --format=freeze --exclude-editable --exclude=setuptools >> $(VENV)-newest/pins.txt
	mv $(VENV)-newest/pins.txt constraints.txt

# What the command needs, and what developing needs on top; made anew when a version changes.
$(VENV)/.run: pyproject.toml $(PINS)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --upgrade pip
	$(INSTALL) $(PINS:%=--build-constraint=%) --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(INSTALL) --group dev
	touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(INSTALL) --group bench
	touch $@

$(VENV)/.dist: $(VENV)/.run
	$(INSTALL) --group dist
	touch $@
