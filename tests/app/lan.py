#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/app/lan.py PROGRAM: `accalmie serve --lan` against the real program, with curl and openssl as the phone: the page over plain HTTP and nothing else there,
# HTTPS with the node's own certificate, names outside the constraint refused, certificates that stay over a restart, keys that others cannot read.
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"lan: {what}")


def out(*words, expect=0):
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    if expect is not None:
        check(done.returncode == expect, f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


class Lan:
    def __init__(self, *more):
        self.more = more

    def __enter__(self):
        self.process = subprocess.Popen([PROGRAM, "--workspace", WORKSPACE, "serve", "--lan", "--address", "127.0.0.1", "--name", "clinique.local", "--port", "0", "--page-port", "0", *self.more],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = "".join(self.process.stdout.readline() for _ in range(3))
        self.url = re.search(r"https://clinique\.local:(\d+)/#k=", said)
        self.page = re.search(r"Install: +http://[^/:]+:(\d+)/", said)
        self.fingerprint = re.search(r"Fingerprint: ([0-9A-F:]{95})", said)
        check(self.url and self.page and self.fingerprint, f"it says its address, the page's and the fingerprint: {said}")
        self.port, self.page_port, self.fingerprint = int(self.url.group(1)), int(self.page.group(1)), self.fingerprint.group(1)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        check(self.process.wait(60) == 0, "it stops when asked")
        self.said = self.process.stderr.read()

    def curl(self, *words, name="clinique.local", expect=0):
        return out("curl", "-sS", "--max-time", "20", "--cacert", FOLDER + "/phone.pem", "--resolve", f"{name}:{self.port}:127.0.0.1", *words, f"https://{name}:{self.port}/api/v1/health", expect=expect)


FOLDER = tempfile.mkdtemp(prefix="accalmie-lan-")
WORKSPACE = os.path.join(FOLDER, "workspace")
try:
    out(PROGRAM, "--workspace", WORKSPACE, "init", "--name", "Clinique de Ténenkou")
    with Lan() as lan:
        base = f"http://127.0.0.1:{lan.page_port}"
        page = out("curl", "-sS", "-H", "Host: clinique.local", base + "/")
        check(lan.fingerprint in page and "Clinique de Ténenkou" in page and f"https://clinique.local:{lan.port}/" in page, "the page shows node, address and fingerprint")
        out("curl", "-sSf", "-H", "Host: clinique.local", "-o", FOLDER + "/phone.der", base + "/accalmie.crt")
        out("openssl", "x509", "-inform", "der", "-in", FOLDER + "/phone.der", "-out", FOLDER + "/phone.pem")
        check(out("openssl", "x509", "-in", FOLDER + "/phone.pem", "-noout", "-fingerprint", "-sha256").strip().endswith(lan.fingerprint), "the certificate has that fingerprint")
        for path in ("/api/v1/health", "/api/v1/metrics", "/api/v1/openapi.json", "/o/formList", "/index.html"):
            status = out("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: clinique.local", base + path)
            check(status == "404", f"nothing else is there: {path} answers {status}")
        check(out("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: evil.example", base + "/") == "421", "and under no other name")
        text = out("openssl", "x509", "-in", FOLDER + "/phone.pem", "-noout", "-text")
        for word in ("Name Constraints: critical", "DNS:clinique.local", "IP:192.168.0.0/255.255.0.0", "CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign", "TLS Web Server Authentication"):
            check(word in text, f"the authority's certificate says {word}")
        check("ok" in lan.curl(), "curl takes it for the node's name")
        check(lan.curl(name="autre.local", expect=None) == "" and lan.curl(name="example.org", expect=None) == "", "and for no other")
        served = out("sh", "-c", f"openssl s_client -connect 127.0.0.1:{lan.port} -servername clinique.local -showcerts </dev/null 2>/dev/null")
        pathlib.Path(FOLDER, "own.pem").write_text(served[served.index("-----BEGIN"):])
        out("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", FOLDER + "/phone.pem", "-verify_hostname", "clinique.local", FOLDER + "/own.pem")
        out("openssl", "verify", "-CAfile", FOLDER + "/phone.pem", "-verify_hostname", "example.org", FOLDER + "/own.pem", expect=2)
        # Somebody who found the node's key signs a certificate for a bank with it: nobody takes it.
        key = WORKSPACE + "/lan/node.key"
        pathlib.Path(FOLDER, "bank.ext").write_text("subjectAltName=DNS:banque.example\n")
        out("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", FOLDER + "/bank.key", "-out", FOLDER + "/bank.csr", "-subj", "/CN=banque.example")
        out("openssl", "x509", "-req", "-in", FOLDER + "/bank.csr", "-CA", WORKSPACE + "/lan/node.pem", "-CAkey", key, "-CAcreateserial", "-CAserial", FOLDER + "/serial", "-extfile", FOLDER + "/bank.ext", "-out", FOLDER + "/bank.pem")
        out("openssl", "verify", "-CAfile", FOLDER + "/phone.pem", "-untrusted", FOLDER + "/own.pem", FOLDER + "/bank.pem", expect=2)
        first = lan.fingerprint
        for path in pathlib.Path(WORKSPACE, "lan").iterdir():
            check(path.name in ("authority.pem", "node.pem", "node.key"), f"no other file is kept: {path.name}")
        check(stat.S_IMODE(os.stat(key).st_mode) == 0o600 and stat.S_IMODE(os.stat(WORKSPACE + "/lan").st_mode) == 0o700, "others cannot read the key")
        texts = [path.read_text() for path in pathlib.Path(WORKSPACE, "lan").iterdir()]
        check(sum(text.count("BEGIN PRIVATE KEY") for text in texts) == 1, "one private key is kept, the node's own")
        public = out("openssl", "pkey", "-in", key, "-pubout")
        check(out("openssl", "x509", "-in", FOLDER + "/own.pem", "-noout", "-pubkey") == public and out("openssl", "x509", "-in", FOLDER + "/phone.pem", "-noout", "-pubkey") != public, "and it is not the authority's")
    with Lan() as lan:
        check(lan.fingerprint == first and "ok" in lan.curl(), "after a restart a phone that has it needs nothing")
    with Lan("--name", "tablette.local") as lan:
        check(lan.fingerprint != first and lan.curl(expect=None) == "", "another name needs another certificate")
    check("install them again" in lan.said, "and it is said that phones install it again")
    with Lan("--renew") as lan:
        check(lan.fingerprint != first, "they can be made anew")
    out(PROGRAM, "--workspace", WORKSPACE, "serve", "--lan", "--plain", expect=2)
    out(PROGRAM, "--workspace", WORKSPACE, "serve", "--lan", "--name", "8.8.8.8", "--address", "127.0.0.1", expect=3)
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
print(f"lan: {checks} checks held")
