# `make` lists what there is. Everything runs in .venv, which the first target that needs it sets up.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help playground test quick check bench prove pictures lock

PY := .venv/bin/python
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-12s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

playground: .venv/runtime ## try the bot in a browser, with no account anywhere
	@exec $(PY) -m bot playground

# The tests start hundreds of processes, and each would compile the whole bot.
unexport PYTHONDONTWRITEBYTECODE

# What tests write is in memory where there is some; it goes with the test, unless that is red.
export PYTEST_DEBUG_TEMPROOT ?= $(wildcard /dev/shm)

# The slow tests come first, and whoever is free takes what comes next; one waits behind each that is under way. One more
# process than there are cores, since tests with processes of their own often wait for them.
ON_EVERY_CORE = --numprocesses $(shell $(PY) -c 'import os; print(os.cpu_count() + 1)') --dist load --maxschedchunk 1

test: .venv/tests ## every test
	@$(PY) -m pytest $(ON_EVERY_CORE)

quick: .venv/tests ## the quick tests, without a browser: a few minutes
	@$(PY) -m pytest $(ON_EVERY_CORE) -m "not slow and not browser"

check: .venv/tests ## format, lint, types, and the rules of the house
	@$(PY) -m ruff format --check
	@$(PY) -m ruff check
	@$(PY) -m mypy
	@$(PY) -m pytest --quiet tests/test_house.py

bench: .venv/tests ## how fast, as ratios measured side by side
	@$(PY) -m tests.bench

pictures: .venv/tests ## the README's pictures, as the tours of the playground show them
	@$(PY) -m pytest --quiet --pictures tests/playground/test_whole_browser.py

SEEDS ?= 10000
POSTGRES_SEEDS ?= 500
KILLS ?= 1000
TROUBLES ?= 200
CUTS ?= 1000
prove: .venv/tests ## try to lose a reward or to pay twice, for long: make prove SEEDS=1000000 KILLS=1000 CUTS=1000
	@$(PY) -m tests.prove --seeds $(SEEDS) --postgres-seeds $(POSTGRES_SEEDS) --kills $(KILLS) --troubles $(TROUBLES) \
		--cuts $(CUTS)

lock: $(PY) ## pin the newest versions in requirements.txt and tests/requirements.txt
	@$(PIP_INSTALL) uv==0.13.9
	@$(RESOLVE) pyproject.toml > .venv/runtime.lock
	@$(RESOLVE) --group pyproject.toml:tests --constraint .venv/runtime.lock > .venv/tests.lock
	@(echo '# Made by `make lock`. The last line installs the command shabash.'; \
		cat .venv/runtime.lock; echo '-e .') > requirements.txt
	@(echo '# Made by `make lock`.'; echo '-r ../requirements.txt'; \
		grep -vxFf .venv/runtime.lock .venv/tests.lock) > tests/requirements.txt

# One resolution for every Python from 3.11 on. pip comes with each virtual environment, so it is not pinned.
RESOLVE = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
	--no-emit-package pip

# The stamps make the second time cost nothing. The one for the tests installs both lists.
.venv/runtime: $(PY) requirements.txt
	@echo "Installing what the bot needs into .venv. This happens once and takes about half a minute."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/tests: $(PY) requirements.txt tests/requirements.txt
	@echo "Installing what the bot and its tests need into .venv. This happens once and takes about a minute."
	@$(PIP_INSTALL) -r tests/requirements.txt
	@touch .venv/runtime $@

# The first Python that is new enough; `make PYTHON=/path/to/python3 …` names another.
PYTHON = $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

$(PY):
	$(if $(PYTHON),,$(error Shabash needs Python 3.11 or newer, and none is on the PATH: install one, or name it with make PYTHON=/path/to/python3))
	$(if $(shell $(PYTHON) -c 'import ensurepip, venv; print(True)' 2>/dev/null),,$(error $(PYTHON) cannot make virtual environments: on Debian or Ubuntu, apt install python3-venv mends that))
	@$(PYTHON) -m venv --clear .venv
