#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_forms.py FOLDER CHOICES QUESTIONS: choices.md, choices.xlsx, questions.md, questions.xlsx for bench/xlsform.sh."""
import os
import sys
import zipfile
from xml.sax.saxutils import escape

folder, choice_count, question_count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def choices_form():
    survey = [["type", "name", "label::English (en)", "label::Français (fr)", "choice_filter"], ["select_one region", "region", "Region", "Région", ""],
              ["select_one village", "village", "Village", "Village", "region=${region}"]]
    choices = [["list_name", "name", "label::English (en)", "label::Français (fr)", "region", "cercle"]]
    choices += [["region", f"r{i}", f"Region {i}", f"Région {i}", "", ""] for i in range(20)]
    choices += [["village", f"v{i}", f"Village number {i}", f"Village numéro {i}", f"r{i % 20}", f"c{i % 400}"] for i in range(choice_count)]
    return {"survey": survey, "choices": choices}


def questions_form():
    kinds = ["select_one", "integer", "text", "calculate", "select_multiple"]
    survey = [["type", "name", "label::English (en)", "label::Français (fr)", "relevant", "constraint", "calculation"]]
    for i in range(question_count):
        kind = kinds[i % 5]
        before = f"q{max(0, i - 1)}"
        survey.append([kind + (f" l{i % 50}" if kind.startswith("select") else ""), f"q{i}", f"Question {i} after ${{{before}}}", f"Question {i} après ${{{before}}}",
                       f"${{{before}}} != ''" if i else "", ". < 100" if kind == "integer" else "", f"${{{before}}} + 1" if kind == "calculate" else ""])
    choices = [["list_name", "name", "label::English (en)", "label::Français (fr)"]]
    choices += [[f"l{one}", f"c{c}", f"Choice {c}", f"Choix {c}"] for one in range(50) for c in range(20)]
    return {"survey": survey, "choices": choices}


def write_markdown(path, sheets):
    with open(path, "w", encoding="utf-8") as f:
        for name, rows in sheets.items():
            f.write(f"| {name} |\n")
            f.writelines("| | " + " | ".join(row) + " |\n" for row in rows)


def letters(column):
    return chr(ord("A") + column)


def write_xlsx(path, sheets):
    shared = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for number, rows in enumerate(sheets.values(), 1):
            out = ["<worksheet><sheetData>"]
            for r, row in enumerate(rows, 1):
                cells = (f'<c r="{letters(c)}{r}" t="s"><v>{shared.setdefault(text, len(shared))}</v></c>' for c, text in enumerate(row) if text)
                out.append(f'<row r="{r}">{"".join(cells)}</row>')
            z.writestr(f"xl/worksheets/sheet{number}.xml", "".join(out) + "</sheetData></worksheet>")
        z.writestr("xl/sharedStrings.xml", "<sst>" + "".join(f"<si><t>{escape(text)}</t></si>" for text in shared) + "</sst>")
        entries = "".join(f'<sheet name="{name}" r:id="rId{i}"/>' for i, name in enumerate(sheets, 1))
        z.writestr("xl/workbook.xml", f'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{entries}</sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", "<Relationships>" + "".join(f'<Relationship Id="rId{i}" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(sheets) + 1)) + "</Relationships>")


os.makedirs(folder, exist_ok=True)
for name, sheets in {"choices": choices_form(), "questions": questions_form()}.items():
    write_markdown(os.path.join(folder, name + ".md"), sheets)
    write_xlsx(os.path.join(folder, name + ".xlsx"), sheets)
