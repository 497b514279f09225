#!/usr/bin/env python3
"""Prints how the default model grows with its training rows.

usage: python3 benches/corpus/learning_curve.py THEMATIC [LABELLED.csv [TEXT_COLUMN]]

Trains on a quarter, half, three quarters and all of training-data/zh.csv and
en.csv (the same share of both, drawn with a fixed seed, each share within the
next), with the glossary and dictionary, and prints for each share micro- and
macro-F1 of five-fold cross-validation and, if a file of labelled rows is given,
those on that file. Python's standard library only.
"""
import csv
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

DATA = pathlib.Path(__file__).resolve().parents[2] / "training-data"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    thematic, test = sys.argv[1], sys.argv[2:3]
    column = sys.argv[3] if len(sys.argv) > 3 else "text"
    corpora = {}
    for name in ("zh.csv", "en.csv"):
        with open(DATA / name, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        random.Random(42).shuffle(rows)
        corpora[name] = rows
    print("| rows | cross-validation micro / macro |" + (" labelled file micro / macro |" if test else ""))
    print("|---:|---|" + ("---|" if test else ""))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for quarters in (1, 2, 3, 4):
            files, count = [], 0
            for name, rows in corpora.items():
                part = rows[: len(rows) * quarters // 4]
                count += len(part)
                files.append(str(folder / name))
                with open(folder / name, "w", encoding="utf-8", newline="") as file:
                    writer = csv.DictWriter(file, rows[0].keys())
                    writer.writeheader()
                    writer.writerows(part)
            model = str(folder / "model.safetensors")
            command = [thematic, "train", *files, "--topics", str(DATA / "topics.csv"),
                       "--glossary", str(DATA / "glossary.csv"),
                       "--dictionary", str(DATA / "dictionary.txt"), "--group-column", "group",
                       "--phrase-weight", "0.7", "--drop-below", "0.1",
                       "--output", model]
            summary = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            micro, macro = re.search(r"micro-F1 ([\d.]+), macro-F1 ([\d.]+)", summary).groups()
            line = f"| {count} | {micro} / {macro} |"
            if test:
                command = [thematic, "evaluate", *test, "--model", model, "--text-column", column,
                           "--format", "json"]
                found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                line += f" {found['micro']['f1']:.3f} / {found['macro']['f1']:.3f} |"
            print(line, flush=True)


main()
