#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/import.sh [BINARY]: the question of bench/import.bench, to the program and to its peer, in one run. Prints a Markdown table.
#   ROWS=2000000 PEER=no bench/import.sh    another size, the program alone (memory must not grow with the rows)
# Needs ../shared/peers/py and, for the peer, Debian's python3-numpy, -pandas, -shapely, -geopandas, -rtree; scipy is unpacked beside them, since its
# package pulls in a Boost that conflicts with ours.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bench=$root/bench/import.bench
peers=$root/../shared/peers/py
binary=${1:-$root/build/release/accalmie}
python=/usr/bin/python3
value() { sed -n "s/^$1: //p" "$bench"; }
rows=${ROWS:-$(value expect_rows)}
work=${BENCH_FOLDER:-$root/build/bench}
events=$work/events-$rows

[ -d "$peers" ] || { echo "skipped: ../shared/peers is not there"; exit 0; }
[ -x "$binary" ] || { echo "no program at $binary: make build first" >&2; exit 4; }
mkdir -p "$work"

need_python() {
    "$python" -c 'import numpy, pandas, shapely, geopandas, rtree' 2>/dev/null ||
        apt-get install -y --no-install-recommends python3-numpy python3-pandas python3-shapely python3-geopandas python3-rtree liblapack3 libgfortran5 python3-decorator >&2
    [ -d "$work/scipy" ] && return
    mkdir -p "$work/deb"
    (cd "$work/deb" && apt-get download python3-scipy >&2 && for package in python3-scipy*.deb; do dpkg-deb -x "$package" "$work/scipy"; done)
}
if [ ! -s "$events/events.csv" ] || [ ! -s "$events/admin.geojson" ]; then
    need_python
    echo "making $rows events ..." >&2
    PYTHONPATH=$work/scipy/usr/lib/python3/dist-packages "$python" "$peers/make_events.py" "$events" "$rows" 800 >&2
fi

# The peer: its own measure of its own work, without the start of Python.
peer_cpu= peer_peak= peer_name=
if [ "${PEER:-yes}" = yes ]; then
    need_python
    echo "peer ..." >&2
    answer=$("$python" "$peers/ged_pandas.py" "$events" 1)
    field() { "$python" -c 'import json, sys; print(json.loads(sys.argv[1])[sys.argv[2]])' "$answer" "$1"; }
    peer_cpu=$(field cpu_s) peer_peak=$(field peak_mb) peer_name=$(field peer)
    for name in joined cells deaths; do
        [ "$rows" != "$(value expect_rows)" ] || [ "$(field $name)" = "$(value expect_$name)" ] || { echo "the peer's $name is $(field $name), expected $(value expect_$name)" >&2; exit 9; }
    done
fi

# The program: every command from an empty folder to the answer; all of its processes are counted.
space=$work/workspace
rm -rf "$space"
log=$work/steps.log
: >"$log"
step() {
    local name=$1
    shift
    echo "$name ..." >&2
    "$python" "$root/bench/measure.py" "$binary" --workspace "$space" "$@" >"$work/$name.out" 2>"$work/$name.err" || { cat "$work/$name.err" >&2; exit 1; }
    echo "$name $(tail -n 1 "$work/$name.err")" >>"$log"
}
step init init
step places import places "$events/admin.geojson" --boundary bench-1 --level 2 --code-field adm_id --name-field name
step import import ucdp "$events/events.csv" --release bench --json
step query query --csv "select count(*) as cells, sum(incidents) as joined, sum(deaths_best) as deaths from incident_month where level = 2"
rm -rf "$space"

read -r cells joined deaths < <(tail -n 1 "$work/query.out" | tr ',' ' ')
imported=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["new"])' "$work/import.out")
if [ "$rows" = "$(value expect_rows)" ]; then
    for name in cells joined deaths; do
        [ "${!name}" = "$(value expect_$name)" ] || { echo "the program's $name is ${!name}, expected $(value expect_$name)" >&2; exit 9; }
    done
fi
[ "$imported" = "$rows" ] || { echo "the program imported $imported of $rows rows" >&2; exit 9; }

"$python" - "$log" "$peer_cpu" "$peer_peak" "$peer_name" "$(value must_cpu_ratio)" "$(value aim_cpu_ratio)" "$(value must_peak_mib)" "$(value aim_peak_mib)" <<'PY'
import json, os, sys
log, peer_cpu, peer_peak, peer_name, must_cpu, aim_cpu, must_peak, aim_peak = sys.argv[1:]
steps = {line.split(" ", 1)[0]: json.loads(line.split(" ", 1)[1]) for line in open(log)}
cpu, wall, peak = (f(s[k] for s in steps.values()) for f, k in ((sum, "cpu_s"), (sum, "wall_s"), (max, "peak_mib")))
print("| who | CPU s | wall s | peak MiB | CPU ratio |\n|---|---|---|---|---|")
if peer_cpu:
    print(f"| {peer_name} | {float(peer_cpu):.2f} | | {peer_peak} | 1 |")
print(f"| accalmie | {cpu:.2f} | {wall:.2f} | {peak} | {cpu / float(peer_cpu):.2f} |" if peer_cpu else f"| accalmie | {cpu:.2f} | {wall:.2f} | {peak} | |")
for name, step in steps.items():
    print(f"| - {name} | {step['cpu_s']:.2f} | {step['wall_s']:.2f} | {step['peak_mib']} | |")
print(f"\nload at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
late = []
if peer_cpu and cpu > float(must_cpu) * float(peer_cpu):
    late.append(f"CPU ratio above {must_cpu}")
if peak > int(must_peak):
    late.append(f"peak above {must_peak} MiB")
if peer_cpu:
    print(f"must: ratio {must_cpu}, {must_peak} MiB: " + ("missed: " + "; ".join(late) if late else "met") + f"; aim: ratio {aim_cpu}, {aim_peak} MiB: " + ("met" if cpu <= float(aim_cpu) * float(peer_cpu) and peak <= int(aim_peak) else "not met"))
sys.exit(1 if late else 0)
PY
