#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/nutrition_truth.py PROGRAM DEMO: care for malnourished children, as the program answers it, against what the demo planted.
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


def held(answer, planted, place):
    for name in ("severe", "moderate"):
        told, true = next(one for one in answer["outcomes"] if one["group"] == name), planted[name]
        where = f"{place}, {name}"
        expect(f"{where}: admitted", told["admitted"] == true["admitted"])
        expect(f"{where}: in care", told["in_care"] == true["in_care"])
        for code in ("cured", "died", "defaulted", "not_responded"):
            expect(f"{where}: {code}", told[code]["count"] == true["exits"].get(code, 0))
        expect(f"{where}: transferred", told["transferred"] == true["exits"].get("transferred", 0))
        expect(f"{where}: not said", told["not_said"] == true["exits"].get("not_said", 0))
        expect(f"{where}: left", told["left"] == sum(told[code]["count"] for code in ("cured", "died", "defaulted", "not_responded")))
        expect(f"{where}: stay", abs(told["stay_days_mean"] - true["stay_days_mean"]) < 0.01)
        expect(f"{where}: weight gain", abs(told["weight_gain_g_kg_day"] - true["weight_gain_g_kg_day"]) < 0.1)  # weights are written to 10 g
    expect(f"{place}: screened", answer["screening"]["children"] == planted["screened"])
    for name in ("due", "lost", "not_admitted"):
        expect(f"{place}: {name}", sorted(one["token"] for one in answer["queue"][name]["children"]) == sorted(planted[name]))
    expect(f"{place}: nobody stays too long", not answer["queue"]["too_long"]["children"])
    expect(f"{place}: mistakes", {one["problem"]: one["count"] for one in answer["inconsistent"]} == planted["mistakes"])


for planted in truth["nutrition"]:
    held(ask("nutrition", "--place", planted["place"]), planted, planted["place"])
everywhere = ask("nutrition")
expect("everywhere", next(one for one in everywhere["outcomes"] if one["group"] == "severe")["admitted"] == sum(one["severe"]["admitted"] for one in truth["nutrition"]))
expect("all lost children", len(everywhere["queue"]["lost"]["children"]) == sum(len(one["lost"]) for one in truth["nutrition"]))
expect("a simulation says so", everywhere["demo"] is True)
print("agrees")
