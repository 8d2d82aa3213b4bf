#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/tidy/readme_commands.py PROGRAM: every accalmie command that README.md names in a shell block runs, on real files where they are there."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

program = os.path.realpath(sys.argv[1])
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
data = os.path.realpath(os.path.join(root, "..", "shared", "data"))
files = {"mli_adm2.geojson": f"{data}/mali-admin/mli_adm2.geojson", "GEDEvent_v24_1.csv": f"{data}/conflict-events/ucdp-ged-mali-1990-2023.csv"}
text = open(os.path.join(root, "README.md"), encoding="utf-8").read()
blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
make_targets = set(re.findall(r"^([a-z-]+):", open(os.path.join(root, "Makefile"), encoding="utf-8").read(), re.M))
failed = ran = skipped = 0


def write_form(path):
    """The smallest XLSForm that means something: one question and a name."""
    sheets = {"survey": [["type", "name", "label"], ["text", "note", "Note"]], "settings": [["form_id", "form_title", "version"], ["suivi", "Suivi", "1"]]}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as book:
        names = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(sheets, 1))
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{space}" xmlns:r="{links}"><sheets>{names}</sheets></workbook>')
        parts = "".join(f'<Relationship Id="r{at}" Type="{links}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in range(1, 3))
        book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{parts}</Relationships>')
        for at, rows in enumerate(sheets.values(), 1):
            cells = "".join(f'<row r="{r}">' + "".join(f'<c r="{"ABC"[c]}{r}" t="inlineStr"><is><t>{text}</t></is></c>' for c, text in enumerate(row)) + "</row>" for r, row in enumerate(rows, 1))
            book.writestr(f"xl/worksheets/sheet{at}.xml", f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>')


with tempfile.TemporaryDirectory() as folder:
    for name, source in files.items():
        if os.path.exists(source):
            shutil.copyfile(source, os.path.join(folder, name))
    write_form(os.path.join(folder, "suivi.xlsx"))
    environment = dict(os.environ, PATH=os.path.dirname(program) + ":" + os.environ["PATH"])
    for line in [line.split("#")[0].strip() for block in blocks for line in block.split("\n")]:
        if not line:
            continue
        if line.startswith("make "):
            ran += 1
            if line.split()[1] not in make_targets:
                print(f"no such target: {line}")
                failed += 1
            continue
        if line.startswith("export "):
            name, value = line[7:].split("=", 1)
            environment[name] = value
            continue
        if any(name in line and not os.path.exists(os.path.join(folder, name)) for name in files):
            print(f"skipped, ../shared/data is not there: {line}")
            skipped += 1
            continue
        if line == "accalmie serve":
            line = "timeout --preserve-status -s TERM 15 accalmie serve --port 0"
        elif "change" in line and skipped:
            skipped += 1
            continue
        ran += 1
        result = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        if result.returncode != 0:
            print(f"{line}: exit {result.returncode}\n{result.stdout}{result.stderr}")
            failed += 1
print(f"{ran - failed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed else 0)
