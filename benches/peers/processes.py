"""Whole processes: what one took, and what it said of its parts."""

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# `thematic train` ends with a table of its stages.
STAGE = re.compile(r"^ (\S+(?: \S+)*) +(\d+(?:\.\d+)?) s$")
OVERALL = "in all"


class Failure(Exception):
    """A process did not come to its end; the message says which and why."""


def run(command, folder, limit):
    """Wall time, peak memory and parts of a command that is run in the folder."""
    command = [str(word) for word in command]
    result = folder / "measured.json"
    result.unlink(missing_ok=True)
    # -S and -I keep the measuring process small: no packages are looked for.
    measure = [sys.executable, "-I", "-S", str(HERE / "measure.py"), str(result), str(limit)]
    done = subprocess.run(
        [*measure, *command],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if not result.exists():
        raise Failure(f"{command[0]} could not be started: {last_line(done.stderr)}")
    figures = json.loads(result.read_text(encoding="utf-8"))
    if figures["passed_limit"]:
        raise Failure(f"> {limit:g} s")
    if figures["exit"] != 0:
        reason = last_line(done.stderr)
        # The kernel ends whoever asks for more memory than there is.
        if figures["exit"] == -9:
            reason = "killed, as for want of memory"
        raise Failure(f"ended with {figures['exit']}: {reason}")
    parts = parts_of(done.stdout) or parts_of(done.stderr)
    return {
        "seconds": figures["seconds"],
        "processor_seconds": figures["processor_seconds"],
        "peak_bytes": figures["peak_bytes"],
        "parts": parts,
    }


def last_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"


def parts_of(text):
    """From one line of JSON of our scripts, or from the stages that `thematic` prints."""
    for line in reversed(text.splitlines()):
        if line.startswith('{"parts":'):
            return json.loads(line)["parts"]
    stages = [match.groups() for match in map(STAGE.match, text.splitlines()) if match]
    return {name: float(seconds) for name, seconds in stages if name != OVERALL}


def size(path):
    """Bytes of a file, or of all files of a folder."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size
