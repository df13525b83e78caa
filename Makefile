# Two commands matter: `make quickstart` and `make test`. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
# Many containers set it. Then every process of the hundreds that tests start compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup quickstart test test-exhaustive lint types layers pytest programs pytest-exhaustive typescript pythons bench facts fuzz mutants docs site pictures plugin version dist workflows vulnerabilities image image-push format
.DEFAULT_GOAL := help

help: ## Say what there is
	@awk -F ': .*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Python packages and the Pulumi engine, for all the rest
	@$(PYTHON) -m tools.toolchain.bootstrap

quickstart: ## Approve four connections with the real engine, against a local Azure
	@$(PYTHON) -m tools.toolchain.bootstrap policy simulator
	@$(BIN)/python -m examples.quickstart

test: lint types layers pytest ## What to run before each commit: five minutes. Of the largest tables a part, always the same

test-exhaustive: lint types layers pytest-exhaustive ## All of it with every case, and how much of the code they reach: far longer

lint: setup ## Rules and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup ## mypy, strict
	$(BIN)/mypy
	$(BIN)/mypy __main__.py

layers: setup ## Who may import whom
	$(BIN)/lint-imports

pytest: setup ## Tests, with some programs that the real engine runs
	$(BIN)/pytest --numprocesses=auto --dist=worksteal

programs: setup ## The other programs that the real engine runs: stories, examples, states of older versions
	$(BIN)/pytest --programs --numprocesses=auto --dist=worksteal tests/engine tests/examples

pytest-exhaustive: setup ## The same with every case; at least 95 % of the branches of what ships
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest --exhaustive --numprocesses=auto --dist=worksteal
	@$(BIN)/coverage combine --quiet
	$(BIN)/python -m tools.floor

typescript: setup ## The npm packages that a test of a TypeScript program needs
	@$(BIN)/python -m tools.toolchain.typescript

pythons: setup ## Unit tests on other Pythons that are here and at the lowest versions; how much of the code they run
	$(BIN)/python -m tools.pythons
	$(BIN)/python -m tools.installed

bench: setup ## Time, requests, state and memory, as a table and a picture: twenty minutes (BENCH_AZ=1: az too)
	$(BIN)/python -m tools.benchmarks

fuzz: setup ## Readers of outside text, fuzzed for half a minute each
	-@$(BIN)/python -m pip install --quiet --group fuzz
	@$(BIN)/python -m tools.fuzz

mutants: setup ## Faults put into what decides, to see which no test notices: hours (EVERY=5: one in five); goes on where it was stopped
	$(BIN)/python -m tools.mutants --every $(or $(EVERY),1) $(MODULES)

facts: setup ## What the newest official clients know better than the table of services: ten minutes, 300 MB
	@$(BIN)/python -m tools.facts

docs: setup ## Write the pages that say what the code says
	@$(BIN)/python -m tools.pages

site: setup ## The documentation as a site, in site/: fails for a link that leads nowhere
	@$(BIN)/python -m tools.site

pictures: setup ## Draw what is drawn: pictures from their texts, the recording on the site's home anew
	@$(BIN)/python -m tools.site.pictures
	@$(BIN)/python -m tools.site.recording

plugin: setup ## The provider plugin as the engine installs it, and its schema, in dist/
	@$(BIN)/python -m tools.plugin

version: ## Make TO=… the version wherever it stands, with what CHANGELOG.md has as unreleased
	@$(MAKE) --no-print-directory setup
	@$(BIN)/python -m tools.release.version $(TO)
	@$(MAKE) --no-print-directory docs

dist: setup ## All that a release is made of, checked, in dist/; with TAG=v… that it is that version, too
	@$(BIN)/python -m tools.release --tag '$(TAG)'

workflows: setup ## Lint the workflows: actionlint, which Go brings, and zizmor
	go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
	@$(BIN)/python -m tools.release.locked zizmor --offline .github

vulnerabilities: setup ## Known ones in what is shipped, as uv.lock has it
	@$(BIN)/python -m tools.release.vulnerabilities

image: setup ## The simulator's image, by docker or CONTAINER=…, started once
	@$(BIN)/python -m tools.release.image

image-push: ## Push the image that is built
	@$(BIN)/python -m tools.release.image --push

format: setup ## Put the code in order
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
