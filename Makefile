# One release build serves the demo, the tests and the benchmarks: tests import only what is
# public or package, so nothing is ever rebuilt for them.

SHELL := /bin/bash
.DEFAULT_GOAL := help

SWIFT_FLAGS := -c release
BIN := .build/release/athanor
OUT := out
DEMO := Examples/demo
PYTHON := .build/venv

.PHONY: help packages test-packages python build demo test lint bench soak clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

packages: ## Install the Debian packages the build needs, when missing
	@packaging/install-packages

test-packages: packages
	@packaging/install-packages debian-packages-tests.txt

python: test-packages ## Install the Python packages of the tests, when missing
	@packaging/install-python-packages $(PYTHON)

build: packages ## Build the program and its tests, once, optimised
	swift build $(SWIFT_FLAGS) --build-tests --explicit-target-dependency-import-check error

demo: packages ## Check and dry-run every demo plan on simulated devices, write the reports
	swift build $(SWIFT_FLAGS) --product athanor
	@packaging/demo $(BIN) $(DEMO) $(OUT)

lint: ## Hold the format
	swift format lint --strict -r Sources Tests Package.swift

test: build lint python ## Build, then run every test
	swift test $(SWIFT_FLAGS) --skip-build --parallel

bench: build ## Measure every figure beside its goal (≤ 15 minutes)
	@packaging/bench $(BIN)

soak: build python ## Long campaigns: the whole fuzz, many seeds
	ATHANOR_SOAK=1 swift test $(SWIFT_FLAGS) --skip-build
	ATHANOR_SOAK=1 .build/release/athanor-bench --measure trips
	python3 Tests/Tools/powercut/powercut.py .build/release/athanor-bench --trials 100000 --jobs 2

clean: ## Remove what building made
	rm -rf .build $(OUT)
