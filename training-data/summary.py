#!/usr/bin/env python3
"""Prints the counts that the data card shows.

usage: python3 training-data/summary.py

Python's standard library only.
"""
import collections
import csv
import pathlib

HERE = pathlib.Path(__file__).parent


def read(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(row):
    return [topic for topic in row["topics"].split(";") if topic]


def main():
    corpora = {"zh": read("zh.csv"), "en": read("en.csv")}
    glossary = read("glossary.csv")
    print("| | zh | en |\n|---|--:|--:|")
    lines = {
        "rows": len,
        "topics per row": lambda rows: f"{sum(len(split(row)) for row in rows) / len(rows):.2f}",
        "rows with 0, 1, 2, 3, 4, more topics": lambda rows: ", ".join(
            f"{sum(min(len(split(row)), 5) == n for row in rows) / len(rows):.0%}" for n in range(6)
        ),
        "characters: quartiles": lambda rows: ", ".join(
            str(sorted(len(row["text"]) for row in rows)[len(rows) * q // 4]) for q in (1, 2, 3)
        ),
    }
    for name, figure in lines.items():
        print(f"| {name} | {figure(corpora['zh'])} | {figure(corpora['en'])} |")
    for name, chosen in (("glossary terms", lambda row: True), ("glossary terms without topic", lambda row: not row["topics"])):
        counts = [sum(row["language"] == language and chosen(row) for row in glossary) for language in corpora]
        print(f"| {name} | {counts[0]} | {counts[1]} |")

    print("\n| topic | rows zh | rows en | terms zh | terms en |\n|---|--:|--:|--:|--:|")
    for topic in (row["id"] for row in read("topics.csv")):
        rows = [sum(topic in split(row) for row in corpus) for corpus in corpora.values()]
        terms = [sum(topic in split(row) and row["language"] == language for row in glossary) for language in corpora]
        print(f"| `{topic}` | {rows[0]} | {rows[1]} | {terms[0]} | {terms[1]} |")

    print("\n| kind | zh | en |\n|---|--:|--:|")
    kinds = [collections.Counter(row["kind"] for row in corpus) for corpus in corpora.values()]
    for kind in sorted(kinds[0] | kinds[1]):
        print(f"| {kind} | {kinds[0][kind]} | {kinds[1][kind]} |")


main()
