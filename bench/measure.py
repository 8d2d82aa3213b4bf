#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""measure.py COMMAND...: run it and print one JSON line on standard error: wall and CPU seconds, peak MiB, exit code."""
import json
import os
import sys
import time

begin = time.time()
child = os.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps({"wall_s": round(time.time() - begin, 2), "cpu_s": round(used.ru_utime + used.ru_stime, 2), "peak_mib": used.ru_maxrss // 1024, "exit": code}), file=sys.stderr)
sys.exit(code if code >= 0 else 1)
