"""The sets: rows to train and rows to tag as files, and the topics that are right."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

import data
import synthetic
from environment import PROJECT, say

SEED = 42
STATEMENTS = PROJECT / "examples" / "statements"


@dataclass
class Corpus:
    key: str
    title: str
    language: str
    train: Path
    test: Path
    # One statement as a document, and its paragraphs as a table.
    statement: Path
    paragraphs: Path
    n_train: int
    topics_per_row: float
    topics: list
    truth: np.ndarray

    @property
    def folder(self):
        return self.train.parent

    def tagged(self, path):
        """The topics that a system wrote, as a matrix like `truth`."""
        sets = [data.split_topics(row["topics"]) for row in data.cells(path, "topics")]
        if len(sets) != len(self.truth):
            sys.exit(f"{path} has {len(sets)} rows instead of {len(self.truth)}")
        return data.indicator(sets, self.topics)


def labelled(key, title, path, limit, binary, parent):
    """Four parts of five to train on and the first to tag, as in `benches/accuracy`."""
    [rows] = data.read(path)
    if limit:
        rows = rows.take(range(min(limit, len(rows))))
    part_of = data.parts(rows, SEED)
    train = rows.take((part_of != 0).nonzero()[0])
    test = rows.take((part_of == 0).nonzero()[0])
    folder = parent / key
    folder.mkdir()
    data.write(folder / "train.csv", train, with_topics=True)
    data.write(folder / "test.csv", test, with_topics=False)
    language = "zh" if rows.is_han() else "en"
    return Corpus(
        key,
        title,
        language,
        folder / "train.csv",
        folder / "test.csv",
        *statement(folder, language, binary),
        n_train=len(train),
        topics_per_row=float(rows.targets.sum() / len(rows)),
        topics=rows.topics,
        truth=test.targets,
    )


def statement(folder, language, binary):
    path = STATEMENTS / f"statement.{language}.txt"
    paragraphs = folder / "statement.csv"
    command = [binary, "split", path, "--format", "csv", "--output", paragraphs]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"thematic split {path} ended with {done.returncode}:\n{done.stderr}")
    return path, paragraphs


def of_size(n_rows, binary, parent):
    """Synthetic rows to train on, and a quarter as many others to tag."""
    n_tagged = max(n_rows // 4, 1)
    train = synthetic_rows(n_rows, "train")
    test = synthetic_rows(n_tagged, "test")
    folder = parent / f"synthetic-{n_rows}"
    folder.mkdir()
    first_rows(train, n_rows, folder / "train.csv")
    first_rows(test, n_tagged, folder / "labelled.csv")
    [tagged] = data.read(folder / "labelled.csv")
    (folder / "labelled.csv").unlink()
    # Nobody is to see the right topics of the rows to tag.
    data.write(folder / "test.csv", tagged, with_topics=False)
    names, n_topics = set(), 0
    for row in data.cells(folder / "train.csv", "topics"):
        found = data.split_topics(row["topics"])
        names |= found
        n_topics += len(found)
    topics = sorted(names | set(tagged.topics))
    sets = [
        {tagged.topics[column] for column in np.flatnonzero(targets)} for targets in tagged.targets
    ]
    return Corpus(
        f"synthetic-{n_rows}",
        f"Synthetic, {n_rows:,} rows",
        "zh",
        folder / "train.csv",
        folder / "test.csv",
        *statement(folder, "zh", binary),
        n_train=n_rows,
        topics_per_row=n_topics / n_rows,
        topics=topics,
        truth=data.indicator(sets, topics),
    )


def synthetic_rows(n_rows, part):
    """A file with at least so many rows; one that was made before will do."""
    # Rows of another generator or another source are other rows.
    sources = Path(synthetic.__file__), synthetic.SOURCE
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    folder = PROJECT / "target" / "peers" / f"synthetic-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"{part}-*.csv"):
        if int(path.stem.rpartition("-")[2]) >= n_rows:
            return path
    say(f"making {n_rows:,} synthetic rows")
    path = folder / f"{part}-{n_rows}.csv"
    synthetic.write(path, n_rows, SEED, part)
    return path


def first_rows(source, n_rows, path):
    # No cell of a synthetic row holds a line break.
    with open(source, encoding="utf-8") as rows, open(path, "w", encoding="utf-8") as file:
        file.writelines(islice(rows, n_rows + 1))
