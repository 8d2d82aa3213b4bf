#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/change.sh [BINARY]: the question of bench/change.bench, measured. Prints a Markdown table.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bench=$root/bench/change.bench
data=$root/../shared/data
binary=${1:-$root/build/release/accalmie}
python=/usr/bin/python3
value() { sed -n "s/^$1: //p" "$bench"; }
work=${BENCH_FOLDER:-$root/build/bench}
space=$work/change-workspace

[ -d "$data" ] || { echo "skipped: ../shared/data is not there"; exit 0; }
[ -x "$binary" ] || { echo "no program at $binary: make build first" >&2; exit 4; }
mkdir -p "$work"
rm -rf "$space"
program() { "$binary" --workspace "$space" "$@"; }
program init >"$work/change-init.out"
program import places "$data/mali-admin/mli_adm0.geojson" --boundary cod-ab-2021 --rejects "$work/rejects" >"$work/change-places.out"
for level in 1 2 3; do program import places "$data/mali-admin/mli_adm$level.geojson" --boundary cod-ab-2021 --rejects "$work/rejects" >>"$work/change-places.out"; done
program import ucdp "$data/conflict-events/ucdp-ged-mali-1990-2023.csv" --release "GED 24.1" --rejects "$work/rejects" >"$work/change-ucdp.out"
program evaluation add bench --sentence "$(value sentence)" --places "$(value places)" --first "$(value first)" --last "$(value last)" --edge-months "$(value edge_months)" \
  --sources ucdp --baselines "$(value baselines)" --areas "$(value areas)" --kinds "$(value kinds)" --precision "$(value precision)" --pool "$(value pool)" \
  --estimators "$(value estimators)" --permutations "$(value permutations)" >"$work/change-plan.out"
"$python" "$root/bench/measure.py" "$binary" --workspace "$space" change bench --json >"$work/change.json" 2>"$work/change.err" || { cat "$work/change.err" >&2; exit 1; }
rm -rf "$space"
"$python" - "$work/change.json" "$work/change.err" "$(value must_specifications)" "$(value must_wall_s)" "$(value must_modelled_specifications)" "$(value must_modelled_permutations)" <<'PY'
import json, os, sys
answer, used = json.load(open(sys.argv[1])), json.loads(open(sys.argv[2]).read().strip().split("\n")[-1])
need, wall, modelled, draws = int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
m = answer["multiverse"]
p = m["permutations"]
print("| what | specifications | that answer | permutations | verdict | p of the curve | wall s | CPU s | peak MiB |\n|---|---|---|---|---|---|---|---|---|")
print(f"| rate ratios, ratios of ratios | {m['evaluated']} of {m['crossed']:.0f} | {m['answered']} | {p['assignments']} | {m['verdict']} | {m['curve_tests']['mean_z_p']:.3f} | {used['wall_s']:.2f} | {used['cpu_s']:.2f} | {used['peak_mib']} |")
late = []
models = m.get("models")
if models:
    print(f"| model-based, a sample | {models['sampled']} of {models['crossed']:.0f} | {models['answered']} | {models['assignments']} | {100 * models['share_supporting']:.0f} % support | | within the same run | | |")
if not models or models["answered"] < modelled or models["assignments"] < draws:
    late.append(f"fewer than {modelled} model-based specifications by {draws} permutations")
if m["answered"] < need or p["assignments"] < 1000:
    late.append(f"fewer than {need} specifications by 1,000 permutations")
if used["wall_s"] > wall:
    late.append(f"more than {wall:.0f} s")
print(f"\n{os.cpu_count()} processors, load at the end {os.getloadavg()[0]:.1f}; the whole of `change PLAN --json`, reading the workspace included")
print(f"must: {need} specifications by 1,000 permutations under {wall:.0f} s, {modelled} model-based by {draws}: " + ("missed: " + "; ".join(late) if late else "met"))
sys.exit(1 if late else 0)
PY
