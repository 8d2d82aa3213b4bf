#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/cases.py PROGRAM [--rebaseline]: every case of tests/cases (its README says how they are written) and of packs/*/cases, with the real program.
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"


def parse(path):
    """Cases as {name, given: [(arguments, lines)], when, then: lines, first, last}: then's lines lie from first to last of the file."""
    cases, part = [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        where = f"{path.name}:{number + 1}"
        if line.startswith("#") and part != "then":
            continue
        if line.startswith("case:"):
            cases.append({"name": line[5:].strip(), "given": [], "do": [], "when": None, "then": [], "where": where, "first": None, "last": None})
            part = None
        elif part != "then" and line.startswith("given "):
            cases[-1]["given"].append((line[6:].split(), []))
            part = "given"
        elif part != "then" and line.startswith("do "):
            cases[-1]["do"].append(shlex.split(line[3:]))
            part = None
        elif part != "then" and line.startswith("when "):
            cases[-1]["when"], part = shlex.split(line[5:]), "when"
        elif part == "when" and line.strip() == "then":
            cases[-1]["first"], part = number + 1, "then"
        elif part == "given" and line.strip():
            cases[-1]["given"][-1][1].append(line)
        elif part == "then":
            cases[-1]["then"].append(line)
        elif line.strip():
            sys.exit(f"{where}: \"{line}\" belongs to no part of a case; see tests/cases/README.md")
    for case in cases:
        if case["when"] is None or case["first"] is None:
            sys.exit(f"{case['where']}: the case has no when or no then")
        while case["then"] and not case["then"][-1].strip():
            case["then"].pop()
    return cases


def run(program, workspace, arguments):
    return subprocess.run([program, "--workspace", str(workspace), *arguments], capture_output=True, text=True, timeout=120, check=False)


def linked(program, workspace, line):
    """The line with {TYPE N} as the address of the Nth record given of that type."""
    def address(match):
        done = run(program, workspace, ["query", f"select _record || ':' || _row as address from {match[1]} order by _hlc, _row", "--json"])
        rows = json.loads(done.stdout)["rows"]
        return rows[int(match[2] or 1) - 1]["address"]
    return re.sub(r"\{(\w+)(?: (\d+))?\}", address, line)


def answer(program, ground, folder, case):
    workspace = folder / "workspace"
    shutil.copytree(ground, workspace)
    for arguments, lines in case["given"]:
        table = folder / "given.csv"
        table.write_text("\n".join(linked(program, workspace, line) for line in lines) + "\n", encoding="utf-8")
        done = run(program, workspace, ["import", "csv", str(table), "--type", *arguments])
        if done.returncode != 0:
            return [f"given {' '.join(arguments)}: {done.stdout}{done.stderr}".rstrip()]
    for command in case["do"]:
        done = run(program, workspace, command)
        if done.returncode != 0:
            return [f"do {' '.join(command)}: {done.stdout}{done.stderr}".rstrip()]
    done = run(program, workspace, case["when"])
    lines = [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")]
    return lines if done.returncode == 0 else [*lines, *done.stderr.rstrip("\n").split("\n"), f"exit {done.returncode}"]


def rebaseline(path, cases, answers):
    lines = path.read_text(encoding="utf-8").splitlines()
    for case, got in reversed(list(zip(cases, answers, strict=True))):
        first = case["first"]
        lines[first:first + len(case["then"])] = got
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_ground(program, workspace, pack):
    """An empty workspace with the case's places, and with the pack whose case it is."""
    own = pack / "cases" / "ground.geojson" if pack else CASES / "ground.geojson"
    places = own if own.exists() else CASES / "ground.geojson"
    commands = [["init", "--name", "cases"], ["import", "places", str(places), "--boundary", "made-1"]]
    for arguments in commands + ([["pack", "add", str(pack)]] if pack else []):
        done = run(program, workspace, arguments)
        if done.returncode != 0:
            sys.exit(f"the ground was not made: {done.stdout}{done.stderr}")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    passed = failed = 0
    files = [(None, sorted(CASES.glob("*.case")))]
    files += [(pack, sorted((pack / "cases").glob("*.case"))) for pack in sorted((ROOT / "packs").iterdir()) if (pack / "cases").is_dir()]
    with tempfile.TemporaryDirectory() as temporary:
        for number, (pack, paths) in enumerate(files):
            ground = pathlib.Path(temporary) / f"ground-{number}"
            make_ground(program, ground, pack)
            for path in paths:
                cases, answers = parse(path), []
                for case in cases:
                    with tempfile.TemporaryDirectory() as folder:
                        answers.append(answer(program, ground, pathlib.Path(folder), case))
                    if answers[-1] == case["then"]:
                        passed += 1
                        continue
                    failed += 1
                    print(f"{case['where']}: {case['name']}")
                    print("\n".join(f"  - {line}" for line in case["then"]) + "\n" + "\n".join(f"  + {line}" for line in answers[-1]))
                if "--rebaseline" in sys.argv:
                    rebaseline(path, cases, answers)
    print(f"{passed} cases passed, {failed} failed")
    return 1 if failed and "--rebaseline" not in sys.argv else 0


sys.exit(main())
