#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/clang-tidy-changed.sh BUILD [all]: clang-tidy on the C++ files that differ from the last landed state, or on all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
if [ "${2:-}" = all ]; then
  files=$(git ls-files 'src/*.cpp')
else
  # Where the work began: what the remote has; in a fresh clone of it, the commit before.
  base=$(git rev-parse --verify -q origin/main || git rev-parse HEAD)
  [ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse --verify -q HEAD~1 || git rev-parse HEAD)
  files=$(git diff --name-only --diff-filter=d "$base" -- 'src/*.cpp')
fi
[ -n "$files" ] || { echo "no C++ file changed"; exit 0; }
echo "$files"
# shellcheck disable=SC2086
printf '%s\n' $files | xargs -P "$(nproc)" -n 1 clang-tidy-19 -p "$build" --quiet
