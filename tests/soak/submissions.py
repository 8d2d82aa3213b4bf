#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/soak/submissions.py PROGRAM [--quick] [COUNT]: filled-in forms with small photos from 200 connections that break at random: in the head, in the body, or after
# everything was sent and before the answer was read. Whoever got no answer sends again, as Collect does. Afterwards each acknowledged one is there exactly once, with
# its photo, whose octets are right; so is no other one more than once; the journal verifies.
import asyncio
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

words = [word for word in sys.argv[1:] if not word.startswith("--")]
PROGRAM = pathlib.Path(words[0]).resolve()
COUNT = int(words[1]) if len(words) > 1 else 2_000 if "--quick" in sys.argv else 100_000
CONNECTIONS, CUT = 200, 0.04
SEED = int(os.environ.get("SOAK_SEED", "20261123"))
FORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Soak</h:title><model><instance><data id="soak" version="1"><note/><photo/><meta><instanceID/></meta></data></instance>
</model></h:head><h:body/></h:html>
"""


def run(*arguments):
    done = subprocess.run([PROGRAM, "--workspace", WORKSPACE, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"soak: {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def photo(at):
    return random.Random(SEED * 1_000_003 + at).randbytes(2_000 + at % 3_000)


def request(at):
    xml = f'<data id="soak" version="1"><note>{at}</note><photo>p.jpg</photo><meta><instanceID>uuid:{at}</instanceID></meta></data>'.encode()
    body = b"".join(b'--b\r\nContent-Disposition: form-data; name="' + name + b'"; filename="' + file + b'"\r\n\r\n' + content + b"\r\n"
                    for name, file, content in ((b"xml_submission_file", b"s.xml", xml), (b"p.jpg", b"p.jpg", photo(at)))) + b"--b--\r\n"
    return f"POST /o/{TOKEN}/submission HTTP/1.1\r\nHost: localhost:{PORT}\r\nX-OpenRosa-Version: 1.0\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class Tally:
    def __init__(self):
        self.cuts, self.busy, self.again, self.statuses, self.waits = 0, 0, 0, {}, []


async def answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1]), b"X-Accalmie-Receipt: " in head, b"Connection: close" in head


async def device(number, queue, acknowledged, tally):
    dice, writer = random.Random(SEED + number), None
    while queue:
        at = queue.pop()
        octets = request(at)
        while True:  # until this one is acknowledged
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("localhost", PORT)
                start = time.monotonic()
                if dice.random() < CUT:
                    kind = dice.randrange(3)
                    sent = len(octets) if kind == 2 else dice.randrange(1, 200 if kind == 0 else len(octets))
                    writer.write(octets[:sent])
                    await writer.drain()
                    await asyncio.sleep(dice.random() * 0.02)
                    writer.transport.abort() if dice.random() < 0.5 else writer.close()
                    writer, tally.cuts = None, tally.cuts + 1
                    continue
                writer.write(octets)
                await writer.drain()
                status, has_receipt, ends = await asyncio.wait_for(answer(reader), 120)
                if ends:
                    writer.close()
                    writer = None
                if status in (429, 503):
                    tally.busy += 1
                    await asyncio.sleep(0.05 + dice.random() * 0.2)
                    continue
                tally.statuses[status] = tally.statuses.get(status, 0) + 1
                if status not in (201, 202) or not has_receipt:
                    sys.exit(f"soak: {at} was answered {status}, receipt {has_receipt}")
                tally.waits.append(time.monotonic() - start)
                acknowledged.add(at)
                break
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
                writer, tally.again = None, tally.again + 1
                await asyncio.sleep(0.02)


async def soak(acknowledged, tally):
    queue = list(range(COUNT))
    random.Random(SEED).shuffle(queue)
    await asyncio.gather(*(device(number, queue, acknowledged, tally) for number in range(CONNECTIONS)))


def rows(sql):
    return json.loads(run("query", sql, "--json"))["rows"]


def look(acknowledged):
    """What is kept, against what was acknowledged."""
    counts = rows("select count(*) as n, count(distinct instance) as d from submission")[0]
    files = rows("select count(*) as n, count(distinct instance) as d from attachment")[0]
    if counts["n"] != counts["d"] or files["n"] != files["d"]:
        sys.exit(f"soak: something is there twice: {counts}, {files}")
    kept = {}
    for first in range(0, COUNT, 5_000):
        found = rows(f"select s.instance, a.hash from submission s join attachment a on a.instance = s.instance and a.form = s.form where cast(s.instance[6:] as integer) between {first} and {first + 4_999} limit 5000")
        kept.update({int(row["instance"].removeprefix("uuid:")): row["hash"] for row in found})
    missing = acknowledged - kept.keys()
    if missing:
        sys.exit(f"soak: {len(missing)} acknowledged are not there with their photo, as {sorted(missing)[:5]}")
    for at, name in kept.items():
        octets = pathlib.Path(WORKSPACE, "blobs", name[:2], name).read_bytes()
        if octets != photo(at) or hashlib.blake2b(octets, digest_size=32).hexdigest() != name:
            sys.exit(f"soak: the photo of {at} is not the one that was sent")
    return len(kept)


folder = tempfile.mkdtemp(prefix="accalmie-soak-", dir=os.environ.get("SOAK_FOLDER"))
try:
    WORKSPACE = os.path.join(folder, "workspace")
    run("init")
    TOKEN = json.loads(run("member", "add", "soak", "--role", "nurse", "--places", "ML0507", "--json"))["token"]
    pathlib.Path(folder, "form.xml").write_text(FORM)
    run("form", "publish", f"{folder}/form.xml")
    server = subprocess.Popen([PROGRAM, "--workspace", WORKSPACE, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    acknowledged, tally, start = set(), Tally(), time.monotonic()
    try:
        PORT = int(re.search(r"localhost:(\d+)", server.stdout.readline()).group(1))
        asyncio.run(soak(acknowledged, tally))
        seconds = time.monotonic() - start
        peak = int(re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{server.pid}/status").read_text()).group(1))
    finally:
        server.terminate()
        server.wait(300)
    if len(acknowledged) != COUNT:
        sys.exit(f"soak: {len(acknowledged)} of {COUNT} acknowledged")
    kept = look(acknowledged)
    run("verify")
    tally.waits.sort()
    print(json.dumps({"submissions": COUNT, "connections": CONNECTIONS, "seed": SEED, "s": round(seconds, 1), "per_s": round(COUNT / seconds), "p50_ms": round(tally.waits[len(tally.waits) // 2] * 1e3, 1),
                      "p99_ms": round(tally.waits[int(len(tally.waits) * 0.99)] * 1e3, 1), "cuts": tally.cuts, "sent_again": tally.again, "busy": tally.busy, "statuses": tally.statuses, "peak_kb": peak, "kept_once": kept}))
finally:
    shutil.rmtree(folder, ignore_errors=True)
