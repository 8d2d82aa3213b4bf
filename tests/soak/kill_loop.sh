#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/soak/kill_loop.sh PROGRAM: kill -9 at a random moment of a real import, SOAK_ROUNDS times (500). After each: whatever was acknowledged is there,
# nothing is there by half, everything verifies, and the same import goes on. The seed is printed; SOAK_SEED repeats a run.
set -euo pipefail
program=$(realpath "$1")
rounds=${SOAK_ROUNDS:-500}
seed=${SOAK_SEED:-$RANDOM}
RANDOM=$seed
echo "seed $seed, $rounds rounds"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ACCALMIE_WORKSPACE=$work/soak
"$program" init "$work/soak" --name soak > /dev/null
acknowledged=0 killed=0
count() { "$program" query --json "select count(*) as n from access_constraint" 2>/dev/null | python3 -c 'import json,sys; print(json.load(sys.stdin)["rows"][0]["n"])'; }
# How long one import takes here, so that kills fall on all of it.
printf 'place,kind,from,until,source\nML0507@demo-1,road_closed,2026-01-01,,first\n' > "$work/batch.csv"
began=$(date +%s%3N)
"$program" import csv "$work/batch.csv" --type access_constraint > /dev/null
whole_ms=$(($(date +%s%3N) - began))
acknowledged=1
echo "one import takes $whole_ms ms"
for round in $(seq "$rounds"); do
  rows=$((1 + RANDOM % 40))
  { echo "place,kind,from,until,source"; for i in $(seq "$rows"); do echo "ML0507@demo-1,road_closed,2026-01-01,,round $round row $i"; done; } > "$work/batch.csv"
  "$program" import csv "$work/batch.csv" --type access_constraint > "$work/out" 2>&1 &
  victim=$!
  # From before it opened the workspace until after it ended.
  wait_ms=$((RANDOM % (whole_ms * 5 / 4 + 1)))
  sleep "$((wait_ms / 1000)).$(printf '%03d' $((wait_ms % 1000)))"
  kill -9 $victim 2>/dev/null || true
  wait $victim 2>/dev/null || true
  before=$acknowledged
  now=$(count)
  if grep -q "^read" "$work/out"; then acknowledged=$((acknowledged + rows)); else killed=$((killed + 1)); fi
  if [ "$now" -ne "$acknowledged" ]; then
    # Not acknowledged, and yet all there: allowed (killed after the commit, before the word). By half: never.
    if [ "$now" -eq $((before + rows)) ]; then acknowledged=$now; else echo "round $round: $now rows, $acknowledged acknowledged, $before before, $rows in the batch"; exit 1; fi
  fi
  if [ $((round % 25)) -eq 0 ]; then "$program" verify > /dev/null || { echo "round $round: verify failed"; exit 1; }; printf '\r%d of %d rounds, %d killed' "$round" "$rounds" "$killed"; fi
done
"$program" verify
echo "$rounds rounds, $killed killed in the middle, $acknowledged rows acknowledged and there"
echo "1 passed, 0 failed"
