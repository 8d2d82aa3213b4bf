#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/entities.py PROGRAM: entities (ODK XForms, Entities 2024.1) against the real program: lists as media for the device's own places, creation, updates
# online and in offline branches that arrive in any order, conflicts that wait for a person; and the programme's places and facilities as files of choices.
import csv
import hashlib
import io
import os
import pathlib
import random
import re
import shutil
import sys
import tempfile
import uuid
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from collect import Node  # noqa: E402

HEAD = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:entities="http://www.opendatakit.org/xforms/entities">
<h:head><h:title>{id}</h:title><model entities:entities-version="2024.1.0"><instance><data id="{id}" version="1">{answers}<meta><instanceID/>{entity}</meta></data></instance>
{files}{binds}</model></h:head><h:body/></h:html>
"""
REGISTER = HEAD.format(id="register", answers="<name/><where/><grp><state/></grp>", files="",
                       entity='<entity dataset="wells" id="" create="1"><label/></entity>',
                       binds='<bind nodeset="/data/where" type="string" entities:saveto="place"/><bind nodeset="/data/grp/state" type="string" entities:saveto="state"/>')
VISIT = HEAD.format(id="visit", answers="<well/><state/><depth/>", files='<instance id="wells" src="jr://file-csv/wells.csv"/><instance id="place" src="jr://file-csv/place.csv"/><instance id="facility" src="jr://file-csv/facility.csv"/>',
                    entity='<entity dataset="wells" id="" update="1" baseVersion="" trunkVersion="" branchId=""><label/></entity>',
                    binds='<bind nodeset="/data/state" type="string" entities:saveto="state"/><bind nodeset="/data/depth" type="int" entities:saveto="depth"/>')


def register(instance, entity, label, place="ML0507@cod-ab-2021", state="works", create="1"):
    return (f'<data id="register" version="1"><name>{label}</name><where>{place}</where><grp><state>{state}</state></grp><meta><instanceID>{instance}</instanceID>'
            f'<entity dataset="wells" id="{entity}" create="{create}"><label>{label}</label></entity></meta></data>').encode()


def visit(instance, entity, base, values, branch=None, trunk=None, more=""):
    answers = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    offline = f' branchId="{branch or ""}" trunkVersion="{trunk or ""}"'
    return (f'<data id="visit" version="1"><well>{entity}</well>{answers}<meta><instanceID>{instance}</instanceID>{more}'
            f'<entity dataset="wells" id="{entity}" update="1" baseVersion="{base}"{offline}><label/></entity></meta></data>').encode()


def media(node, token, form="visit"):
    """What the device gets with the form: name -> (marked as an entity list, content)."""
    status, _, body = node.ask("GET", f"/o/{token}/forms/{form}/1/manifest")
    node.check(status == 200, f"manifest: {status}")
    files = {}
    for entry in ET.fromstring(body):
        said = {child.tag.rsplit("}", 1)[1]: child.text for child in entry}
        content = node.ask("GET", said["downloadUrl"].removeprefix(f"http://localhost:{node.port}"))[2]
        node.check(said["hash"] == "md5:" + hashlib.md5(content).hexdigest(), "the hash is that of what this device gets")
        files[said["filename"]] = (entry.get("type") == "entityList", list(csv.DictReader(io.StringIO(content.decode()))))
    return files


def wells(node, token):
    return {row["name"]: row for row in media(node, token)["wells.csv"][1]}


def lists_as_media(node):
    entity = str(uuid.uuid4())
    files = media(node, AWA)
    node.check(set(files) == {"wells.csv", "place.csv", "facility.csv"}, f"a form gets the files that it names: {sorted(files)}")
    node.check(files["wells.csv"] == (True, []) and not files["place.csv"][0], "an entity list is marked as one, the ground is not")
    node.check(node.send(AWA, register("uuid:r1", "uuid:" + entity.upper(), "Puits, \"Nord\"")) == 201, "a well is registered")
    row = wells(node, AWA)[entity]
    node.check(list(row) == ["name", "label", "__version", "depth", "place", "state"], f"the columns are those of the specification, then the properties: {list(row)}")
    node.check((row["label"], row["__version"], row["state"], row["depth"]) == ('Puits, "Nord"', "1", "works", ""), "and the next look shows it")
    node.check(entity not in wells(node, BINTA), "a device of another place does not receive it")
    node.check(entity in wells(node, ALL), "one of all places does")
    node.check(media(node, DONOR)["wells.csv"][1] == [], "a donor receives none")
    node.check(node.send(AWA, register("uuid:r2", str(uuid.uuid4()), "Sans lieu", place="")) == 201, "one without a place")
    node.check("Sans lieu" in {row["label"] for row in wells(node, AWA).values()} and "Sans lieu" not in {row["label"] for row in wells(node, BINTA).values()}, "belongs where its maker works")
    return entity


def updates(node, entity):
    node.check(node.send(BINTA, visit("uuid:v1", entity, 1, {"state": "broken"})) == 201, "an update")
    row = wells(node, AWA)[entity]
    node.check((row["state"], row["__version"], row["label"]) == ("broken", "2", 'Puits, "Nord"'), "changes what it says, keeps the rest, and counts")
    node.check(node.send(AWA, visit("uuid:v1", entity, 1, {"state": "broken"})) == 202 and wells(node, AWA)[entity]["__version"] == "2", "the same again changes nothing")
    node.check(node.send(AWA, visit("uuid:v2", entity, 1, {"state": "dry", "depth": "12"})) == 201, "an update on a version that was changed meanwhile")
    conflicts = node.json("entities", "conflicts")["conflicts"]
    node.check(len(conflicts) == 1 and {side["value"] for side in conflicts[0]["sides"]} == {"broken", "dry"} and conflicts[0]["kept"] == "works", "is a conflict that a person sees, with both sides and what is kept")
    row = wells(node, AWA)[entity]
    node.check(row["state"] == "works" and row["depth"] == "12" and row["__version"] == "3", "neither wins, and what nobody else touched counts")
    node.run("entities", "settle", "wells", entity, "--set", "state=dry")
    node.run("entities", "settle", "wells", entity, "--set", "nothing=dry", expect=4)
    node.check(wells(node, AWA)[entity]["state"] == "dry" and node.json("entities", "conflicts")["conflicts"] == [], "somebody says what holds, and it is over")


def offline_branches(node):
    """Every order in which two branches and a creation can arrive ends in one state."""
    states = set()
    for order in range(12):
        entity, a, b = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
        sent = [register(f"uuid:{order}-c", entity, "Puits"), visit(f"uuid:{order}-a1", entity, 1, {"state": "broken"}, a, 1), visit(f"uuid:{order}-a2", entity, 2, {"state": "repaired"}, a, 1),
                visit(f"uuid:{order}-a3", entity, 3, {"depth": "30"}, a, 1), visit(f"uuid:{order}-b1", entity, 1, {"depth": "31"}, b, 1)]
        random.Random(order).shuffle(sent)
        for at, xml in enumerate(sent):
            node.check(node.send(AWA, xml) == 201, "taken")
            if order < 4 and at < 4:
                wells(node, AWA)  # a device looks in between, so that each is read on its own
        shown = node.json("entities", "show", "wells", entity)
        states.add((shown["version"], tuple(sorted(shown["values"].items())), tuple((c["property"], tuple(sorted(s["value"] for s in c["sides"]))) for c in shown["conflicts"]), len(shown["held"])))
    expected = (5, (("label", "Puits"), ("place", "ML0507@cod-ab-2021"), ("state", "repaired")), (("depth", ("30", "31")),), 0)
    node.check(states == {expected}, f"one state whatever the order: {states}")


def nothing_is_forced(node):
    entity, branch = str(uuid.uuid4()), str(uuid.uuid4())
    node.check(node.send(AWA, register("uuid:h-c", entity, "Puits")) == 201 and node.send(AWA, visit("uuid:h-a3", entity, 3, {"state": "broken"}, branch, 1)) == 201, "a change whose forerunner is lost")
    row = wells(node, AWA)[entity]
    node.check(row["state"] == "works" and row["__version"] == "1", "waits")
    told = node.json("entities", "conflicts")
    node.check(any(held["id"] == entity and "version 3 of its own device" in held["why"] for held in told["held"]), "and a person sees for what")
    bad = [("uuid:p1", register("uuid:p1", "not-a-uuid", "Puits"), "UUID"), ("uuid:p2", register("uuid:p2", str(uuid.uuid4()), " "), "label"),
           ("uuid:p3", visit("uuid:p3", entity, 1, {"state": "x"}, more="<deprecatedID>uuid:v1</deprecatedID>"), "correction")]
    for instance, xml, _ in bad:
        node.check(node.send(AWA, xml) == 201, "what cannot be taken is kept all the same")
    wells(node, AWA)
    told = {problem["instance"]: problem["why"] for problem in node.json("entities", "conflicts")["problems"]}
    node.check(all(word in told.get(instance, "") for instance, _, word in bad), f"and told: {told}")
    node.check(node.send(AWA, register("uuid:no", str(uuid.uuid4()), "Non", create="0")) == 201 and "Non" not in {row["label"] for row in wells(node, AWA).values()}, "a form may decide not to create")


def ground(node):
    files = media(node, AWA)
    places = {row["name"]: row for row in files["place.csv"][1]}
    node.check(sorted(places) == ["ML", "ML05", "ML0507", "ML050701"], f"a device gets its own places and what is around them: {sorted(places)}")
    facilities = files["facility.csv"][1]
    node.check([row["label"] for row in facilities] == ["CSCom Diafarabé"] and len(facilities[0]["name"]) >= 64 and facilities[0]["place"] == "ML050701" and facilities[0]["kind"] == "cscom", f"and its own facilities, by the address that a link takes: {facilities}")
    node.check(all(row["label"] for row in places.values()), "with labels")
    headings = [name for file in ("place.csv", "facility.csv") for name in files[file][1][0]]
    node.check(all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name) for name in headings), f"and headings that XML takes, as ODK's engine wants: {headings}")
    node.check(len(media(node, ALL)["place.csv"][1]) > len(places), "one of all places gets more")


folder = tempfile.mkdtemp(prefix="accalmie-entities-")
try:
    node = Node(pathlib.Path(sys.argv[1]).resolve(), os.path.join(folder, "workspace"))
    node.run("init")
    AWA, BINTA, ALL = (node.json("member", "add", name, "--role", "nurse", "--places", places)["token"] for name, places in (("Awa", "ML0507"), ("Binta", "ML0801"), ("Tous", "*")))
    DONOR = node.json("member", "add", "bailleur", "--role", "donor", "--places", "*")["token"]
    codes = [("ML", "Mali", 0, ""), ("ML05", "Mopti", 1, "ML"), ("ML0507", "Ténenkou", 2, "ML05"), ("ML050701", "Diafarabé", 4, "ML0507"), ("ML08", "Kidal", 1, "ML"), ("ML0801", "Kidal", 2, "ML08")]
    pathlib.Path(folder, "place.csv").write_text("code,version,name,level,parent,source\n" + "".join(f"{code},essai,{name},{level},{parent},essai\n" for code, name, level, parent in codes))
    pathlib.Path(folder, "facility.csv").write_text("code,name,kind,place,source\nF1,CSCom Diafarabé,cscom,ML050701@essai,essai\nF2,CSCom Kidal,cscom,ML0801@essai,essai\n")
    for name in ("place", "facility"):
        node.run("import", "csv", f"{folder}/{name}.csv", "--type", name)
    for name, form in (("register", REGISTER), ("visit", VISIT)):
        pathlib.Path(folder, f"{name}.xml").write_text(form)
        node.run("form", "publish", f"{folder}/{name}.xml")
    with node:
        entity = lists_as_media(node)
        updates(node, entity)
        offline_branches(node)
        nothing_is_forced(node)
        ground(node)
        before = node.json("entities", "list", "wells")
    after = node.json("entities", "list", "wells")  # a new process, from the records alone
    node.check(before == after, "a restart changes nothing")
    with node:
        node.check({row["name"]: row for row in media(node, ALL)["wells.csv"][1]}.keys() == {one["id"] for one in after if one["version"] > 0}, "nor what devices receive")
    changes = node.json("query", "select change, count(*) as n from entity_change group by change having n > 1")["rows"]
    node.check(changes == [], "and no change is written twice")
finally:
    shutil.rmtree(folder, ignore_errors=True)
print(f"entities: {node.checks} checks held")
