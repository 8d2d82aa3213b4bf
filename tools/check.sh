#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/check.sh PRESET: every test of a built tree, one after another, with a closing line that counts them.
set -uo pipefail
cd "$(dirname "$0")/.."
preset=$1
build=build/$preset
export PATH="$(cat build/node-path):$PATH"
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
passed=0 failed=0 skipped=0 names=()
[ -d ../shared/data ] || { skipped=$((skipped + 1)); echo "== ../shared/data is not there: tests on real files say so and skip"; }

step() {
  local name=$1 start=$SECONDS
  shift
  echo "== $name"
  if "$@" > "build/$name.log" 2>&1; then
    passed=$((passed + 1))
    tail -n 3 "build/$name.log" | sed 's/^/   /'
    echo "   ok, $((SECONDS - start)) s"
  else
    failed=$((failed + 1)); names+=("$name")
    tail -n 60 "build/$name.log" | sed 's/^/   /'
    echo "   FAILED after $((SECONDS - start)) s; all of it: build/$name.log"
  fi
}

step tidy python3 tests/tidy/tidy.py
for test in $(cd "$build" && ls ./*_test | sed 's,^\./,,'); do step "$test" "$build/$test" --no-intro; done
for folder in tools/*/; do
  [ -f "$folder/package.json" ] && step "$(basename "$folder")" bash -c "cd '$folder' && npm run --silent check"
done
step web-units bash -c 'cd web && npm test --silent'
step web-pages env ACCALMIE_BINARY="$PWD/$build/accalmie" bash -c 'cd web && npm run e2e --silent'
step commands tests/app/commands.sh "$build/accalmie"
step openrosa python3 tests/app/openrosa.py "$build/accalmie"
step cases python3 tests/app/cases.py "$build/accalmie"
step pictures tools/plots.sh "$build/accalmie" --check
step readme python3 tests/tidy/readme_commands.py "$build/accalmie"
step changed-files tools/clang-tidy-changed.sh "$build"

echo
[ $failed -eq 0 ] || echo "failed: ${names[*]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
