#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/xlsform.sh [BINARY]: the question of bench/xlsform.bench. Prints a Markdown table, and beside it a plain copy of the same form in the same run.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bench=$root/bench/xlsform.bench
binary=${1:-$root/build/release/accalmie}
value() { sed -n "s/^$1: //p" "$bench"; }
work=${BENCH_FOLDER:-$root/build/bench}/xlsform
[ -x "$binary" ] || { echo "no program at $binary: make build first" >&2; exit 4; }
python3 "$root/bench/make_forms.py" "$work" "$(value choices)" "$(value questions)"
measure() { python3 "$root/bench/measure.py" "$@" 2>&1 >/dev/null | tail -1; }
field() { sed -E "s/.*\"$1\": ([0-9.]+).*/\1/"; }
echo "| form | MiB in | CPU s | peak MiB | exit |"
echo "|---|---|---|---|---|"
for form in choices.xlsx choices.md questions.xlsx questions.md; do
  answer=$(measure "$binary" form compile "$work/$form" -o "$work/$form.xml")
  echo "| $form | $(($(stat -c %s "$work/$form") / 1048576)) | $(echo "$answer" | field cpu_s) | $(echo "$answer" | field peak_mib) | $(echo "$answer" | field exit) |"
done
echo
floor=$(measure cp "$work/choices.md" "$work/copy")
echo "aim: $(value aim_cpu_s) s of CPU and $(value aim_peak_mib) MiB each; a copy of choices.md in the same run: $(echo "$floor" | field cpu_s) s"
