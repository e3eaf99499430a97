# Tongguan: `make run` shows a living port, `make test` checks everything. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: help run test check lock clean docs
.DEFAULT_GOAL := help

help: ## list what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/core.done: requirements/core.txt pyproject.toml
	@echo "[setup] virtual environment and dependencies (the first time takes a minute or two) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tongguan needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/test.done: requirements/test.txt $(VENV)/core.done
	@echo "[setup] dependencies of the tests …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

run: $(VENV)/core.done ## install, start everything and show a living port (Ctrl-C ends it)
	@exec $(BIN)/tongguan demo --port $(PORT)

test: $(VENV)/test.done ## all checks and tests, browser included where Chromium is installed
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/test.done ## style, import contracts, manifests, generated files
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check --quiet src tests benchmarks
	@$(BIN)/lint-imports
	@$(BIN)/tongguan module check

lock: ## pin and hash the requirements anew (needs uv)
	@for group in core test vision spark training; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-header requirements/$$group.in -o requirements/$$group.txt; done

docs: $(VENV)/core.done ## write the generated pages of docs/ anew
	@$(BIN)/tongguan module map --write
	@$(BIN)/tongguan cases diagram --write docs/workflows.md

clean: ## remove the environment and all local data, the database included
	rm -rf $(VENV) .tongguan
