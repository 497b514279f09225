"""What the programs of all peers share: arguments, reading, writing, times of parts.

    python3 with_SYSTEM.py train VARIANT LANGUAGE JOBS ROWS.csv MODEL
    python3 with_SYSTEM.py tune VARIANT LANGUAGE JOBS ROWS.csv THRESHOLD
    python3 with_SYSTEM.py tag VARIANT LANGUAGE JOBS ROWS.csv MODEL OUTPUT.csv [THRESHOLD]

`train` writes the folder MODEL. `tune` writes the one threshold for all topics
that gives the best micro-F1 on a fifth of the rows, held out from another model.
"""

import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))

SEED = 42
# More rows would take longer and choose no other threshold.
TUNED_ON = 20_000
TOPICS = "topics.json"


@dataclass
class Options:
    variant: str
    language: str
    jobs: int
    model: Path

    @property
    def is_chinese(self):
        return self.language == "zh"


class Parts:
    """Wall time of each part, in the order in which they ended."""

    def __init__(self):
        self.seconds = {}
        self.start = time.perf_counter()

    def end(self, name):
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0) + now - self.start
        self.start = now

    def print(self):
        print(json.dumps({"parts": self.seconds}))


def main(train, score, threshold=None):
    """`train(options, rows, parts)`; `score(options, texts, n_topics, parts)` gives a matrix.

    A topic is given where its score is above the threshold, which is read from
    the file that `tune` wrote where the system has none of its own.
    """
    command, variant, language, jobs, rows, *paths = sys.argv[1:]
    paths = [Path(path).resolve() for path in paths]
    options = Options(variant, language, int(jobs), paths[0])
    parts = Parts()
    import data

    if command == "train":
        [rows] = data.read(rows)
        parts.end("read")
        train_anew(train, options, rows, parts)
    elif command == "tune":
        [rows] = data.read(rows)
        chosen = tune(train, score, options, rows.take(range(min(len(rows), TUNED_ON))))
        paths[0].write_text(json.dumps(chosen), encoding="utf-8")
    else:
        texts = data.read_texts(rows)
        parts.end("read")
        topics = json.loads((options.model / TOPICS).read_text(encoding="utf-8"))
        scores = score(options, texts, len(topics), parts)
        if threshold is None:
            threshold = json.loads(paths[2].read_text(encoding="utf-8"))
        tagged = data.Rows(texts, scores > threshold, topics)
        data.write(paths[1], tagged, with_topics=True)
        parts.end("write")
    parts.print()


def train_anew(train, options, rows, parts):
    shutil.rmtree(options.model, ignore_errors=True)
    options.model.mkdir(parents=True)
    train(options, rows, parts)
    (options.model / TOPICS).write_text(json.dumps(rows.topics), encoding="utf-8")


def tune(train, score, options, rows):
    import data
    import thresholds

    part_of = data.parts(rows, SEED)
    kept = rows.take((part_of != 0).nonzero()[0])
    held_out = rows.take((part_of == 0).nonzero()[0])
    with tempfile.TemporaryDirectory(prefix="thematic-peers-") as folder:
        options = replace(options, model=Path(folder) / "model")
        train_anew(train, options, kept, Parts())
        scores = score(options, held_out.texts, len(rows.topics), Parts())
    return float(thresholds.best_for_all(held_out.targets, scores))
