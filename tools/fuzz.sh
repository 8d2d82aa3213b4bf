#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/fuzz.sh [NAME...]: libFuzzer over each parser of outside bytes, FUZZ_SECONDS each (60). Findings and corpora: build/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19 \
  "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -gline-tables-only -fsanitize=fuzzer-no-link" -DACCALMIE_SANITIZE=address,undefined -DACCALMIE_FUZZ=ON > build/fuzz.log
names=("$@")
[ ${#names[@]} -gt 0 ] || for file in tests/fuzz/*_fuzz.cpp; do names+=("$(basename "$file" .cpp)"); done
cmake --build build/fuzz -j "$(nproc)" --target "${names[@]}"
for name in "${names[@]}"; do
  mkdir -p "build/fuzz/corpus/$name"
  echo "== $name, $seconds s"
  (cd build/fuzz && "./$name" "corpus/$name" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 2>&1 | grep -E "stat::number_of_executed|ERROR|SUMMARY|Test unit written" || true)
  if ls build/fuzz/crash-* build/fuzz/timeout-* build/fuzz/oom-* >/dev/null 2>&1; then echo "a finding: build/fuzz"; exit 1; fi
done
echo "${#names[@]} passed, 0 failed"
