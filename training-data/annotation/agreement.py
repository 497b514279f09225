#!/usr/bin/env python3
"""Prints how well the two first labellings of a corpus agree, topic by topic.

usage: python3 agreement.py [LANGUAGE]

Reads first.csv and second.csv beside itself (columns id, language, topics;
topics joined by `;`) and settled.csv (id, topic, final), which holds the
decision on each label that only one of the two gave. F1 takes one labelling as
the reference of the other, which way round makes no difference; kappa is
Cohen's (1960), over all rows. Python's standard library only.
"""
import collections
import csv
import pathlib
import sys


def read(name, language):
    path = pathlib.Path(__file__).parent / name
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["id"]: {topic for topic in row["topics"].split(";") if topic}
        for row in rows
        if language in (None, row["language"])
    }


def kappa(both, one, other, n):
    """Cohen's kappa of two yes-or-no labellings of n rows."""
    observed = (both + n - one - other + both) / n
    expected = (one * other + (n - one) * (n - other)) / (n * n)
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def main():
    language = sys.argv[1] if len(sys.argv) > 1 else None
    first, second = read("first.csv", language), read("second.csv", language)
    if set(first) != set(second):
        sys.exit("first.csv and second.csv are not of the same rows")
    topics = sorted({topic for row in (*first.values(), *second.values()) for topic in row})
    n = len(first)
    totals = collections.Counter()
    print(f"{'topic':26} {'first':>6} {'second':>6} {'both':>6} {'F1':>6} {'kappa':>6}")
    scores = []
    for topic in topics:
        one = sum(topic in row for row in first.values())
        other = sum(topic in row for row in second.values())
        both = sum(topic in first[row] and topic in second[row] for row in first)
        totals.update(one=one, other=other, both=both)
        f1 = 2 * both / (one + other)
        scores.append(f1)
        print(f"{topic:26} {one:6} {other:6} {both:6} {f1:6.3f} {kappa(both, one, other, n):6.3f}")
    micro = 2 * totals["both"] / (totals["one"] + totals["other"])
    same = sum(first[row] == second[row] for row in first)
    print(f"\n{n} rows, micro-F1 {micro:.3f}, macro-F1 {sum(scores) / len(scores):.3f}, "
          f"rows labelled alike {same / n:.1%}")

    path = pathlib.Path(__file__).parent / "settled.csv"
    with open(path, encoding="utf-8", newline="") as file:
        decisions = [row for row in csv.DictReader(file) if row["id"] in first]
    disputed = [row for row in decisions if row["first"] != row["second"]]
    again = len(decisions) - len(disputed)
    kept = sum(row["final"] == "yes" for row in disputed)
    with_first = sum(row["first"] == row["final"] for row in disputed)
    if disputed:
        print(f"{len(disputed)} labels that only one gave: {kept} kept, {len(disputed) - kept} dropped; "
              f"decided as the first labelling had it in {with_first / len(disputed):.1%}")
    if again:
        print(f"{again} labels changed on reading again on which both had agreed")


if __name__ == "__main__":
    main()
