#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/import_submissions.sh [BINARY]: the question of bench/import_submissions.bench. Prints a Markdown table; makes its file once (some minutes).
#   ROWS=10000 bench/import_submissions.sh    another size (memory must hardly grow with the rows)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bench=$root/bench/import_submissions.bench
binary=${1:-$root/build/release/accalmie}
value() { sed -n "s/^$1: //p" "$bench"; }
rows=${ROWS:-$(value rows)}
work=${BENCH_FOLDER:-$root/build/bench}/export-$rows
[ -x "$binary" ] || { echo "no program at $binary: make build first" >&2; exit 4; }
mkdir -p "$work"
[ -s "$work/bench.xlsx" ] || { echo "making the export ..." >&2; python3 "$root/bench/make_export.py" "$work" "$rows" "$(value columns)"; }

late=0
echo "| what | wall s | CPU s | peak MiB | MiB read |"
echo "|---|---|---|---|---|"
measure() {
    local name=$1 file=$2
    shift 2
    rm -rf "$work/space"
    "$binary" --workspace "$work/space" init >/dev/null
    "$binary" --workspace "$work/space" form publish "$work/bench.xml" >/dev/null
    python3 "$root/bench/measure.py" "$binary" --workspace "$work/space" import submissions "$work/$file" "$@" --json >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
    python3 - "$name" "$work/out" "$work/err" "$work/$file" "$rows" "$(value must_wall_s)" "$(value must_peak_mib)" <<'PY' || late=1
import json, os, sys
name, out, err, file, rows, wall, peak = sys.argv[1:]
made, used = json.load(open(out)), json.loads(open(err).read().strip().split("\n")[-1])
assert made["new"] == int(rows) == made["read"], made["reject_reasons"]
print(f"| {name} | {used['wall_s']} | {used['cpu_s']} | {used['peak_mib']} | {os.path.getsize(file) / 2**20:.0f} |")
sys.exit(1 if used["wall_s"] > float(wall) or used["peak_mib"] > float(peak) else 0)
PY
    rm -rf "$work/space"
}
measure "CSV, submissions" bench.csv --form bench
measure "CSV, records by a mapping" bench.csv --mapping "$work/bench.yaml"
measure "JSON, submissions" bench.json --form bench
measure "XLSX, submissions" bench.xlsx --form bench
echo
echo "$rows rows, $(value columns) columns; load at the end: $(cut -d' ' -f1 /proc/loadavg) on $(nproc) processors; must: $(value must_wall_s) s, $(value must_peak_mib) MiB: $([ "$late" = 0 ] && echo met || echo missed)"
exit "$late"
