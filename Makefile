# Works with GNU make 3.81 (macOS) and later. Every target is safe to repeat.
.POSIX:
BIN = .venv/bin
WORKERS = 2
ARGS =
COVER = --cov=lianfang.core --cov-branch --cov-fail-under=100

# Hundreds of processes read the same modules: let Python keep them compiled, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make run [COUNTY=...]  install what is missing, start Lianfang with its database, open it on 127.0.0.1:8000"
	@echo "make test              install what the tests need and run them all"
	@echo "make test-pg15         the database tests on the system's PostgreSQL 15"
	@echo "make check             format, lint, types, order of rooms, templates, tidiness, locks"
	@echo "make fix               put right what tools can put right"
	@echo "make bench [ARGS=...]  measure speed; prints, never fails on time"
	@echo "make lock [ARGS=--upgrade]  write the locks in requirements/ anew"
	@echo "make setup             only install and build, as the first step of the others"

run: setup
	@exec $(BIN)/lianfang run $${COUNTY:+--county "$$COUNTY"}

setup:
	@scripts/setup.sh run

setup-dev:
	@scripts/setup.sh dev

# The core first, with every branch of it covered by its own tests; then all the rest. With ARGS: what they name.
test: setup-dev
	@scripts/browser.sh
	$(if $(ARGS),,$(BIN)/python -m pytest -n $(WORKERS) $(COVER) tests/core)
	$(BIN)/python -m pytest -n $(WORKERS) $(if $(ARGS),$(ARGS),--ignore=tests/core)

# Pages and interfaces send the statements of their rooms, which are tried here; the matrix opens each of them once.
test-pg15: setup-dev
	$(BIN)/python scripts/with_postgresql.py 15 $(BIN)/python -m pytest -n $(WORKERS) -m "database and not journey and not page" $(ARGS)

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src
	$(BIN)/python -m pytest -q tests/tidy
	scripts/check_locks.sh

fix: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev
	$(BIN)/python -m benchmarks $(ARGS)

lock: setup-dev
	scripts/lock.sh $(ARGS)

.PHONY: help run setup setup-dev test test-pg15 check fix bench lock
