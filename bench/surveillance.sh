#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/surveillance.sh: the question of bench/surveillance.bench. Bounds beside R's first, then both times, CPU seconds, in one run. Needs Rscript
# with surveillance.   BUILD: a configured build folder (default build/release).
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
bench=bench/surveillance.bench
value() { sed -n "s/^$1: //p" "$bench"; }
Rscript -e 'library(surveillance)' >/dev/null 2>&1 || { echo "skipped: R's surveillance is not there: apt-get install r-cran-surveillance"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cmake --build "$build" --target bench_surveillance >/dev/null
Rscript bench/surveillance.R "$folder" "$(value sample_facilities)" "$(value sample_weeks)" | tee "$folder/peer.json"
[ -f ../shared/peers/r/farrington.R ] && Rscript ../shared/peers/r/farrington.R "$(value sample_facilities)" "$(value sample_weeks)" || true
"$build/bench_surveillance" "$folder" "$(value facilities)" "$(value diseases)" "$(value weeks)" | tee "$folder/ours.out"
awk -v wall_max="$(value must_wall_s)" -v aim="$(value aim_times_peer)" '
  function number(name) { match($0, "\"" name "\":[0-9.]+"); return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) }
  /"peer"/ { peer = number("tests_per_cpu_s") }
  /"detail":"full"/ { wall = number("wall_s"); ours = number("tests_per_cpu_s") }
  END { printf "newest week of every series: %.1f s (must: under %s s); %.0f times R a CPU second (aim: %s)\n", wall, wall_max, ours / peer, aim; exit wall > wall_max }' "$folder/peer.json" "$folder/ours.out"
