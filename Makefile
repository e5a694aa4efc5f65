# Everything a person or CI does with this repository. `make` alone lists the targets.
#
# Set-up is incremental: each step leaves a stamp file and runs again only when the file that
# defines it (requirements/*.txt, package-lock.json, ...) is newer than its stamp.

# Which Python makes the virtual environment: 3.11 or newer.
PYTHON ?= python3
# Where torch alone comes from; empty means pip's own index. On Linux that build carries CUDA,
# several gigabytes the app never uses: TORCH_INDEX=https://download.pytorch.org/whl/cpu
# takes the small one.
TORCH_INDEX ?=

BIN := .venv/bin
# No package may move another's version, whatever order they are installed in.
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q -c requirements/constraints.txt
# Packages' install scripts are not run: nothing we use needs one.
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
# Two at a time: what the smallest machine we plan for has. A file stays with one of the two, so
# that what its tests share is made once.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run check test test-full static-checks bench words pins clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PYTHON=python3.12       another Python (3.11 or newer)"
	@echo "  TORCH_INDEX=https://download.pytorch.org/whl/cpu   the small build of torch on Linux"
	@echo "  ATLAS_HOST, ATLAS_PORT  where 'make run' serves (127.0.0.1, 8000)"
	@echo "  ATLAS_CHROMIUM          the browser that 'make test' drives"
	@echo "  EXAMPLES=40             'make test' tries forty times as many random examples"
	@echo "  WRITE=1                 'make bench' writes benchmarks/results.md and .svg, too"

run: .venv/.engine static/vendor/.stamp ## Set up what is missing, then serve
	@exec $(BIN)/resnet-atlas serve

setup: .venv/.test static/vendor/.stamp node_modules/.test ## Install all that run, check and test need
	@scripts/chromium >/dev/null
	@command -v nginx >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		{ echo "== nginx from the system's packages" && scripts/apt nginx; }

check: .venv/.test static/vendor/.stamp static-checks ## The quick checks: no browser, no slow test
	@echo "== Tests, the quick ones"
	@$(PYTEST) -m "not browser and not slow"

test: setup static-checks ## Every kind of check
	@echo "== Tests"
	@ATLAS_CHROMIUM="$$(scripts/chromium)" $(PYTEST)

test-full: export DEPTH = full
test-full: test ## Every check: all networks, more random examples (see tests/depth.py)

# Each names itself before it runs, so that a failure says where it comes from.
static-checks: .venv/.test node_modules/.test static/vendor/.stamp
	@echo "== Lint" && $(BIN)/ruff check && $(BIN)/ruff format --check
	@echo "== Spelling" && $(BIN)/codespell
	@echo "== Import contracts" && $(BIN)/lint-imports --no-logo
	@echo "== Types" && $(BIN)/mypy
	@echo "== Format of the scripts" && npm run --silent format:check
	@echo "== Types of the scripts" && npm run --silent types
	@echo "== Tests of the scripts" && npm test --silent

bench: .venv/.bench static/vendor/.stamp ## Measure the speeds we promise
	@ATLAS_CHROMIUM="$$(scripts/chromium)" $(BIN)/python -m benchmarks $(if $(WRITE),--write)

words: .venv/.runtime ## Bring app/resnet_atlas/web/locale up to date with what people read
	@$(BIN)/python scripts/words.py

pins: ## Write requirements/constraints.txt anew, from the newest versions
	@echo "== Newest versions, torch and torchvision as they are"
	@rm -rf .venv/pins && $(PYTHON) -m venv .venv/pins
	@grep -E '^(torch|torchvision|timm)==' requirements/constraints.txt >.venv/pins/torch.txt
	@.venv/pins/bin/pip install -q --no-deps -r .venv/pins/torch.txt $(TORCH_INDEX:%=--index-url %)
	@.venv/pins/bin/pip install -q -c .venv/pins/torch.txt hatchling \
		-r requirements/runtime.txt -r requirements/test.txt -r requirements/bench.txt
	@# The +cpu of the small torch and the CUDA packages of the large one are one machine's choice.
	@{ sed -n '/^#/p' requirements/constraints.txt; .venv/pins/bin/pip freeze --all --exclude pip | \
		sed -E 's/\+[a-z0-9.]+$$//; /^(nvidia|cuda|triton)/d'; } >.venv/pins/new.txt
	@mv .venv/pins/new.txt requirements/constraints.txt && rm -rf .venv/pins

clean: ## Remove what set-up and the checks made
	rm -rf .venv node_modules static/vendor *.egg-info .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache test-results
	find . -name __pycache__ -prune -exec rm -rf {} +

# ---- Set-up, step by step ----------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, '$(PYTHON)' is not: set PYTHON=/path/to/python" >&2; exit 1; }
	@echo "== Virtual environment"
	@rm -rf .venv && $(PYTHON) -m venv .venv

# torch by itself and first, or another package's wish for it would bring in a second build;
# its own dependencies come with the next line.
.venv/.torch: requirements/constraints.txt | .venv/bin/python
	@echo "== torch$(TORCH_INDEX:%= from %)"
	@$(PIP) --no-deps torch $(TORCH_INDEX:%=--index-url %)
	@touch $@

.venv/.runtime: requirements/runtime.txt pyproject.toml .venv/.torch
	@echo "== Python packages to run"
	@$(PIP) hatchling -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.engine: requirements/debian.txt .venv/.runtime
	@scripts/engine
	@touch $@

.venv/.test: requirements/test.txt .venv/.engine
	@echo "== Python packages to test"
	@$(PIP) -r requirements/test.txt
	@$(PIP) --no-deps torchvision timm
	@touch $@

.venv/.bench: requirements/bench.txt .venv/.test
	@echo "== Python packages to measure against"
	@$(PIP) -r requirements/bench.txt
	@command -v dot >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		echo "== Graphviz from the system's packages" && scripts/apt graphviz; } || { \
		echo "Graphviz's program dot is needed: install the package graphviz" >&2; exit 1; }
	@touch $@

# `npm ci` starts from an empty node_modules, so a changed lock file drops both of its stamps.
node_modules/.runtime: package.json package-lock.json
	@node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null && command -v npm >/dev/null || { \
		echo "Node.js 20 or newer with npm is needed" >&2; exit 1; }
	@echo "== Browser packages to run"
	@$(NPM_CI) --omit=dev
	@touch $@

node_modules/.test: node_modules/.runtime
	@echo "== Browser packages to test"
	@$(NPM_CI)
	@touch node_modules/.runtime $@

static/vendor/.stamp: package.json package-lock.json scripts/vendor.js $(wildcard static/js/*/*.js) | node_modules/.runtime
	@echo "== Browser files to static/vendor"
	@npm run --silent vendor
	@touch $@
