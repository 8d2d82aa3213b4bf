#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/tidy/tidy.py: the style as a test. Each rule names file, line and remedy; one rule more for each mistake made twice."""
import csv
import os
import re
import subprocess
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
TRACKED = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True).stdout.split("\n")
FILES = [f for f in TRACKED if f and os.path.isfile(f)]
problems = []
rules = []


def rule(function):
    rules.append(function)
    return function


def problem(where, what):
    problems.append(f"{where}: {what}")


def text(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def sources(*suffixes, under="src/"):
    return [f for f in FILES if f.startswith(under) and f.endswith(suffixes)]


def layers():
    lines = [line.split(":") for line in text("src/layers.txt").strip().split("\n")]
    return {name.strip(): set(below.split()) for name, below in lines}


@rule
def includes_follow_the_layers():
    """A folder includes only itself and the folders that src/layers.txt names, and the list itself goes one way."""
    order = layers()
    seen = set()
    for name, below in order.items():
        for other in below - seen:
            problem("src/layers.txt", f"{name} names {other}, which stands below it; only earlier folders may be named")
        seen.add(name)
    for path in sources(".cpp", ".hpp"):
        folder = path.split("/")[1]
        for number, line in enumerate(text(path).split("\n"), 1):
            found = re.match(r'#include "([a-z_]+)/', line)
            if found and found[1] != folder and found[1] in order and found[1] not in order.get(folder, set()):
                problem(f"{path}:{number}", f"{folder}/ may not include {found[1]}/ (src/layers.txt)")
    for folder in {f.split("/")[1] for f in sources(".cpp", ".hpp")} - order.keys():
        problem(f"src/{folder}", "a folder that src/layers.txt does not name; a new one needs a decision note")


@rule
def files_and_functions_stay_small():
    """600 lines a file, 70 a function. Longer ones that are there already may only shrink (tests/tidy/ratchet.txt)."""
    ratchet = {}
    if os.path.exists("tests/tidy/ratchet.txt"):
        for line in text("tests/tidy/ratchet.txt").split("\n"):
            if line and not line.startswith("#"):
                name, limit = line.rsplit(" ", 1)
                ratchet[name] = int(limit)
    for path in sources(".cpp", ".hpp") + sources(".ts", ".vue", under="web/app/"):
        count = text(path).count("\n")
        if count > ratchet.get(path, 600):
            problem(path, f"{count} lines, more than {ratchet.get(path, 600)}; split it where a stranger would look for the halves")
        if not path.endswith(".cpp"):
            continue
        start, name = 0, ""
        for number, line in enumerate(text(path).split("\n"), 1):
            if line == "{":
                start = number
            elif line == "}" and start:
                length, start = number - start - 1, 0
                if length > ratchet.get(f"{path} {name}", 70):
                    problem(f"{path}:{number - length}", f"a function of {length} lines, more than {ratchet.get(f'{path} {name}', 70)}")
            elif not line.startswith((" ", "}", "#", "/")) and "(" in line and not start:
                found = re.search(r"([A-Za-z_:~]+)\(", line)
                name = found[1] if found else name


@rule
def links_in_documents_lead_somewhere():
    """Every relative link and every `path/like/this.ext` that a document names exists."""
    for path in [f for f in FILES if f.endswith(".md")]:
        body = re.sub(r"```.*?```", "", text(path), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)", body):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not os.path.exists(os.path.normpath(os.path.join(os.path.dirname(path), target))):
                problem(path, f"the link {target} leads nowhere")
        for target in re.findall(r"`((?:src|docs|tests|packs|tools|bench|web|cmake)/[\w./-]+\.\w+)`", body):
            beside = os.path.normpath(os.path.join(os.path.dirname(path), target))
            if "NAME" not in target and "Name" not in target and not os.path.exists(target) and not os.path.exists(beside):
                problem(path, f"it names {target}, which is not there")


@rule
def no_machine_paths_no_blobs():
    """No path of one machine, no file over 1 MB, no binary but images in docs/."""
    machine = re.compile(r"(?<![\w.])/(?:work|root|farm)/|(?<![\w.$])/home/\w")
    for path in FILES:
        size = os.path.getsize(path)
        if size > 1_000_000:
            problem(path, f"{size} octets; data that large does not belong here")
        with open(path, "rb") as f:
            head = f.read(8192)
        if b"\0" in head:
            if not path.endswith((".png", ".ico", ".woff2")):
                problem(path, "a binary file")
            continue
        if path.endswith("package-lock.json") or path == "tests/tidy/tidy.py":
            continue
        for number, line in enumerate(text(path).split("\n"), 1):
            if machine.search(line):
                problem(f"{path}:{number}", "a path of one machine")


@rule
def sources_say_their_licence():
    """The first lines of each source file hold its SPDX line."""
    for path in sources(".cpp", ".hpp", ".sql") + sources(".cpp", ".hpp", under="tests/"):
        if "SPDX-License-Identifier: Apache-2.0" not in text(path)[:200]:
            problem(path, "no SPDX line at its head")


@rule
def no_unfinished_words():
    """What is left for later stands in an issue, not in the code."""
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|not implemented|unimplemented")
    for path in sources(".cpp", ".hpp", ".sql") + sources(".ts", ".vue", under="web/app/"):
        for number, line in enumerate(text(path).split("\n"), 1):
            if words.search(line):
                problem(f"{path}:{number}", "an unfinished word")


@rule
def no_dead_files():
    """Every header is included by somebody, every SQL statement is used."""
    everything = "".join(text(f) for f in FILES if f.endswith((".cpp", ".hpp")))
    for path in sources(".hpp"):
        if f'"{path[4:]}"' not in everything:
            problem(path, "nobody includes it")
    for path in sources(".sql"):
        if f"sql::{os.path.basename(path)[:-4]}" not in everything:
            problem(path, "no code runs it")


@rule
def no_programme_in_the_program():
    """No place, indicator or form of one programme under src/ (the demo's four cercles are its declared facts); packs hold those."""
    names = re.compile(r"\b(T[ée]nenkou|Youwarou|Macina|Tominian|Koro|Mopti|S[ée]gou|Carter|IMRAP)\b")
    for path in sources(".cpp", ".hpp", ".sql"):
        if path.startswith("src/demo/"):
            continue
        for number, line in enumerate(text(path).split("\n"), 1):
            code = line.split("//")[0]
            if names.search(code) and "--" != line.strip()[:2] and "examples" not in line and '"accalmie ' not in line:
                problem(f"{path}:{number}", "a name of one programme; it belongs in a pack")


@rule
def no_ethnicity_religion_or_allegiance():
    """design.md, decision 8: no field, code or label names what may get people killed."""
    words = re.compile(r"ethni|religi|musulman|muslim|chr[ée]tien|christian|\bpeu[lh]s?\b|\bfulani\b|\bdogons?\b|\bbambara\b|\btouaregs?\b|\btuaregs?\b|"
                       r"\bbozo\b|\bsongha[iï]\b|djihad|jihad|terroris|bandit|allegiance|all[ée]geance|parti politique|political party", re.I)
    for path in [f for f in FILES if f.startswith("packs/")]:
        if path.endswith(".csv"):
            for number, row in enumerate(csv.reader(open(path, encoding="utf-8")), 1):
                if any(words.search(cell) for cell in row):
                    problem(f"{path}:{number}", "ethnicity, religion or allegiance")
        elif path.endswith((".yaml", ".yml")):
            for number, line in enumerate(text(path).split("\n"), 1):
                if words.search(line.split("#")[0]):
                    problem(f"{path}:{number}", "ethnicity, religion or allegiance")


@rule
def methods_are_listed():
    """docs/methods/README.md names every page by its title; ACCALMIE_REBASELINE=1 writes it."""
    pages = sorted(f for f in FILES if f.startswith("docs/methods/") and not f.endswith("README.md"))
    lines = [f"- [{text(page).split(chr(10), 1)[0].removeprefix('# ')}]({os.path.basename(page)})" for page in pages]
    wanted = "\n".join(["# Methods", "", "Each page: the question, the formula, an example worked by hand that a test runs, assumptions and what breaks them, sources.",
                        "`accalmie method list` shows those that run on a plain CSV file.", "", *lines, ""])
    index = "docs/methods/README.md"
    if os.environ.get("ACCALMIE_REBASELINE"):
        with open(index, "w", encoding="utf-8") as f:
            f.write(wanted)
    elif not os.path.exists(index) or text(index) != wanted:
        problem(index, "does not list the pages: ACCALMIE_REBASELINE=1 python3 tests/tidy/tidy.py")


@rule
def the_readme_stays_short():
    if os.path.exists("README.md") and text("README.md").count("\n") >= 100:
        problem("README.md", "100 lines or more")


@rule
def tests_can_fail():
    """No assertion that is always true, no switched-off case."""
    words = re.compile(r"CHECK\(true\)|REQUIRE\(true\)|expect\(true\)|\.skip\(|doctest::skip\(true\)|should_fail")
    for path in sources(".cpp", under="tests/") + sources(".ts", ".mjs", under="web/tests/"):
        for number, line in enumerate(text(path).split("\n"), 1):
            if words.search(line):
                problem(f"{path}:{number}", "a test that cannot fail or does not run")


if __name__ == "__main__":
    for check in rules:
        check()
    for line in problems:
        print(line)
    print(f"tidy: {len(rules)} rules over {len(FILES)} files, {len(problems)} problems")
    sys.exit(1 if problems else 0)
