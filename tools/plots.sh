#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/plots.sh PROGRAM [--check]: one picture of each kind from the demo, into docs/images/plots; with --check, are they current?
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kept=docs/images/plots
out=$kept
[ "${2:-}" = --check ] && out=$work/plots
mkdir -p "$out"
export ACCALMIE_WORKSPACE=$work/demo
run() { "$program" "$@" > "$work/said" 2>&1 || { cat "$work/said" >&2; exit 1; }; }
run demo "$work/demo" --last-day 2026-11-23  # a day of its own: the machine's clock moves, pictures do not
# The demo's truth: violence falls in Ténenkou and Tominian from the 21st month of the programme (docs/demo.md).
run evaluation add guarantees --sentence "Violence fell in Ténenkou and Tominian once the guarantees held" --places ML0507,ML0407 --first 2025-08 --last 2026-02 \
  --sources press --baselines "same_season:3 same_season:5 just_before:12 whole_before" --edge-months 1 --pool "all" --estimators "rate_ratio ratio_of_ratios" --permutations 199

question="--places ML0507,ML0407 --first 2025-01 --last 2026-08 --source press --width 640"
run plot series $question --window 2025-08 -o "$out/series.svg"
run plot placements $question -o "$out/placements.svg"
run plot ratios-map $question --window 2025-08 -o "$out/ratios-map.svg"
run timeline ML0507 --from 2025-10 --to 2026-03 --width 640 -o "$out/timeline.svg"
run plot specification-curve guarantees --width 640 -o "$out/specification-curve.svg"

# Quarters that begin with the guarantees, each place at each of them: no row of a place is no event, inside what the source covers.
quarters() {
  "$program" query --csv "with q as (select place, strftime(date_trunc('quarter', cast(month || '-01' as date) - interval 1 month) + interval 1 month, '%Y-%m') as time, incidents_placed
    from incident_month where source = 'press' and level = $1 and month between '2019-02' and '2026-07')
    select p.place as unit, t.time as time, coalesce(sum(q.incidents_placed), 0) as outcome, cast(p.place similar to 'ML0507.*|ML0407.*' and t.time >= '2025-08' as integer) as treated
    from (select distinct place from q) p cross join (select distinct time from q) t left join q on q.place = p.place and q.time = t.time group by 1, 2, 4 order by 1, 2" 2> /dev/null
}
quarters 2 > "$work/cercles.csv"
quarters 3 | awk -F, 'NR > 1 { if (!($2 in number)) { number[$2] = ++count } $2 = number[$2] } { OFS = ","; $1 = $1; print }' > "$work/communes.csv"
{ head -1 "$work/cercles.csv"; grep -v '^ML0407,' "$work/cercles.csv" | tail -n +2; } | cut -d, -f1-3 > "$work/control.csv"
run method synthetic-control "$work/control.csv" --treated-unit ML0507 --first-treated 2025-08 --plot "$out/synthetic-control.svg" --plot-width 640 --plot-demo
run method difference-in-differences "$work/communes.csv" --leads 6 --draws 0 --plot "$out/event-study.svg" --plot-width 640 --plot-demo
# A cloud needs more places: the communes, of which one is taken.
{ echo unit,time,outcome; grep -v '^unit' "$work/communes.csv" | grep -v -e '^ML040[7]' -e '^ML05070[2-9]'; } | cut -d, -f1-3 > "$work/cloud.csv"
one=$(grep -o '^ML0507[^,]*' "$work/cloud.csv" | head -1)
run method synthetic-control "$work/cloud.csv" --treated-unit "$one" --first-treated 27 --placebo-space all --plot "$out/placebo.svg" --plot-kind placebo --plot-width 640 --plot-demo

[ "$out" = "$kept" ] || diff -rq "$kept" "$out" || { echo "the pictures of docs/plots.md are not current: run tools/plots.sh $1" >&2; exit 1; }
echo "$(ls "$out" | wc -l) pictures"
