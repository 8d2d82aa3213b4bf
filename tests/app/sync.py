#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/sync.py PROGRAM [SEED]: `accalmie sync` against the real program: three nodes that write and meet at random over lines that are cut at
# random octets and with programs that are killed, and in the end hold the same records, each once; a member of one place gets that place only;
# strangers, wrong tokens and changed records are refused, and what is refused is kept aside.
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
chance = random.Random(SEED)
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="accalmie-sync-"))
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"sync (seed {SEED}): {what}")


def run(node, *words, expect=0):
    done = subprocess.run([PROGRAM, "--workspace", FOLDER / node, *words], capture_output=True, text=True, timeout=300)
    if expect is not None:
        check(done.returncode == expect, f"{node}: {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done


def records(node, where="1"):
    with sqlite3.connect(f"file:{FOLDER / node}/journal.sqlite?mode=ro", uri=True) as database:
        return [row[0].hex() for row in database.execute(f"select id from record where {where}")]


class Cutter:
    """A line to a port that is cut after so many octets, counted both ways; none: never."""

    def __init__(self, port, octets):
        self.port, self.left = port, octets
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                return
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self.pass_on, args=(a, b, (near, far)), daemon=True).start()

    def pass_on(self, source, target, both):
        try:
            while octets := source.recv(4096):
                with self.lock:
                    if self.left is not None:
                        octets, self.left = octets[:self.left], max(0, self.left - len(octets))
                target.sendall(octets)
                if self.left == 0:
                    break
            else:
                target.shutdown(socket.SHUT_WR)
                return
        except OSError:
            pass
        for end in both:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    @property
    def url(self):
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"


class Serving:
    def __init__(self, node):
        self.node = node

    def __enter__(self):
        self.process = subprocess.Popen([PROGRAM, "--workspace", FOLDER / self.node, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        found = re.search(r":(\d+)/", self.process.stdout.readline())
        check(found, f"{self.node} serves")
        self.port = int(found.group(1))
        return self

    def __exit__(self, *_):
        self.process.kill() if chance.random() < 0.3 else self.process.terminate()
        self.process.wait(60)


def write(node, cercles=("ML0507", "ML0101")):
    """One to four rows, each a record of its own cercle."""
    for cercle in chance.sample(cercles, chance.randint(1, len(cercles))):
        path = FOLDER / "rows.csv"
        path.write_text("place,kind,from,until,source\n" + "".join(
            f"{cercle}@demo-1,road_closed,2026-01-01,,{node} {chance.random()}\n" for _ in range(chance.randint(1, 40))))
        run(node, "import", "csv", path, "--type", "access_constraint")


def sync(node, other, expect=0, octets=None, kill_after=None, token=None):
    with Serving(other) as serving:
        line = Cutter(serving.port, octets)
        words = [PROGRAM, "--workspace", FOLDER / node, "sync", line.url, "--token", token or tokens[node, other], "--json"]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if kill_after is not None:
            time.sleep(kill_after)
            process.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=300)
        if expect is not None:
            check(process.returncode == expect, f"{node} with {other} ended with {process.returncode}: {err or out}")
        return json.loads(out) if out.strip() else {}


def crc64(octets):
    """CRC-64/XZ, as the journal has it (docs/formats/journal.md)."""
    value = 0xFFFFFFFFFFFFFFFF
    for octet in octets:
        value ^= octet
        for _ in range(8):
            value = value >> 1 ^ (0xC96C5795D7870F42 if value & 1 else 0)
    return value ^ 0xFFFFFFFFFFFFFFFF


def forge(record):
    """One octet of a record's group is another, and the journal's checksum says that it always was: as a thief of the machine would do it."""
    def number(value):
        return (value & 0xFFFFFFFFFFFFFFFF).to_bytes(8, "little")

    def sized(octets):
        return number(len(octets)) + octets

    with sqlite3.connect(FOLDER / "c/journal.sqlite") as database:
        row = database.execute("select point, id, type, place, author, hlc, received, rows, envelope, parts from record where id = ?", (bytes.fromhex(record),)).fetchone()
        first = row[0] * 32
        parts = database.execute("select number, group_name, state, bytes from part where number between ? and ? order by number", (first, first + 31)).fetchall()
        octets = bytearray(parts[0][3])
        octets[len(octets) // 2] ^= 1
        parts[0] = (*parts[0][:3], bytes(octets))
        database.execute("update part set bytes = ? where number = ?", (bytes(octets), parts[0][0]))
        _, identity, kind, place, author, hlc, received, rows, envelope, count = row
        whole = identity + sized(kind.encode()) + sized(place.encode()) + author + number(hlc) + number(received) + number(rows) + sized(envelope) + number(count)
        whole += b"".join(sized(group.encode()) + number(state) + sized(content) for _, group, state, content in parts)
        database.execute("update record set checksum = ? where point = ?", (int.from_bytes(number(crc64(whole)), "little", signed=True), row[0]))


def meet(node, other, role, places):
    """Both know each other: `node` gets a token of `other`."""
    run(node, "member", "add", f"node-{other}", "--role", "lead", "--places", "*", "--key", keys[other])
    said = json.loads(run(other, "member", "add", f"node-{node}", "--role", role, "--places", places, "--key", keys[node], "--json").stdout)
    tokens[node, other] = said["token"]


keys, tokens = {}, {}
try:
    for name in ("a", "b", "c", "d", "stranger"):
        run(name, "init", "--name", f"Node {name}")
        keys[name] = json.loads(run(name, "sync", "--json").stdout)["node"]
        check(len(keys[name]) == 64, "a node says its key")
    for one, two in (("a", "b"), ("b", "c"), ("c", "a"), ("b", "a"), ("c", "b"), ("a", "c")):
        meet(one, two, "lead", "*")

    # Random writes and meetings, most of them cut short.
    cut = killed = 0
    for step in range(8):
        for _ in range(chance.randint(0, 2)):
            write(chance.choice("abc"))
        one, two = chance.sample("abc", 2)
        how = chance.random()
        before = {node: set(records(node)) for node in "abc"}
        if how < 0.45:
            said = sync(one, two, expect=None, octets=chance.randint(1, 6000))
            cut += 1
        elif how < 0.75:
            sync(one, two, expect=None, kill_after=chance.uniform(0.05, 1.2))
            killed += 1
        else:
            sync(one, two)
        for node in "abc":
            check(before[node] <= set(records(node)), "nothing is lost on the way")
    for one, two in (("a", "b"), ("b", "c"), ("c", "a"), ("a", "b"), ("b", "c"), ("c", "a")):
        said = sync(one, two)
        check(said["complete"] and said["still_to_go"] == 0 and said["still_to_come"] == 0, "a whole sync leaves nothing to do")
    sets = [records(node) for node in "abc"]
    check(all(len(ids) == len(set(ids)) for ids in sets), "each record is there once")
    check(set(sets[0]) == set(sets[1]) == set(sets[2]) and len(sets[0]) > 12, f"all three hold the same: {[len(ids) for ids in sets]}")
    said = sync("a", "b")
    check(said["came"]["taken"] == said["went"]["taken"] == 0 and said["questions"] == 2, "once more: nothing is new, and two questions say so")
    for node in "abc":
        check(json.loads(run(node, "verify", "--json").stdout)["faults"] == 0, "every record of every node verifies")

    # Deny by default: no token, a wrong one, one who is nobody's member; a donor.
    alone = records("stranger")
    sync("stranger", "a", expect=5, token="00" * 16)
    sync("stranger", "a", expect=5, token=tokens["b", "a"])  # a stolen token: we know nothing of a, so it gets nothing from us, and we ask for nothing
    check(records("stranger") == alone, "and nothing came to the stranger")
    donor = json.loads(run("a", "member", "add", "bailleur", "--role", "donor", "--places", "*", "--json").stdout)["token"]
    sync("b", "a", expect=5, token=donor)
    run("b", "sync", "http://192.0.2.1:9", "--token", "x", expect=5)
    run("b", "sync", "https://127.0.0.1:9", expect=2)

    # A node of one place gets its own place and nothing else: no other cercle, no list of members.
    for cercle in ("ML0507", "ML0101"):
        write("a", (cercle,))
    meet("d", "a", "coordinator", "ML0507")
    for other in "bc":
        run("d", "member", "add", f"node-{other}", "--role", "lead", "--places", "*", "--key", keys[other])
    own = set(records("d"))
    said = sync("d", "a")
    came = set(records("d")) - own
    wanted = set(records("a", "type = 'access_constraint' and place like 'ML0507%'"))
    check(wanted and came == wanted | set(records("a", "type = 'place'")), "a member of one place gets its own place and published ground, all of it and nothing else")
    check(set(records("a", "place like 'ML0101%'")) and not set(records("a", "type = 'member'")) & came, "there was something to keep from it")
    check(said["went"]["refused"] == len(own) and any("may not write member" in one["reason"] for one in said["went"]["reasons"]), "what it may not write is refused")
    check(own.isdisjoint(records("a")), "and is not there")
    write("d", ("ML0101",))
    write("d", ("ML0507",))
    there = set(records("a"))
    said = sync("d", "a")
    check(said["went"]["taken"] == 1 and said["went"]["refused"] == len(own) + 1, f"its own place is taken, another is refused: {said['went']}")
    check(set(records("a")) - there == set(records("d", "type = 'access_constraint' and place like 'ML0507%'")) - there, "by its id")
    aside = [json.loads(path.read_text()) for path in (FOLDER / "a/aside").glob("*.json")]
    check(len(aside) == len(own) + 1 and all(one["reason"] and one["from"] == "node-d" for one in aside), "what was refused is kept aside, with who brought it and why")

    # A record that was changed where it lies: refused by whoever it is given to, kept aside with the reason, and not passed on.
    write("c", ("ML0507",))
    changed = records("c", "point = (select max(point) from record)")[0]
    forge(changed)
    before = set(records("b"))
    said = sync("b", "c")
    check(said["came"]["refused"] == 1 and changed not in records("b") and before <= set(records("b")), f"a changed record is refused: {said['came']}")
    kept = [json.loads(path.read_text())["reason"] for path in (FOLDER / "b/aside").glob("*.json")]
    check(len(kept) == 1 and "record" in kept[0] + said["came"]["reasons"][0]["reason"], "and kept aside with the reason")
    sync("a", "b")
    check(changed not in records("a"), "and goes no further")
    print(f"sync: {checks} checks hold; seed {SEED}, {cut} lines cut, {killed} programs killed, {len(sets[0])} records each")
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
