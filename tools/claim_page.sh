#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/claim_page.sh PROGRAM PAGE [FILE]: docs/claims/seven-months-central-mali.md, made anew from the files in ../shared/data; FILE gets the signed claim.
set -euo pipefail
program=$(realpath "$1")
page=$(realpath -m "$2")
file=${3:+$(realpath -m "$3")}
cd "$(dirname "$0")/.."
data=$(realpath ../shared/data)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ACCALMIE_WORKSPACE=$work/claim
"$program" init "$work/claim" --name claim > /dev/null
for level in 0 1 2 3; do "$program" import places "$data/mali-admin/mli_adm$level.geojson" --boundary cod-ab-2021 --rejects "$work/rejects" > /dev/null; done
"$program" import ucdp "$data/conflict-events/ucdp-ged-mali-1990-2023.csv" --release "GED 24.1" --rejects "$work/rejects" > /dev/null
"$program" import acled "$data/conflict-events/acled-hdx-mali-1997-2020-07.csv" --rejects "$work/rejects" > /dev/null
"$program" claim add seven-months --places ML0507,ML0508,ML0403,ML0407 --months 7 --first 2021-01 --last 2022-12 \
  --sentence "A 90 % decrease in violent events over a seven-month period of relative peace in 2021 and 2022" > /dev/null
"$program" claim check seven-months
"$program" claim show seven-months --page "$page" > /dev/null
if [ -n "$file" ]; then "$program" claim export seven-months -o "$file"; fi
