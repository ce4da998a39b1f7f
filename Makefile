# Needs make and a Python of 3.11 or later; everything else is put into $(VENV). A second run of any target installs nothing.
#
#   make demo    a contract of the library, run, with its reasons (installs only what Tenor needs to run)
#   make test    the tests, but for those of the documentation and the architecture
#   make check   lint, format, types, documentation with its examples, architecture, the built wheel
#   make bench   the benchmarks
#   make docs    the documentation as a site, in site/
#   make clean   removes what the others made
#
# Another interpreter: make test PYTHON=python3.12. Another place for the environment: make test VENV=…

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

MADE = $(VENV)/.tenor-made
RUNTIME = $(VENV)/.tenor-runtime
DEV = $(VENV)/.tenor-dev

# mkdocs-material prints a notice about its successor at every run; this is its own switch for it.
export NO_MKDOCS_2_WARNING = 1

.PHONY: demo test check check-lint check-format check-types check-docs check-laws bench docs clean

demo: $(RUNTIME)
	@$(BIN)/python -m tenor.apps.demo

test: $(DEV)
	$(BIN)/python -m pytest -n auto --ignore=tests/architecture --ignore=tests/docs

# Each part is a target of its own: `make -k check` goes on after a failure.
check: check-lint check-format check-types check-docs check-laws

check-lint: $(DEV)
	$(BIN)/ruff check

check-format: $(DEV)
	$(BIN)/ruff format --check

check-types: $(DEV)
	$(BIN)/mypy

check-docs: $(DEV)
	$(BIN)/mkdocs --quiet build --strict

check-laws: $(DEV)
	$(BIN)/python -m pytest -n auto tests/architecture tests/docs -m "wheel or not wheel"

bench: $(DEV)
	$(BIN)/python -m benchmarks

docs: $(DEV)
	$(BIN)/mkdocs --quiet build --strict
	@echo "the documentation is in site/index.html"

clean:
	rm -rf .venv build dist site tenor.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis report.xml
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@command -v $(PYTHON) >/dev/null 2>&1 || \
	  { echo "Tenor needs Python 3.11 or later; '$(PYTHON)' was not found. Name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tenor needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -c 'import sys; print(sys.version.split()[0])')." \
	         "Name another: make PYTHON=python3.12 …" >&2; exit 1; }
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -m venv "$(VENV)"
	@touch $@

$(RUNTIME): pyproject.toml | $(MADE)
	@$(PIP_INSTALL) -e .
	@touch $@

$(DEV): pyproject.toml | $(MADE)
	@$(PIP_INSTALL) -e '.[dev]'
	@touch $@ $(RUNTIME)
