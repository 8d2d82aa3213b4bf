#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/people_truth.py PROGRAM DEMO: trust and people reached, as the program answers them, against what the demo planted.
import json
import pathlib
import subprocess
import sys

program, demo = sys.argv[1], pathlib.Path(sys.argv[2])
truth = json.loads((demo / "truth.json").read_text(encoding="utf-8"))


def ask(*words):
    return json.loads(subprocess.run([program, "--workspace", str(demo), *words, "--json"], capture_output=True, text=True, check=True, timeout=120).stdout)


def expect(what, holds):
    if not holds:
        sys.exit(f"the demo's truth and the answer differ: {what}")


# Four cercles with as many persons each: the mean everywhere is the mean of theirs. A hundred persons of six answers: 0.25 is five standard errors.
planted = {}
for one in truth["trust"]:
    planted.setdefault(one["wave"], []).append(one["mean"])
levels = {one["wave"]: one for one in ask("trust", "--question", "scale")["levels"] if one["place"] is None}
expect("waves", sorted(levels) == sorted(planted))
for wave, means in planted.items():
    expect(f"trust in {wave}", abs(levels[wave]["mean"] - sum(means) / len(means)) < 0.25)

# Every service given is in the times; persons who came more than once are in the planted sum and must not be in the lower bound.
reach = ask("reach")
for species, served in truth["served"].items():
    expect(f"times for {species}", sum(one["times_added"] for one in reach["services"] if one["species"] == species) == served)
expect("counts that were written twice", reach["told_twice"] == len(truth["told_twice"]))
expect("people above what was given", reach["people"]["upper"] <= truth["served"]["human"])
expect("people who came again counted as others", reach["people"]["lower"] < truth["served"]["human"] / 10)
expect("the sum of services not refused", "services" in [one["what"] for one in reach["refused"]])
expect("a clash where one register speaks", not [one for one in reach["clashes"] if one["quantity"].startswith("facilities")])
print("agrees")
