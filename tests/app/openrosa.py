#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/openrosa.py PROGRAM: what a form server owes to ODK Collect (OpenRosa 1.0: discovery, form list, manifest, submission), against the
# real program: every answer's form, the same submission from many connections at once, a kill in the middle, a large file in bounded memory.
import csv
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as ET

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


class Serving:
    def __enter__(self):
        # The address sanitizer keeps what was freed for a while; its memory is not the server's.
        environment = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=4"}
        self.process = subprocess.Popen([PROGRAM, "--workspace", WORKSPACE, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        line = self.process.stdout.readline()
        self.port = int(re.search(r"localhost:(\d+)", line).group(1))
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)


def ask(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    try:
        connection.request(method, path, body=body, headers={"X-OpenRosa-Version": "1.0", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read()
    finally:
        connection.close()


def answers(instance, note="rien"):
    return f'<data id="suivi visite" version="1"><note>{note}</note><meta><instanceID>{instance}</instanceID></meta></data>'.encode()


def parts(xml, files=()):
    boundary = "----collect"
    body = b""
    for name, filename, kind, content in [("xml_submission_file", "answers.xml", "text/xml", xml), *((n, n, "image/jpeg", c) for n, c in files)]:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'.encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def send(port, xml, files=(), token=None):
    body, headers = parts(xml, files)
    return ask(port, "POST", f"/o/{token or TOKEN}/submission", body, headers)


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


def pull_the_plug():
    """Senders go on while the server is killed; what was acknowledged is there afterwards, exactly once."""
    acknowledged, lock = set(), threading.Lock()
    with Serving() as server:
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


def large_file(server):
    """80 MB in one request: the memory of the server stays far below."""
    content = random.Random(7).randbytes(1 << 20) * 80
    status = send(server.port, answers("uuid:large"), [("film.mp4", content)])[0]
    check(status == 201, f"a file of {len(content)} octets is taken: {status}")
    peak = int(re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{server.process.pid}/status").read_text()).group(1))
    name = hashlib.blake2b(content, digest_size=32).hexdigest()
    kept = pathlib.Path(WORKSPACE, "blobs", name[:2], name)
    check(kept.stat().st_size == len(content) and hashlib.blake2b(kept.read_bytes(), digest_size=32).hexdigest() == name, "and lies there under its hash")
    return peak


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
    run("form", "publish", f"{folder}/form-2.xml", "--draft")
    with Serving() as server:
        baseline = int(re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{server.process.pid}/status").read_text()).group(1))
        discovery(server.port)
        refusals(server.port)
        once(server.port)
        peak = large_file(server)
        run("form", "publish", f"{folder}/form-2.xml")
        check(b"<version>2</version>" in ask(server.port, "GET", f"/o/{TOKEN}/formList")[2], "a version published while it serves is offered at once")
    check(peak - baseline < 60_000, f"80 MB took {peak - baseline} kB of memory more")
    killed = pull_the_plug()
    with Serving() as server:
        check(send(server.port, answers("uuid:1"))[0] == 202, "a restarted server knows what it has")
    exported = json.loads(run("export", "submissions", "suivi visite", "--to", folder, "--json"))
    with open(exported["files"][0]["path"], newline="") as file:
        lines = list(csv.DictReader(file))
    kept = {row["instance"] for row in rows("select instance from submission")}
    check(sorted(line["KEY"] for line in lines) == sorted(kept), "every submission is a line of the export, once")
    check(all(line["note"] == "rien" and line["meta-instanceID"] == line["KEY"] for line in lines), "with its answers")
finally:
    shutil.rmtree(folder, ignore_errors=True)
print(f"openrosa: {checks} checks held; {killed} submissions acknowledged before a kill, all there; 80 MB in {peak - baseline} kB more memory")
