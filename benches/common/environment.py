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

PROJECT = Path(__file__).resolve().parents[2]
RESTARTED = "THEMATIC_BENCH_RESTARTED"


def say(message):
    print(message, file=sys.stderr, flush=True)


def pinned(requirements):
    """Name and version of each package, those of files named with `-r` included."""
    for line in requirements.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from pinned(requirements.parent / line.removeprefix("-r ").strip())
        elif line.strip():
            yield line.strip().split("==")


def requirements_are_met(requirements):
    for name, version in pinned(requirements):
        try:
            if metadata.version(name) != version:
                return False
        except metadata.PackageNotFoundError:
            return False
    return True


def ensure_packages(requirements, folder):
    """Returns only in an interpreter with the pinned versions; makes one if need be.

    Other versions than the pinned ones count as missing: figures of two runs
    can be compared only if the packages were the same.
    """
    if requirements_are_met(requirements):
        return
    if RESTARTED in os.environ:
        sys.exit(f"{folder} still lacks a requirement after installing: delete it and retry")
    python = make(folder)
    if install(python, "-r", requirements).returncode != 0:
        sys.exit(f"the packages of {requirements} could not be installed into {folder}")
    environment = os.environ | {RESTARTED: "1"}
    command = [str(python), *sys.argv]
    sys.exit(subprocess.run(command, env=environment).returncode)


def python_of(folder):
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make(folder):
    """The interpreter of the virtual environment in the folder, made if need be."""
    python = python_of(folder)
    if not python.exists():
        say(f"making {folder}")
        venv.create(folder, with_pip=True)
    return python


def install(python, *arguments):
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.run([*command, *arguments])


def build():
    """The release binary of this checkout, built anew where the source has changed."""
    done = subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=PROJECT)
    if done.returncode != 0:
        sys.exit("cargo build --release failed")
    suffix = ".exe" if os.name == "nt" else ""
    return PROJECT / "target" / "release" / f"thematic{suffix}"


def package_versions(names):
    return ", ".join(f"{name} {metadata.version(name)}" for name in names)


def versions(binary, packages, jobs):
    ours = ""
    if binary is not None:
        done = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True)
        ours = f"{done.stdout.strip()}; "
    return (
        f"{ours}{packages}; Python {platform.python_version()}; {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} processors, {jobs} jobs"
    )
