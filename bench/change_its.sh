#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/change_its.sh: interrupted time series beside R's MASS::glm.nb on the same series, one run, CPU seconds. Needs Rscript with MASS.
# BUILD: a configured build folder (default build/release).
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
command -v Rscript >/dev/null || { echo "skipped: Rscript is not there: apt-get install r-base-core r-recommended"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cmake --build "$build" --target bench_change_its >&2
Rscript bench/change_its.R "$folder"
"$build/bench_change_its" "$folder"
