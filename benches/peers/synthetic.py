"""Writes a synthetic corpus of any size that grows as text does.

    python3 benches/peers/synthetic.py OUTPUT.csv [--rows N] [--seed N] [--part train|test]
    python3 benches/peers/synthetic.py --growth [--rows N]

Paragraphs are spliced from clauses of `training-data/zh.csv`; some words are
replaced by invented ones, of which there is no end. The same seed gives the same
rows, and fewer rows are the first of more. `--growth` writes nothing and prints
how the vocabulary grows. See README.md.
"""

import argparse
import bisect
import csv
import math
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "common"))

import environment

SOURCE = environment.PROJECT / "training-data" / "zh.csv"
SEED = 42
HAN = "[\u4e00-\u9fff]"

# Characters of a paragraph, and how often it is drawn from there.
LENGTHS = ((0.25, 20, 45), (0.5, 45, 100), (0.25, 100, 350))
# How often a clause of the row that gives a paragraph its topics stays in place.
KEPT = 0.6
# The share of clauses that have a word replaced, and how often the new word is one
# that goes with a topic of the paragraph.
REPLACED, TOPICAL = 0.5, 0.5
# Zipf–Mandelbrot: the word of rank r is drawn in proportion to 1 / (r + SHIFT)^EXPONENT.
EXPONENT, SHIFT = 1.5, 20
# The row that gives a paragraph its topics is this long beside what was drawn, and the
# paragraph no longer than this. Above `LONG` there are too few rows to choose from.
BASE, LONGEST, LONG = 0.7, 1.1, 100
# Clauses that are tried before a paragraph stays shorter than was drawn.
TRIES = 4
WORD_LENGTHS = (2, 2, 2, 3)
MASK = 2**64 - 1


class Row:
    """The clauses of one row as lists of words, and its topics."""

    def __init__(self, text, topics, segment):
        self.topics = topics
        self.clauses = [
            Clause(segment(clause)) for clause in re.split("(?<=[，。；：！？])", text) if clause
        ]
        self.length = len(text)


class Clause:
    def __init__(self, words):
        self.words = words
        self.length = sum(map(len, words))
        self.replaceable = [
            number
            for number, word in enumerate(words)
            if len(word) in WORD_LENGTHS and re.fullmatch(f"{HAN}+", word)
        ]


class Generator:
    """Draws one paragraph after another; only `random()` is used, which is the same everywhere."""

    def __init__(self, seed=SEED, part="train"):
        import data
        import words

        [rows] = data.read(SOURCE)
        self.topics = rows.topics
        self.rows = [
            Row(text, frozenset(targets.nonzero()[0].tolist()), words.of_chinese)
            for text, targets in zip(rows.texts, rows.targets)
        ]
        characters = Counter(re.findall(HAN, "".join(rows.texts)))
        self.characters = sorted(character for character, count in characters.items() if count > 4)
        self.draw = random.Random(f"{seed} {part}").random
        self.seed = seed
        self.by_length = sorted(self.rows, key=lambda row: row.length)
        self.row_lengths = [row.length for row in self.by_length]
        self.clauses_of_topics = {}
        self.of_topic = defaultdict(list)
        for row in self.rows:
            for topic in row.topics or [None]:
                self.of_topic[topic].append(row)

    def one_of(self, values):
        return values[int(self.draw() * len(values))]

    def clauses_within(self, topics):
        """Clauses of rows whose topics are all among these."""
        clauses = self.clauses_of_topics.get(topics)
        if clauses is None:
            rows = {
                id(row): row
                for topic in sorted(topics) or [None]
                for row in self.of_topic[topic]
                if row.topics <= topics
            }
            clauses = [clause for row in rows.values() for clause in row.clauses]
            self.clauses_of_topics[topics] = clauses
        return clauses

    def invented(self, namespace):
        """A word of two or three characters that depends on nothing but its rank."""
        rank = int(SHIFT * ((1 - self.draw()) ** (-1 / (EXPONENT - 1)) - 1))
        mixed = (rank * 0x9E3779B97F4A7C15 + namespace * 0xC2B2AE3D27D4EB4F + self.seed) & MASK
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
            mixed = ((mixed ^ (mixed >> shift)) * factor) & MASK
        mixed, number = divmod(mixed, len(WORD_LENGTHS))
        word = ""
        for _ in range(WORD_LENGTHS[number]):
            mixed, number = divmod(mixed, len(self.characters))
            word += self.characters[number]
        return word

    def words_of(self, clause, topics):
        """The clause, now and then with another word in it."""
        if not clause.replaceable or self.draw() >= REPLACED:
            return clause.words
        namespace = 0
        if topics and self.draw() < TOPICAL:
            namespace = 1 + self.one_of(sorted(topics))
        words = list(clause.words)
        words[self.one_of(clause.replaceable)] = self.invented(namespace)
        return words

    def length(self):
        where = self.draw()
        for share, low, high in LENGTHS:
            if where < share:
                break
            where -= share
        return low + (high - low) * self.draw()

    def paragraph(self):
        """Words and topics of the next paragraph."""
        target = self.length()
        first = bisect.bisect_left(self.row_lengths, min(BASE * target, LONG))
        end = bisect.bisect_right(self.row_lengths, target)
        base = self.by_length[first + int(self.draw() * (end - first))]
        within = self.clauses_within(base.topics)
        words, length = [], 0

        def add(clause):
            nonlocal length
            if length + clause.length > LONGEST * target:
                return False
            words.extend(self.words_of(clause, base.topics))
            length += clause.length
            return True

        for clause in base.clauses:
            if self.draw() >= KEPT and add(self.one_of(within)):
                continue
            add(clause)
        tries = TRIES
        while length < target and tries > 0:
            if not add(self.one_of(within)):
                tries -= 1
        return words, sorted(base.topics)


def write(path, n_rows, seed=SEED, part="train"):
    """Streams the rows to a file, under another name until it is complete."""
    generator = Generator(seed, part)
    partial = path.with_name(f"{path.name}.partial")
    with open(partial, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "topics"])
        for _ in range(n_rows):
            words, topics = generator.paragraph()
            cell = ";".join(generator.topics[topic] for topic in topics)
            writer.writerow(["".join(words), cell])
    partial.replace(path)


def print_growth(n_rows, seed):
    """Distinct words and pairs of characters after each power of ten."""
    generator = Generator(seed)
    words, pairs, n_words, n_characters, n_topics = set(), set(), 0, 0, 0
    lengths, measured, size = [], [], 1000
    for row in range(1, n_rows + 1):
        found, topics = generator.paragraph()
        text = "".join(found)
        words.update(found)
        pairs.update(map("".join, zip(text, text[1:])))
        n_words += len(found)
        n_characters += len(text)
        n_topics += len(topics)
        if row <= 100_000:
            lengths.append(len(text))
        if row == size:
            measured.append((row, n_characters, n_words, len(words), len(pairs)))
            size *= 10
    print("| rows | characters | words | distinct words | distinct pairs of characters |")
    print("|---:|---:|---:|---:|---:|")
    for figures in measured:
        print(f"| {' | '.join(f'{figure:,}' for figure in figures)} |")
    if len(measured) > 1:
        first, last = measured[0], measured[-1]
        exponent = math.log(last[3] / first[3]) / math.log(last[2] / first[2])
        print(f"\nDistinct words grow as words to the power of {exponent:.2f}.")
    lengths.sort()
    quartiles = ", ".join(str(lengths[len(lengths) * quarter // 4]) for quarter in (1, 2, 3))
    print(f"Quartiles of length {quartiles}; {n_topics / n_rows:.2f} topics a row.")


def main():
    parser = argparse.ArgumentParser(description="Write a synthetic corpus.")
    parser.add_argument("output", type=Path, nargs="?", metavar="OUTPUT.csv")
    parser.add_argument("--rows", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N")
    parser.add_argument("--part", choices=("train", "test"), default="train")
    parser.add_argument("--growth", action="store_true", help="print how the vocabulary grows")
    arguments = parser.parse_args()
    if arguments.rows < 1:
        parser.error("--rows must be at least 1")
    if arguments.growth == (arguments.output is not None):
        parser.error("give either OUTPUT.csv or --growth")
    environment.ensure_packages(
        HERE / "requirements.txt", environment.PROJECT / "target" / "peers-venv"
    )
    if arguments.growth:
        print_growth(arguments.rows, arguments.seed)
    else:
        write(arguments.output, arguments.rows, arguments.seed, arguments.part)


if __name__ == "__main__":
    main()
