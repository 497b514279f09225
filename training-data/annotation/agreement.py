#!/usr/bin/env python3
"""Prints how well two labellings of a corpus agree, topic by topic.

usage: python3 agreement.py [LANGUAGE [ONE OTHER [PREFIX]]]

ONE and OTHER are of first, second and third; first and second unless given; with
PREFIX only rows whose id begins with it count. Reads their files beside itself
(columns id, language, topics; topics joined by `;`), of which the rows that both
have count, and settled.csv (id, topic, first, second, third, final), which holds the
decision on each label that not all readings of its row gave. F1 takes one labelling
as the reference of the other, which way round makes no difference; kappa is Cohen's
(1960), over all rows. Python's standard library only.
"""
import collections
import csv
import pathlib
import sys

READINGS = ("first", "second", "third")


def read(name, language, prefix):
    path = pathlib.Path(__file__).parent / name
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["id"]: {topic for topic in row["topics"].split(";") if topic}
        for row in rows
        if language in (None, row["language"]) and row["id"].startswith(prefix)
    }


def kappa(both, one, other, n):
    """Cohen's kappa of two yes-or-no labellings of n rows."""
    observed = (both + n - one - other + both) / n
    expected = (one * other + (n - one) * (n - other)) / (n * n)
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def main():
    arguments = sys.argv[1:]
    language = arguments[0] if arguments else None
    names = arguments[1:3] or list(READINGS[:2])
    prefix = arguments[3] if len(arguments) == 4 else ""
    if len(arguments) > 4 or len(names) != 2 or not set(names) <= set(READINGS):
        sys.exit(__doc__)
    of_all = {name: read(f"{name}.csv", language, prefix) for name in READINGS}
    one, other = (of_all[name] for name in names)
    rows = [row for row in one if row in other]
    if not rows:
        sys.exit(f"no row has both a {names[0]} and a {names[1]} reading")
    topics = sorted({topic for row in rows for topic in one[row] | other[row]})
    n = len(rows)
    totals = collections.Counter()
    print(f"{'topic':26} {names[0]:>6} {names[1]:>6} {'both':>6} {'F1':>6} {'kappa':>6}")
    scores = []
    for topic in topics:
        in_one = sum(topic in one[row] for row in rows)
        in_other = sum(topic in other[row] for row in rows)
        both = sum(topic in one[row] and topic in other[row] for row in rows)
        totals.update(one=in_one, other=in_other, both=both)
        f1 = 2 * both / (in_one + in_other)
        scores.append(f1)
        print(f"{topic:26} {in_one:6} {in_other:6} {both:6} {f1:6.3f} "
              f"{kappa(both, in_one, in_other, n):6.3f}")
    micro = 2 * totals["both"] / (totals["one"] + totals["other"])
    same = sum(one[row] == other[row] for row in rows)
    print(f"\n{n} rows, micro-F1 {micro:.3f}, macro-F1 {sum(scores) / len(scores):.3f}, "
          f"rows labelled alike {same / n:.1%}")

    path = pathlib.Path(__file__).parent / "settled.csv"
    with open(path, encoding="utf-8", newline="") as file:
        decisions = [row for row in csv.DictReader(file) if row["id"] in of_all["second"]]
    kept = sum(row["final"] == "yes" for row in decisions)
    print(f"{len(decisions)} labels were settled: {kept} kept, {len(decisions) - kept} dropped; "
          "decided as the reading had it: " + ", ".join(
              f"{name} {sum(row[name] == row['final'] for row in given) / len(given):.0%}"
              for name in READINGS
              if (given := [row for row in decisions if row[name]])))


if __name__ == "__main__":
    main()
