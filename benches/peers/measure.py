"""Runs one command, and writes its wall time and peak memory to a file as JSON.

    python3 measure.py RESULT LIMIT_SECONDS COMMAND...

A process of its own, and a small one: the kernel's count of the largest
resident set starts with that of the process which started the command, so a
runner that holds a corpus would be counted in every system.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

INTERVAL = 0.1


def members(session):
    """All processes of a session: the command, its children and theirs."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                yield folder


def memory(folder):
    """Proportional share of one process in bytes: a page that N share counts as 1/N."""
    try:
        for line in (folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def watch(session, done, peak):
    """Follows the sum over several processes; that of one the kernel knows exactly."""
    while not done.wait(INTERVAL):
        processes = list(members(session))
        if len(processes) > 1:
            peak[0] = max(peak[0], sum(map(memory, processes)))


def main():
    result, limit, *command = sys.argv[1:]
    limit = float(limit)
    start = time.perf_counter()
    child = subprocess.Popen(command, start_new_session=True)
    done, peak, passed_limit = threading.Event(), [0], threading.Event()

    def stop():
        passed_limit.set()
        os.killpg(child.pid, signal.SIGKILL)

    timer = threading.Timer(limit, stop)
    watcher = threading.Thread(target=watch, args=(child.pid, done, peak))
    timer.start()
    watcher.start()
    try:
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    except KeyboardInterrupt:
        # The command has a session of its own and does not hear of it.
        os.killpg(child.pid, signal.SIGKILL)
        sys.exit(130)
    finally:
        timer.cancel()
        done.set()
        watcher.join()
    figures = {
        "seconds": seconds,
        "peak_bytes": max(usage.ru_maxrss * 1024, peak[0]),
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "exit": os.waitstatus_to_exitcode(status),
        "passed_limit": passed_limit.is_set(),
    }
    Path(result).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
