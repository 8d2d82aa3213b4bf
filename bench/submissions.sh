#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/submissions.sh: the question of bench/submissions.bench, with the disk's own rate and a plain PostgreSQL insert in the same run.
#   BUILD: a build folder with the program (default build/release).   FOLDER: on the disk to be measured (default: beside the build).
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
bench=bench/submissions.bench
value() { sed -n "s/^$1: //p" "$bench"; }
[ -f ../shared/peers/odk_bench.mjs ] || { echo "skipped: ../shared/peers/odk_bench.mjs is not there"; exit 0; }
export PATH="$(cat build/node-path 2>/dev/null || true):$PATH"
folder=$(mktemp -d "${FOLDER:-$build}/submissions.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
echo "load average before: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores"
python3 bench/submissions.py "$build/accalmie" "$folder" "$bench" ../shared/peers/odk_bench.mjs
