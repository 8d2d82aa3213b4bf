#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/calibration.sh [BINARY]: how often intervals cover and verdicts hold on simulated data; RUNS=10000 PROGRAMMES=1000 are the defaults.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
binary=${1:-$root/build/release/calibration}
[ -x "$binary" ] || ninja -C "$root/build/release" calibration >&2
"$binary" "${RUNS:-10000}" "${PROGRAMMES:-1000}"
