#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/check-all.sh: what make check leaves out: g++ 12, thread sanitizer, release, tidy on everything, soak.
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=$(nproc)
echo "== g++ 12, without precompiled headers: each file includes what it uses"
cmake -S . -B build/gcc -G Ninja -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_CXX_FLAGS_DEBUG=-O1" -DCMAKE_CXX_COMPILER=g++ -DCMAKE_C_COMPILER=gcc > build/gcc.log
cmake --build build/gcc -j "$jobs"
for test in build/gcc/*_test; do "$test" --no-intro | tail -n 2; done
echo "== thread sanitizer"
cmake --preset tsan > build/tsan.log
cmake --build build/tsan -j "$jobs"
for test in journal_test facts_test measures_test surfaces_test; do TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp halt_on_error=1" "build/tsan/$test" --no-intro | tail -n 2; done
echo "== release"
make build
tests/app/commands.sh build/release/accalmie
echo "== tidy on everything"
tools/clang-tidy-changed.sh build/dev all
echo "== soak"
make soak
echo "all passed"
