#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_export.py FOLDER ROWS COLUMNS: a form and an export of it as Kobo writes it, as CSV, JSON and XLSX, the same answers in each; and a mapping to
records. A fifth of the columns are choices apart (1 and 0, or empty), two fifths of the questions are answered in each row, as skips leave it."""
import json
import os
import random
import sys
import zipfile
from xml.sax.saxutils import escape

folder, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.makedirs(folder, exist_ok=True)
chance = random.Random(5)
meta = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags", "_index"]
selects = 20
choices = 5
plain = columns - len(meta) - selects * choices
kinds = ["int", "string", "decimal", "date", "select1"]
questions = [(f"g{i // 20}", f"q{i}", kinds[i % len(kinds)]) for i in range(plain)]
many = [(f"s{i // 10}", f"m{i}") for i in range(selects)]
header = [f"{g}/{q}" for g, q, _ in questions] + [f"{g}/{q}/c{c}" for g, q in many for c in range(choices)] + meta
assert len(header) == columns


def form():
    groups, binds, body = {}, [], []
    for g, q, kind in questions:
        groups.setdefault(g, []).append(q)
        binds.append(f'<bind nodeset="/data/{g}/{q}" type="{"string" if kind == "select1" else kind}"/>')
        items = "".join(f"<item><label>Choice {c}</label><value>c{c}</value></item>" for c in range(choices)) if kind == "select1" else ""
        tag = "select1" if kind == "select1" else "input"
        body.append(f'<{tag} ref="/data/{g}/{q}"><label>Question {q}</label>{items}</{tag}>')
    for g, q in many:
        groups.setdefault(g, []).append(q)
        items = "".join(f"<item><label>Choice {c}</label><value>c{c}</value></item>" for c in range(choices))
        body.append(f'<select ref="/data/{g}/{q}"><label>Question {q}</label>{items}</select>')
    nodes = "".join(f"<{g}>" + "".join(f"<{q}/>" for q in inside) + f"</{g}>" for g, inside in groups.items())
    return ('<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Bench</h:title><model><instance>'
            f'<data id="bench" version="1">{nodes}<meta><instanceID/></meta></data></instance>{"".join(binds)}</model></h:head><h:body>{"".join(body)}</h:body></h:html>')


def answer(kind):
    if kind == "int":
        return str(chance.randrange(1000))
    if kind == "decimal":
        return f"{chance.random() * 100:.2f}"
    if kind == "date":
        return f"2024-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    if kind == "select1":
        return f"c{chance.randrange(choices)}"
    return chance.choice(["oui", "non répondu", "à revoir", "Ségou", "marché fermé, retour demain"])


def row():
    cells = [answer(kind) if chance.random() < 0.4 else "" for _, _, kind in questions]
    for _ in many:
        cells += [str(chance.randrange(2)) for _ in range(choices)] if chance.random() < 0.4 else [""] * choices
    return cells


def tail(number):
    return [str(number), f"{number:032x}", "2024-05-01T10:00:00", "", "", "submitted_via_web", "awa", "1", "", str(number)]


def letters(column):
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


names = [letters(i) for i in range(columns)]
open(f"{folder}/bench.xml", "w").write(form())
with open(f"{folder}/bench.yaml", "w") as out:
    out.write("records:\n  - type: incident\n    key: source source_id\n    fields:\n      - { field: source, constant: kobo }\n      - { field: source_id, column: _uuid }\n"
              "      - { field: kind, constant: battle }\n      - { field: first_day, column: _submission_time }\n")
book = zipfile.ZipFile(f"{folder}/bench.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1)
book.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="bench" sheetId="1" r:id="r1"/></sheets></workbook>')
book.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>')
with open(f"{folder}/bench.csv", "w") as csv, open(f"{folder}/bench.json", "w") as js, book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
    csv.write(",".join(header) + "\n")
    js.write(f'{{"count":{rows},"next":null,"previous":null,"results":[')

    def sheet_row(number, cells):
        inside = "".join(f'<c r="{names[i]}{number}"><v>{c}</v></c>' if c.replace(".", "", 1).isdigit() and len(c) < 15
                         else f'<c r="{names[i]}{number}" t="inlineStr"><is><t>{escape(c)}</t></is></c>' for i, c in enumerate(cells) if c)
        sheet.write(f'<row r="{number}">{inside}</row>'.encode())

    sheet.write(b"<worksheet><sheetData>")
    sheet_row(1, header)
    # Rows differ by their names; the answers come from two thousand made ones, so that making the file takes minutes and not hours.
    made = [row() for _ in range(min(rows, 2000))]
    for number in range(1, rows + 1):
        cells = made[number % len(made)] + tail(number)
        csv.write(",".join(f'"{c}"' if "," in c else c for c in cells) + "\n")
        one = {h: c for h, c in zip(header, cells) if c and "/c" not in h[3:]}
        at = plain
        for g, q in many:
            if cells[at]:
                one[f"{g}/{q}"] = " ".join(f"c{c}" for c in range(choices) if cells[at + c] == "1")
            at += choices
        js.write(("," if number > 1 else "") + json.dumps(one, ensure_ascii=False, separators=(",", ":")))
        sheet_row(number + 1, cells)
    js.write("]}")
    sheet.write(b"</sheetData></worksheet>")
book.close()
