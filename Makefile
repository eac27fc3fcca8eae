# One list of commands, used alike by people and by CI.
PYTHON ?= python3.11
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE # else each process that tests start would compile our modules anew

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow lint bench faults coverage fuzz clean

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/ready ## make the virtual environment

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable '.[compile]' --group dev
	touch $@

.venv/registry: | .venv/ready ## what the tests of `flowc push` push to
	tests/oci/install.sh $@

demo: setup ## compile, seal, verify and run samples/movies
	$(BIN)/python samples/demo.py

test: setup lint .venv/registry ## everything CI checks
	$(BIN)/python -m tests.parts
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not slow"

test-slow: setup ## the tests that need toolchains or minutes
	$(BIN)/python -m pytest -q -m slow

lint: setup ## ruff, mypy, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports

bench: setup ## speed, as ratios against named baselines; writes dist/bench.json
	$(BIN)/python -m tests.benchmarks

faults: setup ## transactions on queues while workers, servers and services fail, as a table
	$(BIN)/python -m tests.queues.faults

# Folders of tests that run the stub, one after the other: a measured process of pytest-xdist may not fork.
COVERING := cli deploy isolation keyless native network queues segment serve stub wrap
coverage: setup ## fail where a branch of the stub is taken by no test
	rm -rf dist/coverage
	$(BIN)/python -m coverage run -m pytest -q -m "not slow" $(COVERING:%=tests/%)
	$(BIN)/python -m coverage combine -q
	rm -f dist/coverage/data.* # what a process that was killed had not written whole
	$(BIN)/python -m coverage report

FUZZ_SECONDS ?= 1200
FUZZ_TARGETS ?= archive component plan wit
fuzz: setup ## fuzz each reader for FUZZ_SECONDS; what is found lies in dist/fuzz
	for target in $(FUZZ_TARGETS); do \
	  $(BIN)/python -m tests.fuzz $$target $(FUZZ_SECONDS) dist/fuzz/$$target || exit 1; \
	done

clean: ## remove what was made
	rm -rf .venv dist/coverage dist/fuzz dist/*.flowpack dist/*.key dist/*.ndjson dist/bench.json
