# SPDX-License-Identifier: Apache-2.0
# tests/support/collect.py: as much of ODK Collect as the tests of the form server need.
import http.client
import json
import os
import re
import signal
import subprocess
import sys


class Serving:
    """A serving program."""

    def __init__(self, program, workspace, **environment):
        self.environment = environment
        self.words = [program, "--workspace", workspace, "serve", "--port", "0"]

    def __enter__(self):
        # The address sanitizer keeps what was freed for a while; its memory is not the server's.
        environment = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=4", **self.environment}
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        self.port = int(re.search(r"localhost:(\d+)", self.process.stdout.readline()).group(1))
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


def parts(xml, files=()):
    boundary = "----collect"
    body = b""
    for name, filename, kind, content in [("xml_submission_file", "answers.xml", "text/xml", xml), *((n, n, "image/jpeg", c) for n, c in files)]:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'.encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def send(port, token, xml, files=(), more=None):
    body, headers = parts(xml, files)
    return ask(port, "POST", f"/o/{token}/submission", body, {**headers, **(more or {})})


class Node:
    """A program, a workspace, and a running server."""

    def __init__(self, program, workspace):
        self.program, self.workspace, self.port, self.checks = program, workspace, None, 0

    def check(self, holds, what):
        self.checks += 1
        if not holds:
            sys.exit(f"{sys.argv[0]}: {what}")

    def run(self, *words, expect=0):
        done = subprocess.run([self.program, "--workspace", self.workspace, *words], capture_output=True, text=True, timeout=300)
        self.check(done.returncode == expect, f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))

    def __enter__(self):
        self.serving = Serving(self.program, self.workspace).__enter__()
        self.port = self.serving.port
        return self

    def __exit__(self, *problem):
        self.serving.__exit__(*problem)

    def ask(self, method, path, body=None, headers=None):
        return ask(self.port, method, path, body, headers)

    def send(self, token, xml, files=()):
        return send(self.port, token, xml, files)[0]
