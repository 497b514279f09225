#!/usr/bin/env python3
"""Prints how well each round of the training rows is tagged by models that have
not seen it.

usage: python3 benches/corpus/rounds.py OUT_OF_FOLD.csv

Reads what `thematic train --out-of-fold` wrote (columns id, topics, predicted; topics
joined by `;`). Rows belong to the round that the letters tell with which their id
begins (training-data/README.md); `x` are translations of the round that follows.
Micro-averaged precision, recall and F1. Python's standard library only.
"""
import collections
import csv
import sys

ROUNDS = {"w": "zh, first", "z": "zh, first", "n": "zh, second and third", "r": "zh, fourth",
          "e": "en, first", "m": "en, second and third", "s": "en, fourth"}
TRANSLATIONS = {"zh": "en, translated", "en": "zh, translated"}


def labels(joined):
    return {topic for topic in joined.split(";") if topic}


def round_of(row_id):
    if row_id.startswith("x"):
        return TRANSLATIONS[ROUNDS[row_id[1]][:2]]
    return ROUNDS[row_id[0]]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    counts = collections.defaultdict(collections.Counter)
    try:
        file = open(sys.argv[1], encoding="utf-8", newline="")
    except OSError as error:
        sys.exit(f"cannot read the predictions: {error}")
    with file:
        for row in csv.DictReader(file):
            right, given = labels(row["topics"]), labels(row["predicted"])
            counts[round_of(row["id"])].update(
                rows=1, topics=len(right), both=len(right & given),
                right=len(right), given=len(given))
    print("| round | rows | topics a row | precision | recall | micro-F1 |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in dict.fromkeys([*ROUNDS.values(), *TRANSLATIONS.values()]):
        if c := counts.get(name):
            print(f"| {name} | {c['rows']} | {c['topics'] / c['rows']:.2f} "
                  f"| {c['both'] / c['given']:.3f} | {c['both'] / c['right']:.3f} "
                  f"| {2 * c['both'] / (c['given'] + c['right']):.3f} |")


if __name__ == "__main__":
    main()
