#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/check.sh PRESET: every test of a built tree, in two lanes side by side (the libraries; the program and its pages), with a closing line that counts them.
# A step has STEP_SECONDS [600], and all of them together CHECK_SECONDS [2700]: one that hangs is stopped and told as failed, with what it said last.
set -uo pipefail
cd "$(dirname "$0")/.."
preset=$1
build=build/$preset
export PATH="$(cat build/node-path):$PATH"
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

step_seconds=${STEP_SECONDS:-600} check_seconds=${CHECK_SECONDS:-2700}
# One step: its output to build/NAME.log, its closing lines printed in one piece, its end in $results/NAME.
step() {
  local name=$1 start=$SECONDS end=ok limit
  shift
  limit=$((check_seconds - SECONDS))
  [ "$limit" -le "$step_seconds" ] || limit=$step_seconds
  if [ "$limit" -le 0 ]; then
    echo "not run: the $check_seconds s of the whole check are over" > "build/$name.log"
    end=FAILED
  else
    timeout --kill-after=20 "$limit" "$@" > "build/$name.log" 2>&1 || end=FAILED
    [ $((SECONDS - start)) -lt "$limit" ] || echo "stopped: it had not ended after $limit s" >> "build/$name.log"
  fi
  echo "$end" > "$results/$name"
  {
    flock 9
    echo "== $name"
    if [ $end = ok ]; then
      tail -n 3 "build/$name.log" | sed 's/^/   /'
      echo "   ok, $((SECONDS - start)) s"
    else
      tail -n 60 "build/$name.log" | sed 's/^/   /'
      echo "   FAILED after $((SECONDS - start)) s; all of it: build/$name.log"
    fi
  } 9> "$results/.lock"
}

program=$build/accalmie
# The longest first in both.
program_lane() {
  step web-pages env ACCALMIE_BINARY="$PWD/$program" bash -c 'cd web && npm run e2e --silent'
  step form-records python3 tests/app/form_records.py "$program"
  step openrosa python3 tests/app/openrosa.py "$program"
  step entities python3 tests/app/entities.py "$program"
  step statements python3 tests/app/statements.py "$program"
  step lan python3 tests/app/lan.py "$program"
  step sync python3 tests/app/sync.py "$program"
  step web-units bash -c 'cd web && npm test --silent'
  step commands tests/app/commands.sh "$program"
  step cases python3 tests/app/cases.py "$program"
  step pictures tools/plots.sh "$program" --check
  step readme python3 tests/tidy/readme_commands.py "$program"
  step cose bash -c 'cd tools/cose && npm run --silent check'
}
library_lane() {
  step tidy python3 tests/tidy/tidy.py
  for test in $(cd "$build" && ls -S ./*_test | sed 's,^\./,,'); do step "$test" "$build/$test" --no-intro; done
}

[ -d ../shared/data ] || echo "== ../shared/data is not there: tests on real files say so and skip"
program_lane &
library_lane &
wait
step changed-files tools/clang-tidy-changed.sh "$build"

passed=$(grep -lx ok "$results"/* | wc -l)
failed=$(grep -lx FAILED "$results"/* | wc -l)
skipped=$([ -d ../shared/data ] && echo 0 || echo 1)
echo
[ "$failed" -eq 0 ] || echo "failed: $(grep -lx FAILED "$results"/* | xargs -n 1 basename | tr '\n' ' ')"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
