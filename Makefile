# SPDX-License-Identifier: Apache-2.0
# make run: from a fresh Debian 12 machine to the page with the demo.   make check: what CI runs.
# Everything is repeatable and may be interrupted: the next run goes on where this one stopped.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
DEMO ?= build/demo
PORT ?= 8080

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## */: /' | awk -F': ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

deps:            ## install what is needed (Debian and npm packages)
	@tools/deps.sh >/dev/null

build/node-path: tools/deps.sh third/package-lock.json web/package-lock.json
	@mkdir -p build; tools/deps.sh > build/node-path.tmp; tail -n 1 build/node-path.tmp > build/node-path; rm build/node-path.tmp

web/dist/index.html: build/node-path $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/artifacts -prune -o -type f -print)
	@echo "== web app"; cd web && PATH="$$(cat ../build/node-path):$$PATH" npm run build
	@touch $@

web: web/dist/index.html   ## build the web app into web/dist

build: web       ## the release program: build/release/accalmie
	@echo "== release build"
	@cmake --preset release > build/release.log || { cat build/release.log; exit 1; }
	@cmake --build build/release --target accalmie -j $(JOBS)

run: build       ## demo workspace, served; prints the address
	@test -f $(DEMO)/workspace || build/release/accalmie demo $(DEMO)
	@exec build/release/accalmie --workspace $(DEMO) serve --port $(PORT)

build-dev: web
	@echo "== build with address and undefined-behaviour sanitizers"
	@cmake --preset dev > build/dev.log || { cat build/dev.log; exit 1; }
	@cmake --build build/dev -j $(JOBS)

check: build-dev ## all tests, as CI runs them
	@tools/check.sh dev

check-all: check ## also g++ 12, thread sanitizer, release, tidy on everything, soak
	@tools/check-all.sh

bench: build     ## figures beside their peers, into bench/RESULTS.md
	@bench/run.sh

fuzz: build/node-path ## each parser of outside bytes, FUZZ_SECONDS each [60]
	@tools/fuzz.sh

soak: build      ## kill -9 loop against the real program, SOAK_ROUNDS [500]
	@tests/soak/kill_loop.sh build/release/accalmie

soak-submissions: build ## 100,000 forms from 200 connections that break, each kept exactly once; SOAK=--quick: 2,000
	@tests/soak/submissions.py build/release/accalmie $(SOAK)

clients: build   ## other people's clients (ODK's engine and web-forms, Enketo) load every pack form and submit
	@cd tools/clients && npm ci --ignore-scripts --no-audit --no-fund && npm run build && node run.mjs $(CURDIR)/build/release/accalmie $(wildcard $(CURDIR)/packs/*/forms)

clean:           ## remove everything built
	@rm -rf build web/dist web/artifacts

.PHONY: help deps web build run build-dev check check-all bench fuzz soak soak-submissions clients clean
