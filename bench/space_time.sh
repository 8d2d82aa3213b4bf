#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/space_time.sh: twinstim and hhh4 of R's surveillance beside our fits of the same data, in one run. Prints a Markdown table.
# The data ship with the R package; bench/space_time.R writes them at run time into build/bench, nothing of them is kept here.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=${BENCH_BUILD:-$root/build/release}
work=${BENCH_FOLDER:-$root/build/bench}/space-time
Rscript -e 'quit(status = !requireNamespace("surveillance", quietly = TRUE))' 2>/dev/null || { echo "skipped: R's package surveillance is not there"; exit 0; }
mkdir -p "$work"
cmake --build "$build" --target bench_space_time >&2
Rscript "$root/bench/space_time.R" "$work" "${REPEATS:-3}" >"$work/peer.jsonl" 2>"$work/peer.log"
coefficients() { python3 -c 'import json, sys; print(",".join(map(repr, [one for one in map(json.loads, open(sys.argv[1])) if one["peer"] == sys.argv[2]][0]["coefficients"])))' "$work/peer.jsonl" "$1"; }
for ((round = 0; round < ${REPEATS:-3}; ++round)); do
    "$build/bench_space_time" "$work" "$(coefficients twinstim)" "$(coefficients hhh4)"
done >"$work/ours.jsonl"
python3 - "$work/peer.jsonl" "$work/ours.jsonl" <<'EOF'
import json, statistics, sys
peer, ours = ([json.loads(line) for line in open(path)] for path in sys.argv[1:3])
print("| fit | log-likelihood of R | ours at R's estimates | our maximum | R, CPU s | ours, CPU s | ratio |\n|---|---|---|---|---|---|---|")
failed = False
for name in ("twinstim", "hhh4"):
    theirs, mine = [one for one in peer if one["peer"] == name], [one for one in ours if one["ours"] == name]
    slow, fast = (statistics.median(one["cpu_s"] for one in all) for all in (theirs, mine))
    print(f"| {name} | {theirs[0]['log_likelihood']:.6f} | {mine[0]['log_likelihood_at_peer']:.6f} | {mine[0]['log_likelihood']:.6f} | {slow:.3f} | {fast:.4f} | {slow / fast:.0f} (aim 10) |")
    failed |= abs(theirs[0]["log_likelihood"] - mine[0]["log_likelihood_at_peer"]) > 1e-5 or mine[0]["log_likelihood"] < theirs[0]["log_likelihood"] - 1e-5 or not mine[0]["converged"]
sys.exit("the numbers do not agree" if failed else 0)
EOF
