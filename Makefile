# One list of commands, used alike by people and by CI.
PYTHON ?= python3.11
BIN := .venv/bin

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
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## speed, as ratios against named baselines; writes dist/bench.json
	$(BIN)/python -m tests.benchmarks

faults: setup ## transactions on queues while workers, servers and services fail, as a table
	$(BIN)/python -m tests.queues.faults

COVERING := --ignore tests/stub/test_archive_bits.py --ignore tests/stub/test_launcher.py \
  tests/stub tests/isolation tests/network tests/segment/test_trampoline.py tests/segment/test_steps.py \
  tests/segment/test_branches_race.py tests/native/test_compile.py tests/produce/test_big_integers.py \
  tests/cli/test_limits.py tests/cli/test_nothing_is_told.py tests/cli/test_cuts.py \
  tests/segment/test_tries_and_sleeps.py tests/serve/test_observe.py \
  tests/serve/test_problem_documents.py tests/serve/test_pool.py tests/keyless \
  tests/deploy tests/cli/test_completion_words.py tests/network tests/cli/test_bound_rights.py \
  tests/cli/test_bindings_file.py tests/cli/test_engine_command.py \
  tests/serve/test_bind_http.py tests/serve/test_bind_corners.py \
  tests/cli/test_executable_thin.py::test_the_users_engines_lie_where_the_system_has_such_things \
  tests/cli/test_executable_thin.py::test_the_command_says_what_it_does \
  tests/queues/test_bindings.py::test_another_scheme_is_refused \
  tests/queues/test_bindings.py::test_what_is_not_installed_is_told
coverage: setup ## fail where a branch of the stub is taken by no test
	rm -rf dist/coverage
	$(BIN)/python -m coverage run -m pytest -q -m "not slow" $(COVERING)
	$(BIN)/python -m coverage combine -q
	$(BIN)/python -m coverage report

FUZZ_SECONDS ?= 1200
FUZZ_TARGETS ?= archive component plan wit
fuzz: setup ## fuzz each reader for FUZZ_SECONDS; what is found lies in dist/fuzz
	for target in $(FUZZ_TARGETS); do \
	  $(BIN)/python -m tests.fuzz $$target $(FUZZ_SECONDS) dist/fuzz/$$target || exit 1; \
	done

clean: ## remove what was made
	rm -rf .venv dist/coverage dist/fuzz dist/*.flowpack dist/*.key dist/*.ndjson dist/bench.json
