#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench/run.sh: every bench beside its peer, in one run, into bench/RESULTS.md. Figures are of this machine in this minute; only ratios mean anything.
set -euo pipefail
cd "$(dirname "$0")/.."
page=bench/RESULTS.md
part=$(mktemp)
trap 'rm -f "$part"' EXIT
{
  echo "# Measured beside its peers"
  echo
  echo "Made by \`make bench\`. CPU seconds count user and system time of all processes of a step; answers must agree before times count."
  echo
  echo "## Import: 350,000 events, 49 columns, joined to 809 areas of 295,090 vertices"
  echo
  bench/import.sh
  echo
  echo "## The same, two million events, the program alone: memory must not grow with the rows"
  echo
  ROWS=2000000 PEER=no bench/import.sh
  echo
  echo "## Change: at least 10,000 specifications by 1,000 permutations on Mali's events, and models on a sample"
  echo
  bench/change.sh
  echo
  echo "## Interrupted time series and placebo draws beside R, on the same series, a CPU second"
  echo
  bench/change_its.sh
  echo
  echo "## Calibration: simulated data whose truth is known"
  echo
  bench/calibration.sh
  echo
  echo "## Space-time self-excitation: twinstim on 635 of imdepi's 636 events (one has no age), hhh4 on 17 districts by 104 weeks"
  echo
  bench/space_time.sh
  echo
  echo "## Child growth: WHO z-scores and prevalences beside the stated figures of WHO's R code"
  echo
  bench/growth.sh
  echo
  echo "## Forms: 50,000 choices and 5,000 questions compiled"
  echo
  bench/xlsform.sh
  echo
  echo "## Submissions: the path of ODK Collect, durable before acknowledged, beside the disk and PostgreSQL"
  echo
  bench/submissions.sh || true
  echo
  echo "## Submissions that were collected elsewhere: a Kobo export of 132,000 rows and 510 columns"
  echo
  bench/import_submissions.sh || true
} | tee "$part"
mv "$part" "$page"
chmod 644 "$page"
