#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/statements.py PROGRAM: three officers, their charter, a certificate, a revocation and a lost officer's key, against the real program.
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import ed25519

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
KEY = "ab" * 32
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"statements: {what}")


def run(*words, fails=False):
    done = subprocess.run([PROGRAM, *words], cwd=folder, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
                          env={**os.environ, "ACCALMIE_WORKSPACE": str(folder / "workspace")}, start_new_session=True)
    check(0 < done.returncode < 10 if fails else done.returncode == 0, f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    check("Sanitizer" not in done.stderr, done.stderr)
    return done.stderr if fails else done.stdout


def sign(file, *officers):
    for officer in officers:
        run("statement", "sign", file, "--key", f"{officer}.key", "--passphrase-file", f"{officer}.txt")


def listed():
    return json.loads(run("statement", "list", "--json"))


def officers_and_charter():
    keys = {}
    for name in ("awa", "binta", "chaka", "dado"):
        (folder / f"{name}.txt").write_text(f"le baobab de {name} dort\n")
        keys[name] = json.loads(run("officer", "key", f"{name}.key", "--passphrase-file", f"{name}.txt", "--json"))["key"]
        check(len(keys[name]) == 64, "a public key is shown")
    (folder / "short.txt").write_text("court\n")
    check("12 characters" in run("officer", "key", "e.key", "--passphrase-file", "short.txt", fails=True), "a short passphrase is refused")
    check(not (folder / "e.key").exists(), "and nothing is written")
    check("name already" in run("officer", "key", "awa.key", "--passphrase-file", "awa.txt", fails=True), "a key is never written over")
    check("no terminal" in run("officer", "key", "f.key", fails=True), "without terminal and file it says so")

    run("charter", "draft", keys["awa"], keys["binta"], keys["chaka"], "--name", "Macina", "-o", "charter.cose")
    check("name already" in run("charter", "draft", keys["awa"], keys["binta"], keys["chaka"], "--name", "Macina", "-o", "charter.cose", fails=True), "nothing is written over")
    sign("charter.cose", "awa", "binta")
    check("not signed by its three officers" in run("statement", "add", "charter.cose", "--found", fails=True), "two signatures found nothing")
    check("passphrase" in run("statement", "sign", "charter.cose", "--key", "chaka.key", "--passphrase-file", "awa.txt", fails=True), "another's passphrase does not open")
    sign("charter.cose", "chaka")
    shown = json.loads(run("statement", "show", "charter.cose"))
    check(sorted(shown["signed_by"]) == sorted(keys[name] for name in ("awa", "binta", "chaka")), "who signed is shown")
    return keys


def signatures_hold(file):
    """By the formulas of RFC 8032 in Python, over the Sig_structure of RFC 9052 written out by hand."""
    protected, _, payload, signatures = ed25519.cbor((folder / file).read_bytes())[0]

    def octets(value):
        size = len(value)
        return (bytes([0x40 + size]) if size < 24 else bytes([0x58, size]) if size < 256 else bytes([0x59, size >> 8, size & 255])) + value

    for signer, _, signature in signatures:
        key = ed25519.cbor(signer)[0][4]
        message = b"\x85\x69Signature" + octets(protected) + octets(signer) + b"\x40" + octets(payload)
        check(ed25519.verify(key, message, signature), f"{file}: a signature by other means")
        check(not ed25519.verify(key, message + b"x", signature), f"{file}: and not over other words")
    return len(signatures)


with tempfile.TemporaryDirectory() as made:
    folder = pathlib.Path(made)
    run("init", str(folder / "workspace"), "--name", "Macina")
    keys = officers_and_charter()
    check(signatures_hold("charter.cose") == 3, "three signatures")
    check("no charter" in run("statement", "list"), "an ungoverned workspace says what to do first")
    check("trusts no charter" in run("certificate", "draft", "Awa", "--key", KEY, "--role", "nurse", "--places", "ML0507", "-o", "n.cose", fails=True), "no certificate without a charter")
    run("statement", "add", "charter.cose", "--found")
    run("statement", "add", "charter.cose", "--found")
    check(listed()["charter"]["workspace"] == "Macina", "founded")

    run("certificate", "draft", "Awa", "--key", KEY, "--role", "nurse", "--places", "ML0507", "--until", "2099-12-31", "-o", "nurse.cose")
    check("not a record type" in run("certificate", "draft", "Awa", "--key", KEY, "--role", "nurse", "--places", "ML0507", "--types", "visits", "-o", "x.cose", fails=True), "a wrong type is told")
    run("statement", "add", "nurse.cose")
    state = listed()
    check(not state["certificates"] and state["do_not_count"][0]["reason"] == "fewer than two officers have signed it", "unsigned: kept, and does not count")
    sign("nurse.cose", "awa", "dado")
    run("statement", "add", "nurse.cose")
    check(not listed()["certificates"], "one officer and a stranger do not make a certificate")
    sign("nurse.cose", "chaka")
    run("statement", "add", "nurse.cose")
    state = listed()
    check([one["name"] for one in state["certificates"]] == ["Awa"] and not state["do_not_count"], "two officers do")

    run("certificate", "revoke", KEY, "-o", "lost.cose")
    sign("lost.cose", "binta", "chaka")
    run("statement", "add", "lost.cose")
    check(listed()["certificates"][0]["revoked_after"], "and two take it away")

    run("charter", "draft", keys["binta"], keys["chaka"], keys["dado"], "--name", "Macina", "--after", "charter.cose", "-o", "charter-2.cose")
    sign("charter-2.cose", "binta", "chaka", "dado")
    run("statement", "add", "charter-2.cose")
    check(keys["dado"] in listed()["charter"]["officers"] and keys["awa"] not in listed()["charter"]["officers"], "a lost officer's key is replaced by the two others")
    (folder / "other").mkdir()
    run("charter", "draft", keys["awa"], keys["binta"], keys["dado"], "--name", "Macina", "-o", "other.cose")
    sign("other.cose", "awa", "binta", "dado")
    check("founded on another charter" in run("statement", "add", "other.cose", "--found", fails=True), "a workspace is founded once")

    good = (folder / "nurse.cose").read_bytes()
    for name, rubbish in [("empty", b""), ("text", b"bonjour"), ("cut", good[:-1]), ("longer", good + b"\0"), ("changed", good[:60] + bytes([good[60] ^ 1]) + good[61:]), ("large", b"\xd8\x62" + b"\x84" * 20_000)]:
        (folder / f"{name}.cose").write_bytes(rubbish)
        check(f"{name}.cose" in run("statement", "add", f"{name}.cose", fails=True), f"{name}: refused, and the file is named")
        check(f"{name}.cose" in run("statement", "show", f"{name}.cose", fails=True), f"{name}: not shown")
    check(listed()["certificates"], "and nothing was lost by it")
    stored = b"".join(path.read_bytes() for path in (folder / "workspace").rglob("*") if path.is_file() and not stat.S_ISSOCK(path.stat().st_mode))
    check(b"baobab" not in stored and not any((folder / f"{name}.key").read_bytes() in stored for name in keys), "no passphrase and no officer's key in the workspace")
    print(f"statements: {checks} checks held")
