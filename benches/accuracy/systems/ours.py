"""`thematic train` and `thematic tag` as whole processes, default parameters."""

import csv
import os
import subprocess
import sys
import time

import data
from systems import Outcome

VARIANTS = {"thematic": [], "thematic, `--folds 0`": ["--folds", "0"]}


def run(train, test, options):
    data.write(options.folder / "train.csv", train, with_topics=True)
    data.write(options.folder / "test.csv", test, with_topics=False)
    for name, extra in VARIANTS.items():
        train_seconds = thematic(
            options, "train", "train.csv", "--output", "model.safetensors", *extra
        )
        tag_seconds, predicted = tag(test, options)
        _, fallback = tag(test, options, "--min-topics", "1")
        yield Outcome(name, predicted, fallback, train_seconds, tag_seconds)


def tag(test, options, *extra):
    model = ("--model", "model.safetensors")
    tagged = ("--format", "csv", "--output", "tagged.csv")
    seconds = thematic(options, "tag", "test.csv", *model, *tagged, *extra)
    with open(options.folder / "tagged.csv", encoding="utf-8", newline="") as file:
        sets = [data.split_topics(row["topics"]) for row in csv.DictReader(file)]
    if len(sets) != len(test):
        sys.exit(f"thematic tagged {len(sets)} rows of {len(test)}")
    return seconds, data.indicator(sets, test.topics)


def thematic(options, *arguments):
    """Wall time of one process: reading and writing included."""
    environment = os.environ | {"RAYON_NUM_THREADS": str(options.jobs)}
    command = [str(options.binary), *arguments]
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=options.folder, env=environment, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return seconds
