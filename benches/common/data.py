"""Labelled rows, and their division into rows to train and rows to test on."""

import csv
import re
import sys
from dataclasses import dataclass

import numpy as np

HAN = re.compile("[\u3400-\u9fff]")
PARTS = 5


@dataclass
class Rows:
    """Texts and which of them have which topic, of shape `(n_rows, n_topics)`."""

    texts: list
    targets: np.ndarray
    topics: list

    def __len__(self):
        return len(self.texts)

    def take(self, numbers):
        texts = [self.texts[number] for number in numbers]
        return Rows(texts, self.targets[numbers], self.topics)

    def all_have_topics(self):
        return bool(self.targets.any(axis=1).all())

    def is_han(self):
        """Whether half of the texts or more hold Chinese characters."""
        return 2 * sum(bool(HAN.search(text)) for text in self.texts) >= len(self)


def read(*paths):
    """The rows of each file, with the topics of all files."""
    files = []
    for path in paths:
        rows = [
            (row["text"], split_topics(row["topics"])) for row in cells(path, "text", "topics")
        ]
        if not rows:
            sys.exit(f"{path}: no rows")
        files.append(rows)
    topics = sorted(set().union(*(topics for rows in files for _, topics in rows)))
    return [
        Rows([text for text, _ in rows], indicator([sets for _, sets in rows], topics), topics)
        for rows in files
    ]


def read_texts(path):
    return [row["text"] for row in cells(path, "text")]


def cells(path, *columns):
    """The rows of a file that must have these columns."""
    # A long text in one cell is no error.
    csv.field_size_limit(2**31 - 1)
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(columns) - set(reader.fieldnames or [])
        if missing:
            sys.exit(f"{path}: no column {', '.join(sorted(missing))}")
        yield from reader


def split_topics(cell):
    """A topic that a row names twice counts once."""
    return {topic.strip() for topic in cell.split(";")} - {""}


def indicator(label_sets, topics):
    column_of = {topic: column for column, topic in enumerate(topics)}
    matrix = np.zeros((len(label_sets), len(topics)), dtype=bool)
    for row, label_set in enumerate(label_sets):
        for topic in label_set:
            matrix[row, column_of[topic]] = True
    return matrix


def write(path, rows, with_topics):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "topics"] if with_topics else ["text"])
        for text, targets in zip(rows.texts, rows.targets):
            cell = ";".join(rows.topics[column] for column in np.flatnonzero(targets))
            writer.writerow([text, cell] if with_topics else [text])


def parts(rows, seed):
    """The part, from 0 to 4, of each row; rows with equal texts are in the same part."""
    number_of = {text: number for number, text in enumerate(dict.fromkeys(rows.texts))}
    groups = np.array([number_of[text] for text in rows.texts])
    targets = np.zeros((len(number_of), len(rows.topics)), dtype=bool)
    np.logical_or.at(targets, groups, rows.targets)
    return stratify(targets, PARTS, seed)[groups]


def stratify(targets, n_parts, seed):
    """Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011, algorithm 1).

    Topics are taken from the one with fewest rows left; each of its rows goes to
    the part that still wants most of that topic, then to the one that wants most
    rows, then to one drawn.
    """
    random = np.random.default_rng(seed)
    n_rows, n_topics = targets.shape
    order = random.permutation(n_rows)
    left = targets.sum(axis=0)
    wanted = np.repeat(left[:, None] / n_parts, n_parts, axis=1)
    wanted_rows = np.full(n_parts, n_rows / n_parts)
    part_of = np.full(n_rows, -1)

    def assign(row, first):
        best = np.flatnonzero(first == first.max())
        best = best[wanted_rows[best] == wanted_rows[best].max()]
        part = best[random.integers(len(best))]
        part_of[row] = part
        wanted_rows[part] -= 1
        wanted[targets[row], part] -= 1
        left[targets[row]] -= 1

    while (left > 0).any():
        topic = min(np.flatnonzero(left > 0), key=lambda topic: left[topic])
        for row in order[targets[order, topic] & (part_of[order] < 0)]:
            assign(row, wanted[topic])
    for row in order[part_of[order] < 0]:
        assign(row, wanted_rows)
    return part_of
