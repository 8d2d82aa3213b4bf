#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# bench/submissions.py PROGRAM FOLDER BENCH GENERATOR: see bench/submissions.bench. Prints one JSON object a line, then what must hold.
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

program, folder, bench, generator = (pathlib.Path(word).resolve() for word in sys.argv[1:5])
wanted = dict(re.findall(r"^(\w+): (.*)$", bench.read_text(), re.M))
central = {"per_s": 144.0, "cpu_ms": 17.9, "export_s": 14.4, "form_list_ms": 6.4}  # measured with the same generator, stated in the bench file
workspace = folder / "workspace"
ticks = os.sysconf("SC_CLK_TCK")


def run(*words):
    return subprocess.run([program, "--workspace", workspace, *words], capture_output=True, text=True, check=True).stdout


def tell(**figures):
    print(json.dumps(figures), flush=True)
    return figures


def fsyncs():
    """4 KiB appended and synced, one after the other, for two seconds."""
    waits, end = [], time.monotonic() + 2
    with open(folder / "fsync", "wb", buffering=0) as file:
        while time.monotonic() < end:
            start = time.monotonic()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            waits.append(time.monotonic() - start)
    waits.sort()
    return tell(op="fsync", per_s=round(len(waits) / sum(waits), 1), p50_ms=round(waits[len(waits) // 2] * 1e3, 2), p99_ms=round(waits[int(len(waits) * 0.99)] * 1e3, 2))


def postgres():
    """pgbench: one insert of a kilobyte a transaction, 16 clients, prepared, fsync on."""
    binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries or os.getuid() != 0:
        return tell(op="postgresql", skipped="not installed, or not run as root")
    home = folder / "pg"
    home.mkdir()
    shutil.chown(home, "postgres")
    folder.chmod(0o755)
    as_postgres = ["runuser", "-u", "postgres", "--"]
    script = home / "insert.sql"
    script.write_text("insert into s values (gen_random_uuid(), repeat('x', 1024));\n")
    script.chmod(0o644)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
    subprocess.run([*as_postgres, binaries[-1] / "initdb", "-D", home / "data", "-A", "trust"], **quiet)
    subprocess.run([*as_postgres, binaries[-1] / "pg_ctl", "-D", home / "data", "-w", "-o", f"-c listen_addresses='' -c unix_socket_directories='{home}'", "start"], **quiet)
    try:
        subprocess.run([*as_postgres, "psql", "-h", home, "-c", "create table s (id uuid primary key, xml text)", "postgres"], **quiet)
        out = subprocess.run([*as_postgres, binaries[-1] / "pgbench", "-h", home, "-n", "-M", "prepared", "-f", script, "-c", "16", "-j", "2", "-T", "5", "postgres"], capture_output=True, text=True, check=True).stdout
        return tell(op="postgresql", per_s=float(re.search(r"tps = ([\d.]+)", out).group(1)), connections=16)
    finally:
        subprocess.run([*as_postgres, binaries[-1] / "pg_ctl", "-D", home / "data", "-m", "fast", "-w", "stop"], **quiet)


def cpu_of(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / ticks


def form_list(port, token):
    connection, waits = http.client.HTTPConnection("localhost", port), []
    for _ in range(200):
        start = time.monotonic()
        connection.request("GET", f"/o/{token}/formList")
        assert connection.getresponse().read().startswith(b"<?xml")
        waits.append(time.monotonic() - start)
    waits.sort()
    return tell(op="form_list", p50_ms=round(waits[100] * 1e3, 2), p99_ms=round(waits[198] * 1e3, 2))


def submissions(server, base, count, connections):
    before = cpu_of(server.pid)
    out = subprocess.run(["node", generator, "openrosa", base, str(count), str(connections)], capture_output=True, text=True, check=True).stdout
    figures = json.loads(out)
    assert figures["bad"] == 0, figures["firstBad"]
    return tell(**figures, cpu_ms=round((cpu_of(server.pid) - before) * 1e3 / count, 3))


run("init")
token = json.loads(run("member", "add", "bench", "--role", "nurse", "--places", "ML0507", "--json"))["token"]
form = re.search(r"const FORM = \(id\) => `(.*?)\n\$\{\[", generator.read_text(), re.S).group(1).replace("${id}", "depistage")
(folder / "form.xml").write_text(form + "</model></h:head><h:body/></h:html>")
run("form", "publish", str(folder / "form.xml"))
disk = fsyncs()
postgres()
server = subprocess.Popen([program, "--workspace", workspace, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    port = int(re.search(r"localhost:(\d+)", server.stdout.readline()).group(1))
    base = f"http://localhost:{port}/o/{token}"
    submissions(server, base, 2_000, 16)  # warm
    listed = form_list(port, token)
    first, *more = [submissions(server, base, int(wanted["submissions"]), int(connections)) for connections in wanted["connections"].split()]
    here = 2_000 + int(wanted["submissions"]) * len(wanted["connections"].split())
    if here < int(wanted["exported"]):
        submissions(server, base, int(wanted["exported"]) - here, 64)
    disk_after = fsyncs()
finally:
    server.terminate()
    server.wait(120)
start = time.monotonic()
run("verify")
tell(op="verify", s=round(time.monotonic() - start, 2))
start = time.monotonic()
exported = json.loads(run("export", "submissions", "depistage", "--to", str(folder / "csv"), "--json"))
export = tell(op="export", rows=exported["files"][0]["rows"], s=round(time.monotonic() - start, 2))

rate = min(disk["per_s"], disk_after["per_s"])
must = min(float(wanted["must_times_central"]) * central["per_s"], float(wanted["must_fsync_share"]) * 16 * rate)
p99_disk = max(disk["p99_ms"], disk_after["p99_ms"])
lines = [
    (first["per_s"] >= must, f"16 connections: {first['per_s']:.0f} a second, {first['per_s'] / central['per_s']:.1f} times ODK Central's stated 144; must: {must:.0f}"),
    (first["p99_ms"] < float(wanted["must_p99_times_disk"]) * p99_disk, f"p99 {first['p99_ms']} ms; must: below {wanted['must_p99_times_disk']} times the disk's own {p99_disk} ms"),
    (first["cpu_ms"] <= float(wanted["must_cpu_ratio"]) * central["cpu_ms"], f"CPU {first['cpu_ms']} ms each, {first['cpu_ms'] / central['cpu_ms']:.4f} of Central's; must: {wanted['must_cpu_ratio']}"),
    (export["s"] < float(wanted["must_export_s"]), f"{export['rows']} submissions as CSV in {export['s']} s; must: under {wanted['must_export_s']} s"),
]
for holds, text in lines:
    print(("holds   " if holds else "FAILS   ") + text)
print(f"aims    64 connections: {max(f['per_s'] for f in more):.0f} a second (aim {wanted['aim_per_s_64']}); form list {listed['p50_ms']} ms (aim {wanted['aim_form_list_ms']})")
sys.exit(0 if all(holds for holds, _ in lines) else 1)
