# Two commands matter: `make quickstart` and `make test`. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup quickstart test format
.DEFAULT_GOAL := help

help: ## Say what there is
	@awk -F ': .*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Python packages and the Pulumi engine (part of the others)
	@$(PYTHON) -m toolchain.bootstrap

quickstart: setup ## Approve four connections with the real engine, against a local Azure
	@$(BIN)/python -m quickstart

test: setup ## Everything CI runs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy __main__.py
	$(BIN)/lint-imports
	$(BIN)/pytest

format: setup ## Put the code in order
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
