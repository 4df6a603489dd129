# make demo   install and draw the example        make test   install for tests and run them all
# make texts  bring cs.po and the pages made from code (metrics, glossary, coverage) in step with it
# make docs   build the documentation
# make simulate  how often the tests of change are wrong, in 3,000 made-up pilots
# make clean  remove what these made

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test texts simulate docs clean
.DEFAULT_GOAL := demo

demo: .venv/installed
	$(BIN)/netcoop report datasets/havlickuv_brod --out demo
	@echo "Open the map in a browser: $(CURDIR)/demo/map.html"

test: .venv/installed-test
	@sh tests/find_chromium.sh
	@sh tests/find_postgres.sh
	@sh tests/find_java.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto --dist loadfile

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "netcoop needs Python 3.11 or later; say which with make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --upgrade --constraint constraints.txt pip
	@touch $@

.venv/installed: .venv/created pyproject.toml constraints.txt
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/installed-test: .venv/installed
	$(PIP) install --quiet --constraint constraints.txt --group test --group lint
	@touch $@

texts: .venv/installed-test
	$(BIN)/python tests/update_texts.py
	$(BIN)/python -m tests.update_metrics_page
	$(BIN)/python docs/make_glossary.py
	$(BIN)/python -m tests.update_coverage

simulate: .venv/installed-test
	$(BIN)/python -m tests.compare.simulate_did
	$(BIN)/python -m tests.compare.simulate_intervals
	$(BIN)/python -m tests.compare.simulate_periods
	$(BIN)/python -m tests.compare.simulate_panel

docs: .venv/installed
	$(PIP) install --quiet --constraint constraints.txt --group docs
	$(BIN)/sphinx-build --fail-on-warning --builder html docs docs/_build

clean:
	rm -rf .venv demo docs/_build build dist
