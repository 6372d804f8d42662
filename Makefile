# The targets are the commands that the README names. A fresh machine needs python3 and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
SERVER_STAMP := $(VENV)/.ready-server

.PHONY: demo demo-graph test test-graph test-spark browser lint types contracts picture clean

demo: $(STAMP)
	$(BIN)/pathways demo demo

# The same record as a graph: a real Neo4j in demo/, three questions in Cypher, the map from the server.
demo-graph: export XDG_DATA_HOME := $(CURDIR)/demo/data
demo-graph: $(SERVER_STAMP)
	$(BIN)/pathways demo demo > /dev/null
	@set -e; graph="$$($(BIN)/pathways server start)"; \
	trap '$(BIN)/pathways server stop' EXIT; set -x; \
	$(BIN)/pathways load demo --into "$$graph"; \
	$(BIN)/pathways query "$$graph" entry_points -p by=program --format table; \
	$(BIN)/pathways query "$$graph" stuck_points --format table; \
	$(BIN)/pathways query "$$graph" conversion -p source=mentee -p target=mentor --format table; \
	$(BIN)/pathways map "$$graph" -o demo/graph-map.html

# The first time it fetches a Neo4j (about 160 MB), against which Cypher is held to Python.
test: $(SERVER_STAMP) browser lint types contracts
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

# The same on the other release of Neo4j as well, and what takes minutes: 160 MB and its time.
test-graph: $(SERVER_STAMP)
	$(BIN)/python -m pytest -q -m "long or not long" tests/stores tests/cypher tests/transfer \
		tests/cli/test_queries_command.py tests/loaders/test_mutated_files.py

# Spark on this machine, in one session: 700 MB of packages, and a minute to start.
test-spark: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[server,spark]'
	$(BIN)/python -m pytest -q -n 0 -m "long or not long" tests/transfer/test_spark.py

# The browser that looks at the pages, from Debian's packages where we may install them; where it is
# missing the tests that need it are skipped and say so, and fail where CI is set.
browser:
	@command -v chromium > /dev/null && command -v chromedriver > /dev/null || { \
		test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get -qq update && \
		DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
			chromium chromium-driver fonts-liberation > /dev/null; } || \
		echo "No chromium and chromedriver: the pages will not be looked at in a browser." >&2

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

$(SERVER_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[server]'
	touch $@

# The rooms as docs/architecture.md shows them, from what imports what.
picture: $(STAMP)
	$(BIN)/python tests/house.py

clean:
	rm -rf $(VENV) demo dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
