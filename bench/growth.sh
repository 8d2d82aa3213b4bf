#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/growth.sh: z-scores and prevalence beside the stated figures of WHO's R package anthro (bench/growth.bench). Prints a Markdown table.
# BUILD: a configured build folder (default build/release).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$root/build/release}
cases=$root/../shared/data/stats/child-growth/anthro_expected_zscores_first300.csv
value() { sed -n "s/^$1: //p" "$root/bench/growth.bench"; }
[ -f "$cases" ] || { echo "skipped: ../shared/data is not there"; exit 0; }
cmake --build "$build" --target bench_growth >/dev/null
"$build/bench_growth" "$cases" "$(value peer_rows_a_cpu_second)" "$(value peer_prevalence_cpu_s)"
if command -v Rscript >/dev/null && Rscript -e 'library(survey)' >/dev/null 2>&1; then
  echo
  echo "R's survey, on which WHO's package stands, on this machine: $(Rscript "$root/bench/growth.R") CPU s for one of the 39 groups of the prevalence"
fi
echo
echo "aim: $(value aim_rows_ratio) times the rows, $(value aim_prevalence_ratio) times the prevalence"
