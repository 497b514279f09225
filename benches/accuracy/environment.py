"""The interpreter with the pinned packages, and the binary that is measured.

Python's standard library only: it runs before the packages are there.
"""

import os
import platform
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
REQUIREMENTS = HERE / "requirements.txt"
FOLDER = PROJECT / "target" / "accuracy-venv"
RESTARTED = "THEMATIC_ACCURACY_RESTARTED"


def say(message):
    print(message, file=sys.stderr, flush=True)


def requirements_are_met():
    for line in REQUIREMENTS.read_text(encoding="utf-8").split():
        name, version = line.split("==")
        try:
            if metadata.version(name) != version:
                return False
        except metadata.PackageNotFoundError:
            return False
    return True


def ensure_packages():
    """Returns only in an interpreter with the pinned versions; makes one if need be.

    Other versions than the pinned ones count as missing: figures of two runs
    can be compared only if the packages were the same.
    """
    if requirements_are_met():
        return
    if RESTARTED in os.environ:
        sys.exit(f"{FOLDER} still lacks a requirement after installing: delete it and retry")
    python = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        say(f"making {FOLDER}")
        venv.create(FOLDER, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-r", REQUIREMENTS], check=True)
    environment = os.environ | {RESTARTED: "1"}
    command = [str(python), *sys.argv]
    sys.exit(subprocess.run(command, env=environment).returncode)


def build():
    """The release binary of this checkout, built anew where the source has changed."""
    done = subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=PROJECT)
    if done.returncode != 0:
        sys.exit("cargo build --release failed")
    suffix = ".exe" if os.name == "nt" else ""
    return PROJECT / "target" / "release" / f"thematic{suffix}"


def versions(binary, jobs):
    names = ("scikit-learn", "numpy", "scipy", "jieba", "fasttext-community")
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    ours = ""
    if binary is not None:
        done = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True)
        ours = f"{done.stdout.strip()}; "
    return (
        f"{ours}{packages}; Python {platform.python_version()}; {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} processors, {jobs} jobs"
    )
