#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/openrosa.py PROGRAM: what a form server owes to ODK Collect (OpenRosa 1.0: discovery, form list, manifest, submission), against the
# real program: every answer's form, the same submission from many connections at once, a kill in the middle, a large file in bounded memory.
import base64
import csv
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import collect  # noqa: E402
import ed25519  # noqa: E402
from collect import ask, parts  # noqa: E402

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
FORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Suivi &amp; visite</h:title><model>
<instance><data id="suivi visite" version="{version}"><note/><photo/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/note" type="string"/></model></h:head><h:body><input ref="/data/note"><label>Note</label></input></h:body></h:html>
"""
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"openrosa: {what}")


def run(*words, expect=0):
    done = subprocess.run([PROGRAM, "--workspace", WORKSPACE, *words], capture_output=True, text=True, timeout=120)
    check(done.returncode == expect, f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def serving():
    return collect.Serving(PROGRAM, WORKSPACE)


def answers(instance, note="rien"):
    return f'<data id="suivi visite" version="1"><note>{note}</note><meta><instanceID>{instance}</instanceID></meta></data>'.encode()


def send(port, xml, files=(), token=None, more=None):
    return collect.send(port, token or TOKEN, xml, files, more)


def base64url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def unbase64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def rows(sql):
    return json.loads(run("query", sql, "--json"))["rows"]


def discovery(port):
    status, fields, body = ask(port, "HEAD", f"/o/{TOKEN}/submission")
    check(status == 204 and body == b"", "HEAD of a submission address is 204 without content")
    check(fields.get("x-openrosa-version") == "1.0" and "date" in fields, "it tells the version and the date")
    check(int(fields["x-openrosa-accept-content-length"]) >= 10_000_000, "and how much it takes")

    status, fields, body = ask(port, "GET", f"/o/{TOKEN}/formList")
    check(status == 200 and fields["content-type"].startswith("text/xml"), "the form list is XML")
    root = ET.fromstring(body)
    space = "{http://openrosa.org/xforms/xformsList}"
    check(root.tag == space + "xforms" and len(root) == 1, "one form is offered, the draft is not")
    form = {child.tag.removeprefix(space): child.text for child in root[0]}
    check((form["formID"], form["name"], form["version"]) == ("suivi visite", "Suivi & visite", "1"), "with id, name and version")
    xform = get(port, form["downloadUrl"])
    check(form["hash"] == "md5:" + hashlib.md5(xform).hexdigest(), "its hash is that of what is downloaded")
    manifest = ET.fromstring(get(port, form["manifestUrl"]))
    space = "{http://openrosa.org/xforms/xformsManifest}"
    check(manifest.tag == space + "manifest", "the manifest is one")
    media = {child.tag.removeprefix(space): child.text for child in manifest[0]}
    content = get(port, media["downloadUrl"])
    check(content == b"code,nom\nA,B\n" and media["filename"] == "villages é.csv", "a media file comes as it was given")
    check(media["hash"] == "md5:" + hashlib.md5(content).hexdigest(), "with its hash")


def get(port, url):
    prefix = f"http://localhost:{port}"
    check(url.startswith(prefix), f"the address {url} is this server's")
    status, _, body = ask(port, "GET", url.removeprefix(prefix))
    check(status == 200, f"{url} answers {status}")
    return body


def refusals(port):
    for token, xml, status, what in ((TOKEN, b"rubbish", 400, "rubbish"), (TOKEN, b"<data><meta/></data>", 400, "answers without a form"), ("0" * 32, answers("uuid:x"), 401, "a wrong token"),
                                     (TOKEN, b"<data id='f'>" + b"x" * 1_000_001, 413, "answers of more than a million octets")):
        got, fields, body = send(port, xml, token=token)
        check(got == status, f"{what}: {got}, not {status}")
        if status != 401:
            check(ET.fromstring(body).tag == "{http://openrosa.org/http/response}OpenRosaResponse", f"{what}: refused in OpenRosa's words")
    donor = send(port, answers("uuid:x"), token=DONOR)
    check(donor[0] == 403, "a donor may not send answers")


def once(port):
    status, _, body = send(port, answers("uuid:1"))
    check(status == 201 and b"submit_success" in body, "a first submission is 201")
    check(send(port, answers("uuid:1"))[0] == 202, "the same again is 202")
    check(send(port, answers("uuid:1", "autre"))[0] == 409, "other answers under its name are 409")
    check(send(port, answers("uuid:1"), [("photo.jpg", b"\xff\xd8jpeg")])[0] == 201, "a file that comes later is 201")
    results, lock = [], threading.Lock()

    def sender(seed):
        order = list(range(40))
        random.Random(seed).shuffle(order)
        for at in order:
            status = send(port, answers(f"uuid:race-{at}"))[0]
            with lock:
                results.append((at, status))

    threads = [threading.Thread(target=sender, args=(seed,)) for seed in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    check(all(status in (201, 202) for _, status in results) and len(results) == 320, "every one of 320 is taken")
    check(sorted(at for at, status in results if status == 201) == list(range(40)), "each of 40 was new exactly once")


def receipts(port):
    """A receipt is signed by the key that the node shows to anybody, over exactly the octets that were sent; looked at with a second implementation."""
    status, _, body = ask(port, "GET", "/api/v1/node")
    node = json.loads(body)
    check(status == 200 and re.fullmatch(r"[0-9a-f]{64}", node["key"]), "anybody may read the node's name and key")
    key, xml, times = bytes.fromhex(node["key"]), answers("uuid:receipt", "é &amp; x"), []
    for expected in (201, 202):
        status, fields, _ = send(port, xml)
        check(status == expected, f"sent: {status}, not {expected}")
        receipt = ed25519.open_receipt(unbase64url(fields["x-accalmie-receipt"]), key)
        check(receipt is not None, f"{status} carries a receipt that the node signed")
        check(receipt[0] == 1 and receipt[1] == node["name"] and receipt[2] == "uuid:receipt", "it names node and instance")
        check(receipt[3] == hashlib.blake2b(xml, digest_size=32).digest(), "and the octets that were sent")
        times.append(receipt[4])
        octets = bytearray(unbase64url(fields["x-accalmie-receipt"]))
        octets[random.Random(status).randrange(len(octets))] ^= 4
        try:
            opened = ed25519.open_receipt(bytes(octets), key)
        except (ValueError, IndexError, TypeError):
            opened = None
        check(opened is None, "a changed receipt is none")
    check(times[1] > times[0], "the second receipt is later")
    check(all("x-accalmie-receipt" not in send(port, x)[1] for x in (b"rubbish", answers("uuid:receipt", "autre"))), "what is refused gets no receipt")


def device_keys(port):
    address = f"/o/{TOKEN}/device"
    as_json = {"Content-Type": "application/json"}
    words = json.loads(ask(port, "GET", address)[2])
    check(words["member"] == "Awa" and words["key"] is None, "at first the device has no key")
    check(ask(port, "GET", f"/o/{'0' * 32}/device")[0] == 401, "a stranger may not ask")
    seeds = [bytes([n]) * 32 for n in (7, 8, 9)]
    keys = [ed25519.public_key(seed) for seed in seeds]

    def register(n, signer=None, old=None):
        body = {"key": keys[n].hex(), "proof": base64url(ed25519.sign(seeds[n if signer is None else signer], words["words"].encode()))}
        if old is not None:
            body["old_key_proof"] = base64url(ed25519.sign(seeds[old], (words["words"] + "\n" + keys[n].hex()).encode()))
        return ask(port, "POST", address, json.dumps(body), as_json)[0]

    def signed(instance, n, note="rien", sent=None):
        xml = answers(instance, note)
        return send(port, sent or xml, more={"X-Accalmie-Signature": base64url(ed25519.sign(seeds[n], xml))})

    check(signed("uuid:early", 0)[0] == 409, "signed without a registered key: refused")
    check(register(0, signer=1) == 403, "a key that the device does not hold is not registered")
    check(register(0) == 200 and register(0) == 200, "its own key is, and again")
    check(json.loads(ask(port, "GET", address)[2])["key"] == keys[0].hex(), "and shown")
    check(register(1) == 409 and register(1, old=2) == 409, "another key is refused without the old one's word")
    check(signed("uuid:signed", 0)[0] == 201, "signed answers are taken")
    check(signed("uuid:wrong", 1)[0] == 403, "a signature of another key is refused")
    status, _, body = signed("uuid:wrong", 0, sent=answers("uuid:wrong", "changed"))
    check(status == 403 and b"signature" in body, "and one over other answers, with the reason")
    check(send(port, answers("uuid:wrong"), more={"X-Accalmie-Signature": "?"})[0] == 400, "and rubbish")
    check(register(1, old=0) == 200 and signed("uuid:handed-over", 1)[0] == 201, "the old key may hand over")
    check(signed("uuid:old-key", 0)[0] == 403, "and is then no longer good")
    run("member", "device", "Awa", "--withdraw")
    run("member", "device", "Awa", "--withdraw", expect=4)
    check(signed("uuid:withdrawn", 1)[0] == 409, "a withdrawn key is no longer good")
    check(register(2) == 200 and signed("uuid:new-phone", 2)[0] == 201, "and the next device may register")
    check(send(port, answers("uuid:unsigned"))[0] == 201, "answers without a signature are taken")
    for _ in range(50):
        kept = {row["instance"]: row for row in rows("select instance, device_key, device_signature from submission where instance in ('uuid:signed', 'uuid:unsigned', 'uuid:wrong', 'uuid:early')")}
        if len(kept) == 2:
            break
        threading.Event().wait(0.1)
    check(set(kept) == {"uuid:signed", "uuid:unsigned"}, "what was refused is not kept")
    signature = unbase64url(kept["uuid:signed"]["device_signature"])
    check(ed25519.verify(bytes.fromhex(kept["uuid:signed"]["device_key"]), answers("uuid:signed"), signature), "the signature that was kept can be checked again")
    check(kept["uuid:unsigned"]["device_key"] is None, "what came unsigned is kept as unsigned")


def basic(port):
    """OpenRosa Authentication API: a server answers 401 with a challenge, HEAD too; Basic alone is enough for a server."""
    def with_(name, password):
        return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}

    for method, path in (("HEAD", "/o/submission"), ("GET", "/o/formList"), ("POST", "/o/submission")):
        body, headers = parts(answers("uuid:basic")) if method == "POST" else (None, {})
        status, fields, _ = ask(port, method, path, body, headers)
        check(status == 401 and fields["www-authenticate"].startswith('Basic realm="Accalmie"') and fields["x-openrosa-version"] == "1.0", f"{method} {path} asks who it is: {status}")
    status, fields, body = ask(port, "GET", "/o/formList", headers=with_("Awa", TOKEN))
    check(status == 200 and f"http://localhost:{port}/o/forms/".encode() in body and TOKEN.encode() not in body, "with name and token the list comes, and its addresses hold no token")
    form = ET.fromstring(body)[0]
    path = next(child.text for child in form if child.tag.endswith("manifestUrl")).removeprefix(f"http://localhost:{port}")
    check(ask(port, "GET", path)[0] == 401 and ask(port, "GET", path, headers=with_("Awa", TOKEN))[0] == 200, "so does a manifest")
    check(ask(port, "HEAD", "/o/submission", headers=with_("Awa", TOKEN))[0] == 204, "and the submission address")
    content, headers = parts(answers("uuid:basic"))
    check(ask(port, "POST", "/o/submission", content, {**headers, **with_("Awa", TOKEN)})[0] == 201, "answers are taken")
    for name, password in (("Awa", "0" * 32), ("bailleur", TOKEN), ("", TOKEN), ("Awa", "")):
        check(ask(port, "GET", "/o/formList", headers=with_(name, password))[0] == 401, f"{name!r} with a token that is not its own is refused")
    for field in ("Basic", "Basic ?", "Basic " + base64.b64encode(b"no colon").decode(), "Digest username=x", "Bearer " + TOKEN):
        check(ask(port, "GET", "/o/formList", headers={"Authorization": field})[0] == 401, f"{field} is refused")


def drafts(port, draft):
    """As ODK Central's: a token of its own, its own list, answers that count nowhere and go when the form is published."""
    token = draft["draft_token"]
    path = f"/d/{token}"
    status, _, body = ask(port, "GET", path + "/formList")
    check(status == 200 and b"<version>2</version>" in body and f"http://localhost:{port}{path}/forms/".encode() in body, "a draft has its own list")
    form = ET.fromstring(body)[0]
    xform = get(port, next(child.text for child in form if child.tag.endswith("downloadUrl")))
    check(b'version="2"' in xform, "and its form comes")
    check(ask(port, "GET", f"/d/{TOKEN}/formList")[0] == 401 and ask(port, "GET", f"/o/{token}/formList")[0] == 401, "neither token opens the other door")
    check(ask(port, "GET", f"/o/{token}/device")[0] == 401, "a draft's token is no member's")
    check(ask(port, "HEAD", path + "/submission")[0] == 204, "it says what it takes")

    def try_out(xml, files=()):
        body, headers = parts(xml, files)
        return ask(port, "POST", path + "/submission", body, headers)

    results = []
    threads = [threading.Thread(target=lambda n=n: results.append(try_out(answers(f"uuid:draft-{n}"), [("p.jpg", bytes([n]) * 100_000)])[0])) for n in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    check(results == [201] * 6, f"answers are taken, six at a time: {results}")
    status, fields, _ = try_out(answers("uuid:draft-1"), [("q.jpg", b"more")])
    check(status == 202 and "x-accalmie-receipt" not in fields, "again, with another file: 202, and no receipt, for nothing of the programme was kept")
    check(try_out(answers("uuid:draft-1", "autre"))[0] == 409, "other answers under the same name are refused")
    check(try_out(answers("uuid:draft-1").replace(b"suivi visite", b"autre"))[0] == 403, "and answers to another form")
    shown = {one["instance"]: one for one in json.loads(run("form", "drafts", "--json"))[0]["answers"]}
    check(len(shown) == 6 and [f["name"] for f in sorted(shown["uuid:draft-1"]["files"], key=lambda f: f["name"])] == ["p.jpg", "q.jpg"], "they are shown to whoever tries the form")
    check(all(one["files"][0]["hash"] == hashlib.blake2b(bytes([int(name[-1])]) * 100_000, digest_size=32).hexdigest() or len(one["files"]) == 2 for name, one in shown.items()), "each with its own file")
    threading.Event().wait(1.5)
    check(not rows("select * from submission where instance like 'uuid:draft%'"), "and none is a record")


def draft_is_over(port, draft):
    check(ask(port, "GET", f"/d/{draft['draft_token']}/formList")[0] == 401, "after publishing, the draft's address is none")
    check(not list(pathlib.Path(WORKSPACE, "drafts").iterdir()) and json.loads(run("form", "drafts", "--json")) == [], "and what was sent to it is gone")


def guessing():
    """Who guesses waits: after twenty wrong tokens in a minute nobody from that address is listened to, right or wrong."""
    with serving() as server:
        wrong = {"Authorization": "Basic " + base64.b64encode(b"Awa:" + b"f" * 32).decode()}
        statuses = [ask(server.port, "GET", "/o/formList", headers=wrong)[0] for _ in range(22)]
        check(statuses == [401] * 20 + [429] * 2, f"wrong passwords are slowed down: {statuses}")


def pull_the_plug():
    """Senders go on while the server is killed; what was acknowledged is there afterwards, exactly once."""
    acknowledged, lock = set(), threading.Lock()
    with serving() as server:
        def sender(name):
            for at in range(10_000):
                instance = f"uuid:kill-{name}-{at}"
                try:
                    status = send(server.port, answers(instance), [("p.jpg", instance.encode() * 50)])[0]
                except (OSError, http.client.HTTPException):
                    return
                if status == 201:
                    with lock:
                        acknowledged.add(instance)
        threads = [threading.Thread(target=sender, args=(name,)) for name in range(6)]
        [thread.start() for thread in threads]
        while len(acknowledged) < 60 and server.process.poll() is None:
            threading.Event().wait(0.05)
        server.kill()
        [thread.join() for thread in threads]
    kept = [row["instance"] for row in rows("select instance from submission where instance like 'uuid:kill-%'")]
    check(len(kept) == len(set(kept)), "nothing is there twice after a kill")
    check(acknowledged <= set(kept), "what was acknowledged is there after a kill")
    with_files = {row["instance"] for row in rows("select instance from attachment where instance like 'uuid:kill-%'")}
    check(acknowledged <= with_files, "with its file")
    run("verify")
    return len(acknowledged)


def memory_peak(server):
    """The most memory that the server has held so far, in kB."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{server.process.pid}/status").read_text()).group(1))


def large_file(server, megabytes):
    """One request with a large file: taken, and there under its hash."""
    content = random.Random(megabytes).randbytes(1 << 20) * megabytes
    status = send(server.port, answers(f"uuid:large-{megabytes}"), [("film.mp4", content)])[0]
    check(status == 201, f"a file of {len(content)} octets is taken: {status}")
    name = hashlib.blake2b(content, digest_size=32).hexdigest()
    kept = pathlib.Path(WORKSPACE, "blobs", name[:2], name)
    check(kept.stat().st_size == len(content) and hashlib.blake2b(kept.read_bytes(), digest_size=32).hexdigest() == name, "and lies there under its hash")
    return memory_peak(server)


folder = tempfile.mkdtemp(prefix="accalmie-openrosa-")
try:
    WORKSPACE = os.path.join(folder, "workspace")
    run("init")
    TOKEN = json.loads(run("member", "add", "Awa", "--role", "nurse", "--places", "ML0507", "--json"))["token"]
    DONOR = json.loads(run("member", "add", "bailleur", "--role", "donor", "--places", "*", "--json"))["token"]
    for version in ("1", "2"):
        pathlib.Path(folder, f"form-{version}.xml").write_text(FORM.format(version=version))
    pathlib.Path(folder, "villages é.csv").write_text("code,nom\nA,B\n")
    run("form", "publish", f"{folder}/form-1.xml", "--media", f"{folder}/villages é.csv")
    run("form", "publish", f"{folder}/form-1.xml", expect=6)
    past = json.loads(run("form", "publish", f"{folder}/form-2.xml", "--draft", "--json"))
    draft = json.loads(run("form", "publish", f"{folder}/form-2.xml", "--draft", "--json"))
    with serving() as server:
        discovery(server.port)
        refusals(server.port)
        once(server.port)
        receipts(server.port)
        device_keys(server.port)
        basic(server.port)
        draft_is_over_token = ask(server.port, "GET", f"/d/{past['draft_token']}/formList")[0]
        check(draft_is_over_token == 401, "a draft that was published again has another token")
        drafts(server.port, draft)
        baseline = large_file(server, 4)
        peak = large_file(server, 84)
        run("form", "publish", f"{folder}/form-2.xml")
        check(b"<version>2</version>" in ask(server.port, "GET", f"/o/{TOKEN}/formList")[2], "a version published while it serves is offered at once")
        draft_is_over(server.port, draft)
    check(peak - baseline < 40_000, f"84 MB took {peak - baseline} kB of memory more than 4 MB")
    guessing()
    killed = pull_the_plug()
    with serving() as server:
        check(send(server.port, answers("uuid:1"))[0] == 202, "a restarted server knows what it has")
    exported = json.loads(run("export", "submissions", "suivi visite", "--to", folder, "--json"))
    with open(exported["files"][0]["path"], newline="") as file:
        lines = list(csv.DictReader(file))
    kept = {row["instance"] for row in rows("select instance from submission")}
    check(sorted(line["KEY"] for line in lines) == sorted(kept), "every submission is a line of the export, once")
    check(all(line["note"] in ("rien", "é & x") and line["meta-instanceID"] == line["KEY"] for line in lines), "with its answers")
finally:
    shutil.rmtree(folder, ignore_errors=True)
print(f"openrosa: {checks} checks held; {killed} submissions acknowledged before a kill, all there; 84 MB in {peak - baseline} kB more memory than 4 MB")
