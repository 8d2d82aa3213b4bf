#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/clang-tidy-changed.sh BUILD [all]: clang-tidy on the C++ files that differ from the last landed state, the newest first, as many as
# TIDY_SECONDS [180] allow (it says which it did not reach); or on all of them, however long it takes.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
if [ "${2:-}" = all ]; then
  files=$(git ls-files 'src/*.cpp') seconds=1000000
else
  # Where the work began: what the remote has; in a fresh clone of it, the commit before.
  base=$(git rev-parse --verify -q origin/main || git rev-parse HEAD)
  [ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse --verify -q HEAD~1 || git rev-parse HEAD)
  files=$( (git diff --name-only --diff-filter=d HEAD -- 'src/*.cpp'
            git log --format= --name-only --diff-filter=d "$base"..HEAD -- 'src/*.cpp') | awk '!seen[$0]++' | while read -r file; do [ ! -f "$file" ] || echo "$file"; done)
  seconds=${TIDY_SECONDS:-180}
fi
[ -n "$files" ] || { echo "no C++ file changed"; exit 0; }
export build deadline=$(($(date +%s) + seconds))
found=0
looked=$(mktemp)
export looked
trap 'rm -f "$looked"' EXIT
# shellcheck disable=SC2016
printf '%s\n' "$files" | xargs -P "$(nproc)" -n 1 bash -c '
  [ "$(date +%s)" -lt "$deadline" ] || exit 0
  echo "$1" >> "$looked"
  clang-tidy-19 -p "$build" --quiet "$1"' tidy || found=1
printf '%s\n' "$files" | grep -vxFf "$looked" | sed 's/^/not reached: /' || true
echo "$(wc -l < "$looked") of $(wc -l <<< "$files") files looked at"
exit $found
