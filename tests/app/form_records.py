#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/form_records.py PROGRAM: submissions become records of the dictionary, against the real program: each exactly once whenever it is
# killed, rules that are broken are flags, an unreadable value sets aside only what it must, corrections, and sealed answers on no disk.
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from collect import Serving, ask, parts, send

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
VISIT = """
| survey | | | | | | | |
| | type | name | label | constraint | calculation | bind::accalmie:field | instance::accalmie:record |
| | text | place | Lieu | | | | |
| | date | day | Jour | | | | |
| | select_one k | sort | Genre | | | kind | |
| | text | team | Équipe | string-length(.) < 12 | | | |
| | text | remark | Remarque | . != 'mauvais' | | | |
| | begin repeat | done | Soins | | | | service_count |
| | integer | people | Combien | . < 500 | | people_or_animals | |
| | calculate | service | | | 'consultation' | | |
| | calculate | species | | | 'human' | | |
| | calculate | sex | | | 'all' | | |
| | calculate | age_band | | | 'all' | | |
| | calculate | residence | | | 'all' | | |
| | calculate | day | | | ../../day | | |
| | calculate | place | | | ../../place | | |
| | end repeat | | | | | | |
| choices | | | |
| | list_name | name | label |
| | k | outreach | Stratégie avancée |
| settings | | | | | |
| | form_id | form_title | version | namespaces | attribute::accalmie:record |
| | visite | Visite | 1 | accalmie="https://accalmie.org/forms/2026" | visit |
"""
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"form records: {what}")


def run(*words, expect=0):
    done = subprocess.run([PROGRAM, "--workspace", WORKSPACE, *map(str, words)], capture_output=True, text=True, timeout=300)
    check(done.returncode == expect, f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stdout[-2000:]} {done.stderr[-2000:]}")
    return done.stdout


def rows(sql):
    return json.loads(run("query", sql, "--json"))["rows"]


def one(sql):
    return list(rows(sql)[0].values())[0]


def service(people):
    return (f"<done><people>{people}</people><service>consultation</service><species>human</species><sex>all</sex><age_band>all</age_band>"
            "<residence>all</residence><day>2026-01-15</day><place>ML0507@cod-ab-2021</place></done>")


def visit(instance, services=("3", "4"), team="A", remark="", replaces=None, day="2026-01-15"):
    deprecated = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    return (f'<data id="visite" version="1"><place>ML0507@cod-ab-2021</place><day>{day}</day><sort>outreach</sort><team>{team}</team><remark>{remark}</remark>'
            f'{"".join(map(service, services))}<meta><instanceID>{instance}</instanceID>{deprecated}</meta></data>').encode()


def publish():
    sheet = pathlib.Path(FOLDER, "visite.md")
    sheet.write_text(VISIT)
    told = json.loads(run("form", "check", sheet, "--json"))
    check(told["good"] and [record["type"] for record in told["records"]] == ["visit", "service_count"], "form check tells what the form makes")
    run("form", "compile", sheet, "-o", f"{FOLDER}/visite.xml")
    check("service_count" in run("form", "publish", f"{FOLDER}/visite.xml"), "form publish tells what the form makes")
    broken = VISIT.replace("| people_or_animals |", "| animals |").replace("visite |", "autre |", 1)
    pathlib.Path(FOLDER, "autre.md").write_text(broken)
    told = json.JSONDecoder().raw_decode(run("form", "check", f"{FOLDER}/autre.md", "--json", expect=3))[0]
    check(any(error["row"] == 8 and "animals" in error["what"] for error in told["errors"]), "a field that is not there is named with its row")
    run("form", "compile", f"{FOLDER}/autre.md", "-o", f"{FOLDER}/autre.xml")
    run("form", "publish", f"{FOLDER}/autre.xml", expect=3)


def wait_until(holds, what):
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    check(False, what)


def answers():
    return {answer["instance"]: answer for answer in json.loads(run("form", "answers", "visite", "--json", "--limit", "100000"))}


def served():
    """A serving program reads by itself; a broken rule is a flag, an unreadable value sets aside only its row."""
    with Serving(PROGRAM, WORKSPACE) as server:
        for xml in (visit("uuid:clean"), visit("uuid:flagged", ["600"], remark="mauvais"), visit("uuid:unreadable", ["5", "beaucoup"]), visit("uuid:refused", ["11", "13"], day="hier")):
            check(send(server.port, TOKEN, xml)[0] == 201, "each is taken")
        wait_until(lambda: [answer["outcome"] for answer in answers().values()] == ["read"] * 4, "a serving program reads submissions within seconds")
        told = answers()
    check([record["type"] for record in told["uuid:clean"]["records"]] == ["visit", "service_count", "service_count"], "a clean one makes its three records")
    check(told["uuid:clean"]["flags"] == [], "and no flag")
    kinds = sorted((flag["kind"], flag["path"], flag["type"]) for flag in told["uuid:flagged"]["flags"])
    check(kinds == [("constraint", "/data/done[1]/people", "service_count"), ("constraint", "/data/remark", "visit")], f"rules broken are flags on their record: {kinds}")
    check("mauvais" not in json.dumps(told["uuid:flagged"]) or all("!=" in flag["rule"] for flag in told["uuid:flagged"]["flags"] if "mauvais" in json.dumps(flag)), "without the value")
    check([record["path"] for record in told["uuid:unreadable"]["records"]] == ["/data", "/data/done[1]"], "an unreadable value sets aside its own row only")
    check([(flag["kind"], flag["path"]) for flag in told["uuid:unreadable"]["flags"]] == [("unreadable", "/data/done[2]/people")], f"and says so: {told['uuid:unreadable']['flags']}")
    check("beaucoup" not in json.dumps(told["uuid:unreadable"]), "but not the value")
    refused = told["uuid:refused"]
    check([record["type"] for record in refused["records"]] == ["service_count"] * 2, "a visit without a day is set aside, and what can stand without it is made")
    check(sorted({(flag["kind"], flag["path"]) for flag in refused["flags"]}) == [("calculate", "/data/done[1]/day"), ("calculate", "/data/done[2]/day"), ("refused", "/data/done[1]"), ("refused", "/data/done[2]"), ("unreadable", "/data/day")], f"and all of it is told: {refused['flags']}")
    check("hier" not in json.dumps(refused), "without the value")
    joined = one("select count(*) from service_count s join visit v on s.visit = v._record || ':' || v._row")
    check(joined == 4, f"each row knows its visit: {joined}")
    check(one("select count(*) from flagged_record") == 4, "four records are flagged")
    check(one("select count(*) from made_record m join visit v on v._record = m.record join submission s on s._record || ':' || s._row = m.submission") == 3, "a record tells its submission")


def seen():
    """Who is responsible reads an answer and says so, once; whoever sent it is told, and nobody else."""
    with Serving(PROGRAM, WORKSPACE) as server:
        def told(token, *instances):
            status, _, body = ask(server.port, "POST", f"/o/{token}/seen", json.dumps({"instances": instances}), {"Content-Type": "application/json"})
            return status, {one["instance"]: one for one in json.loads(body).get("answers", [])}

        def api(token, path, body=None):
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            status, _, answer = ask(server.port, "GET" if body is None else "POST", f"/api/v1/{path}", body and json.dumps(body), headers)
            return status, json.loads(answer)

        check(told("0" * 32, "uuid:clean")[0] == 401, "a stranger may not ask")
        own = told(TOKEN, "uuid:clean", "uuid:nowhere")[1]
        check(list(own) == ["uuid:clean"] and own["uuid:clean"]["seen"] == [] and own["uuid:clean"]["received"]["node"], f"received, and read by nobody: {own}")
        check(told(OTHER, "uuid:clean") == (200, {}), "what somebody else sent is as if it were not there")
        check(ask(server.port, "POST", f"/o/{TOKEN}/seen", json.dumps({"instances": ["uuid:x"] * 201}), {"Content-Type": "application/json"})[0] == 400, "too many at once are refused")
        for token, who in ((DONOR, "a donor"), (AWAY, "a coordinator of another region")):
            check(api(token, "answers")[1]["answers"] == [], f"{who} is shown no answer")
            check(api(token, "answers?instance=uuid:clean")[0] == 404 and api(token, "answers/seen", {"instance": "uuid:clean"})[0] == 404, f"and {who} can open and mark none")
        check(api(TOKEN, "answers/seen", {"instance": "uuid:clean"})[0] == 400, "nobody reads her own")
        listed = {one["instance"]: one for one in api(LEAD, "answers")[1]["answers"]}
        check(listed["uuid:flagged"]["place"] == "ML0507" and sorted(flag["path"] for flag in listed["uuid:flagged"]["flags"]) == ["/data/done[1]/people", "/data/remark"], f"the lead sees them with their flags: {listed['uuid:flagged']}")
        opened = api(LEAD, "answers?instance=uuid:clean")[1]["answers"][0]
        check([record["type"] for record in opened["records"]] == ["visit", "service_count", "service_count"], "and opens one with its records")
        check(not opened["seen_by_you"] and told(TOKEN, "uuid:clean")[1]["uuid:clean"]["seen"] == [], "opening is not saying that it was read")
        for _ in range(2):
            check(api(LEAD, "answers/seen", {"instance": "uuid:clean"})[0] == 200, "she says so")
        readers = told(TOKEN, "uuid:clean")[1]["uuid:clean"]["seen"]
        check([(reader["role"], reader["name"]) for reader in readers] == [("lead", None)] and readers[0]["at"].endswith("Z"), f"the sender is told the role and the time, not the name: {readers}")
        check(api(LEAD, "answers?instance=uuid:clean")[1]["answers"][0]["seen"][0]["name"] == "Ina", "who may see the list of members is told the name")
    run("form", "seen", "uuid:clean")
    check("before" in run("form", "seen", "uuid:clean"), "a second time says so")
    run("form", "seen", "uuid:nowhere", expect=4)
    check(sorted(row["role"] for row in rows("select role from submission_seen")) == ["lead", "owner"], "one record a reader and answer")


def measures():
    """A measure says how many rows it used that break a rule of their form."""
    reached = json.loads(run("reach", "--json"))
    check(reached["flagged_rows"] == 3, f"three flagged counts of services were used: {reached.get('flagged_rows')}")
    check("3 counts come from forms whose rules they break" in run("reach"), "and people are told")


SECRET = "marker-guarantor-Amadou"
PROMISE = """
| survey | | | | | |
| | type | name | label | constraint | required |
| | select_one r | guarantor_role | Qui | | |
| | text | guarantor | Garant | string-length(.) < 5 | |
| | select_one t | to | Envers | | |
| | select_one c | kind | Quoi | | |
| | text | what | Contenu | | |
| | text | place | Lieu | | |
| | date | from | Dès | | |
| | date | made_on | Pris le | | |
| choices | | | |
| | list_name | name | label |
| | r | {r} | R |
| | t | {t} | T |
| | c | {c} | C |
| settings | | | | | |
| | form_id | form_title | version | namespaces | attribute::accalmie:record |
| | engagement | Engagement | 1 | accalmie="https://accalmie.org/forms/2026" | commitment |
"""


def first_code(name):
    lines = pathlib.Path(__file__).parents[2].joinpath("packs/base/lists", name + ".csv").read_text().splitlines()
    return lines[1].split(",")[0]


def promise(instance, guarantor):
    codes = {name: first_code(name) for name in ("community_role", "beneficiary_role", "commitment_kind")}
    return (f'<data id="engagement" version="1"><guarantor_role>{codes["community_role"]}</guarantor_role><guarantor>{guarantor}</guarantor><to>{codes["beneficiary_role"]}</to>'
            f'<kind>{codes["commitment_kind"]}</kind><what>passage</what><place>ML0507@cod-ab-2021</place><from>2026-01-01</from><made_on>2026-01-01</made_on>'
            f"<meta><instanceID>{instance}</instanceID></meta></data>").encode()


def files_with(text):
    needles = [text.encode(), text.encode("utf-16-le")]
    found = []
    for folder in (WORKSPACE, os.path.join(FOLDER, "tmp")):
        for path in pathlib.Path(folder).rglob("*"):
            if path.is_file() and any(needle in path.read_bytes() for needle in needles):
                found.append(str(path))
    return found


def sealed():
    """What must be sealed is on no disk in clear: not in the journal, its log, the facts, blobs, temporary files, or what the program says."""
    sheet = PROMISE.format(r=first_code("community_role"), t=first_code("beneficiary_role"), c=first_code("commitment_kind"))
    pathlib.Path(FOLDER, "engagement.md").write_text(sheet)
    run("form", "compile", f"{FOLDER}/engagement.md", "-o", f"{FOLDER}/engagement.xml")
    run("form", "publish", f"{FOLDER}/engagement.xml")
    os.makedirs(os.path.join(FOLDER, "tmp"), exist_ok=True)
    with Serving(PROGRAM, WORKSPACE, TMPDIR=os.path.join(FOLDER, "tmp")) as server:
        check(b"engagement" not in ask(server.port, "GET", f"/o/{TOKEN}/formList")[2], "a form with a sealed field is not offered to Collect")
        check(b"engagement" in ask(server.port, "GET", f"/o/{TOKEN}/formList?seals=yes")[2], "but to a client that seals")
        run("form", "accept", "visite", "--by", "x", "--words", "y", expect=3)
        run("form", "accept", "engagement", "--by", "Responsable", "--words", "J’accepte.")
        check(b"engagement" in ask(server.port, "GET", f"/o/{TOKEN}/formList")[2], "after an officer accepted it is")
        status, _, body = send(server.port, TOKEN, promise("uuid:sealed", SECRET))
        check(status == 201 and SECRET.encode() not in body, "it is taken")
        check(send(server.port, TOKEN, promise("uuid:sealed", SECRET))[0] == 202, "the same again is known, although its box differs")
        check(send(server.port, TOKEN, promise("uuid:sealed", SECRET + "!"))[0] == 409, "and other words are not the same")
        check(send(server.port, TOKEN, promise("uuid:broken", SECRET)[:-30])[0] == 400, "what is no XML is refused")
        wait_until(lambda: [answer["outcome"] for answer in json.loads(run("form", "answers", "engagement", "--json"))] == ["read"], "it is read")
        check(files_with(SECRET) == [], f"while it serves the value is nowhere: {files_with(SECRET)}")
        server.process.terminate()
        said = server.process.communicate(timeout=60)
    check(SECRET not in said[0] + said[1], "nor in what the program said")
    told = run("form", "answers", "engagement", "--json")
    check(SECRET not in told and [record["type"] for record in json.loads(told)[0]["records"]] == ["commitment"], "the record is made without it")
    check(json.loads(told)[0]["flags"] == [], "a rule that looks at it is not asked")
    check(rows("select guarantor, guarantor_sealed from commitment") == [{"guarantor": None, "guarantor_sealed": True}], "and holds it sealed")
    run("export", "submissions", "engagement", "--to", FOLDER)
    check(SECRET not in pathlib.Path(FOLDER, "engagement.csv").read_text() and "accalmie-sealed:guarantors:" in pathlib.Path(FOLDER, "engagement.csv").read_text(), "an export has the box")
    check(files_with(SECRET) == [], "afterwards too")
    check(files_with("passage") != [], "where a value that is not sealed is found by the same search")
    run("verify")


def sealed_drafts():
    """Answers to a draft are kept for whoever tries it out; what must be sealed is sealed there too."""
    secret = "marker-draft-Fanta"
    xform = pathlib.Path(FOLDER, "engagement.xml").read_text()
    pathlib.Path(FOLDER, "engagement-2.xml").write_text(xform.replace('id="engagement" version="1"', 'id="engagement" version="2"'))
    draft = json.loads(run("form", "publish", f"{FOLDER}/engagement-2.xml", "--draft", "--json"))
    with Serving(PROGRAM, WORKSPACE, TMPDIR=os.path.join(FOLDER, "tmp")) as server:
        def try_out(xml):
            body, headers = parts(xml.replace(b'version="1"', b'version="2"'))
            return ask(server.port, "POST", f"/d/{draft['draft_token']}/submission", body, headers)
        status, _, body = try_out(promise("uuid:draft", secret))
        check(status == 201 and secret.encode() not in body, f"a draft takes answers: {status} {body}")
        check(try_out(promise("uuid:draft", secret))[0] == 202, "and knows them again")
        check(try_out(promise("uuid:draft", secret + "!"))[0] == 409 and try_out(promise("uuid:draft-2", secret)[:-30])[0] == 400, "or refuses them")
        check(files_with(secret) == [], f"the value is nowhere: {files_with(secret)}")
        check(files_with("uuid:draft") != [], "where the answers are")
        shown = run("form", "drafts", "--json")
        check("uuid:draft" in shown and secret not in shown, "and whoever tries the form sees a box")
        server.process.terminate()
        said = server.process.communicate(timeout=60)
    check(secret not in said[0] + said[1], "nor is it in what the program said")


def sealed_imports():
    """An export that comes in: neither what is kept nor what is told, rejected, saved or previewed has the value."""
    codes = {name: first_code(name) for name in ("community_role", "beneficiary_role", "commitment_kind")}
    head = ["guarantor_role", "guarantor", "to", "kind", "what", "place", "from", "made_on", "KEY", "Remarque"]

    def row(name, secret, what="passage", remark=""):
        return [codes["community_role"], secret, codes["beneficiary_role"], codes["commitment_kind"], what, "ML0507@cod-ab-2021", "2026-01-01", "2026-01-01", name, remark]

    folder = pathlib.Path(FOLDER, "exports")
    for kind in ("csv", "xlsx", "json"):
        secret = f"marker-{kind}-Oumar"
        table = [row(f"uuid:{kind}-1", secret, remark=secret), row(f"uuid:{kind}-1", secret, what="autre"), row(f"uuid:{kind}-2", secret, what="a\x01b" if kind != "xlsx" else "autre"), row(f"uuid:{kind}-2", secret)]
        if kind == "csv":
            table.append(row(f"uuid:{kind}-3", secret)[1:])  # each answer under the name of another question
        if kind == "xlsx":
            table.append([*row(f"uuid:{kind}-3", secret), secret])
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        file = folder / f"export.{kind}"
        if kind == "csv":
            file.write_text("\n".join(",".join(cells) for cells in [head, *table]) + "\n")
        elif kind == "json":
            file.write_text(json.dumps({"value": [{**dict(zip(head, cells)), "__id": cells[8]} for cells in table]}))
        else:
            with zipfile.ZipFile(file, "w") as book:
                book.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="export" sheetId="1" r:id="r1"/></sheets></workbook>')
                book.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>')
                lines = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>" for cells in [head, *table])
                book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{lines}</sheetData></worksheet>")
        for words in (["--dry-run", "--rejects", folder / "dry.csv"], ["--save-mapping", folder / "saved.yaml"], ["--json"]):
            done = subprocess.run([PROGRAM, "--workspace", WORKSPACE, "import", "submissions", file, "--form", "engagement", *words], capture_output=True, text=True, timeout=300,
                                  env={**os.environ, "TMPDIR": os.path.join(FOLDER, "tmp")})
            check(done.returncode == 0 and secret not in done.stdout + done.stderr, f"{kind} {words}: {done.stdout[-1500:]} {done.stderr[-1500:]}")
            check("rejected" in done.stdout, "rows are rejected, and told")
        made = [path for path in folder.iterdir() if path != file]
        check(len(made) == 3 and f"uuid:{kind}-2" in pathlib.Path(f"{file}.rejects.csv").read_text(), f"{kind}: two files of rejects and a mapping are there: {made}")
        check(all(secret not in path.read_text() for path in made), f"{kind}: without the value: {[path.name for path in made if secret in path.read_text()]}")
        check(files_with(secret) == [], f"{kind}: nor is it in the workspace: {files_with(secret)}")
        check(one(f"select count(*) from submission where instance like 'uuid:{kind}-%'") >= 2, f"{kind}: where its submissions are")
    check(len(rows("select distinct sent_by from submission where form = 'engagement' and instance not in ('uuid:sealed')")) == 1, "and all are told as their importer's")


def corrections():
    def current():
        return sorted(row["people_or_animals"] for row in rows("select people_or_animals from service_count where day = date '2026-01-15'"))

    before = current()
    with Serving(PROGRAM, WORKSPACE) as server:
        check(send(server.port, TOKEN, visit("uuid:clean-2", ["3", "40", "50"], replaces="uuid:clean"))[0] == 201, "a correction is taken")
        check(send(server.port, OTHER, visit("uuid:theirs", ["9"], replaces="uuid:clean-2"))[0] == 201, "and one by somebody else")
        check(send(server.port, TOKEN, visit("uuid:late-2", ["7"], replaces="uuid:late"))[0] == 201, "and one that comes before what it corrects")
    run("form", "records")
    after = current()
    check(after == sorted([*before, 40, 50, 7][:0] + [p for p in before if p != 4] + [40, 50, 7]), f"the changed row is corrected, the new one is there: {before} {after}")
    told = answers()
    old = {record["path"]: record["record"] for record in told["uuid:clean"]["records"]}
    new = {record["path"]: record["record"] for record in told["uuid:clean-2"]["records"]}
    check(old["/data"] == new["/data"] and old["/data/done[1]"] == new["/data/done[1]"] and old["/data/done[2]"] != new["/data/done[2]"], "what did not change is left alone")
    check(told["uuid:theirs"]["records"] == [] and told["uuid:theirs"]["flags"][0]["kind"] == "not_theirs", "nobody corrects what somebody else sent")
    with Serving(PROGRAM, WORKSPACE) as server:
        send(server.port, LEAD, visit("uuid:clean-3", ["3"], replaces="uuid:clean-2"))
        send(server.port, TOKEN, visit("uuid:late", ["1000"]))
    run("form", "records")
    check(current() == sorted([p for p in after if p not in (40, 50)]), f"rows that are gone are withdrawn, and the older word comes too late: {after} {current()}")
    check(answers()["uuid:late"]["outcome"] == "corrected before it came", "which is told")
    check(one("select count(*) from every.service_count") > len(current()), "and everything stays in the journal")
    run("verify")


def kill_loop(count, rounds):
    """Whenever the reading is killed, each submission is read once in the end, and each record made once."""
    before = one("select count(*) from every.service_count")
    with Serving(PROGRAM, WORKSPACE) as server:
        def sender(name):
            for at in range(count // 8):
                try:
                    send(server.port, TOKEN, visit(f"uuid:many-{name}-{at}", ["1", "2"], day="2026-03-01"))
                except OSError:
                    return
        threads = [threading.Thread(target=sender, args=(name,)) for name in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        server.kill()
    dice, interrupted = random.Random(11), 0
    for _ in range(rounds):
        process = subprocess.Popen([PROGRAM, "--workspace", WORKSPACE, "form", "records"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(dice.uniform(0.05, 0.9))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait(60)
            interrupted += 1
    run("form", "records")
    sent = one("select count(*) from submission where instance like 'uuid:many-%'")
    check(sent == count // 8 * 8, "all were sent")
    check(one("select count(*) from submission_reading where instance like 'uuid:many-%'") == sent, "each is read once")
    check(one("select count(distinct instance) from submission_reading where instance like 'uuid:many-%'") == sent, "and no other twice")
    check(one("select count(*) from every.visit where day = date '2026-03-01'") == sent, "one visit each")
    check(one("select count(*) from every.service_count") - before == 2 * sent, "two services each")
    check(json.loads(run("form", "records", "--json"))["submissions"] == 0, "and nothing is left")
    run("verify")
    return interrupted


FOLDER = tempfile.mkdtemp(prefix="accalmie-records-")
try:
    WORKSPACE = os.path.join(FOLDER, "workspace")
    run("init")
    DONOR, AWAY = (json.loads(run("member", "add", name, "--role", role, "--places", place, "--json"))["token"] for name, role, place in (("Dora", "donor", "*"), ("Loin", "coordinator", "ML08")))
    TOKEN, OTHER, LEAD = (json.loads(run("member", "add", name, "--role", role, "--places", "*", "--json"))["token"] for name, role in (("Awa", "nurse"), ("Moussa", "nurse"), ("Ina", "lead")))
    publish()
    served()
    seen()
    measures()
    corrections()
    sealed()
    sealed_drafts()
    sealed_imports()
    interrupted = kill_loop(1200, 14)
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
print(f"form records: {checks} checks held; the reading was killed {interrupted} times")
