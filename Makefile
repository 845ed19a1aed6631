# What an engineer types. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh

.PHONY: help install up test check format bench clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: ## Obtain uv, both environments and, for tests, nothing else
	@sh scripts/install

up: install ## Install what is missing, train if needed, migrate, serve on http://127.0.0.1:8000
	@.venv/bin/yichuang up

test: install ## Install what is missing, check the code, run all tests
	@sh scripts/obtain-browser
	@sh scripts/check
	@sh scripts/run-tests

check: install ## Format, lint, types and import rules, without tests
	@sh scripts/check

format: install ## Format the code
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix --quiet .

bench: install ## Measure the catalogue's heart (the running system: yichuang bench turn, bench submit)
	@.venv/bin/python -m pytest -q tests/benchmarks --benchmark-enable --benchmark-only --benchmark-columns=median,iqr,ops
	@.venv/bin/yichuang bench catalogue

clean: ## Remove environments and data of this installation
	@rm -rf .venv bot/.venv .tools var
