"""Annif's own commands: `load-vocab`, `train` and `index`.

Runs in Annif's virtual environment. Chinese is segmented by jieba first, because
Annif's analysers find words between spaces.
"""

import csv
import json
import os
import sysconfig
from pathlib import Path

import program

import numpy as np

import words

# Annif splits words with NLTK, whose data it would fetch from NLTK's site; this
# package carries the same data.
NLTK_DATA = "llama_index/core/_static/nltk_cache"
ANALYZERS = {"zh": "simple(token_min_length=1)", "en": "snowball(english)"}
BEST = 10
URI = "topic:"


def annif(options, *arguments):
    os.environ["NLTK_DATA"] = str(Path(sysconfig.get_path("purelib")) / NLTK_DATA)
    os.environ["ANNIF_PROJECTS"] = str(options.model / "projects.cfg")
    os.environ["ANNIF_DATADIR"] = str(options.model / "data")
    from annif.cli import cli

    cli.main([str(argument) for argument in arguments], standalone_mode=False)


def write_texts(options, path, texts, targets=None):
    """Annif's CSV: columns `text` and, of rows to train on, `subject_uris`."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"] if targets is None else ["text", "subject_uris"])
        for row, text in enumerate(texts):
            if options.is_chinese:
                text = " ".join(words.of_chinese(text))
            cells = [text]
            if targets is not None:
                uris = (f"<{URI}{topic}>" for topic in np.flatnonzero(targets[row]))
                cells.append(" ".join(uris))
            writer.writerow(cells)


def train(options, rows, parts):
    project = {
        "name": options.variant,
        "language": options.language,
        "backend": options.variant,
        "analyzer": ANALYZERS[options.language],
        "vocab": "topics",
        "limit": BEST,
    }
    lines = "".join(f"{name}={value}\n" for name, value in project.items())
    (options.model / "projects.cfg").write_text(f"[peer]\n{lines}", encoding="utf-8")
    vocabulary, corpus = options.model / "topics.csv", options.model / "rows.csv"
    with open(vocabulary, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["uri", f"label_{options.language}"])
        writer.writerows([f"{URI}{number}", topic] for number, topic in enumerate(rows.topics))
    write_texts(options, corpus, rows.texts, rows.targets)
    parts.end("segment and write")
    annif(options, "load-vocab", "topics", vocabulary)
    annif(options, "train", "--jobs", options.jobs, "peer", corpus)
    corpus.unlink()
    # Annif keeps its training file for `--cached`; tagging does not need it.
    for path in (options.model / "data").rglob("omikuji-train.txt"):
        path.unlink()
    parts.end("annif")


def score(options, texts, n_topics, parts):
    corpus, output = options.model / "tagged.csv", options.model / "tagged.jsonl"
    write_texts(options, corpus, texts)
    parts.end("segment and write")
    annif(
        options, "index", "--limit", BEST, "--no-include-doc", "--output", output, "peer", corpus
    )
    parts.end("annif")
    scores = np.zeros((len(texts), n_topics))
    with open(output, encoding="utf-8") as file:
        for row, line in enumerate(file):
            for result in json.loads(line)["results"]:
                topic = int(result["uri"].removeprefix(URI))
                scores[row, topic] = result["score"]
    corpus.unlink()
    output.unlink()
    return scores


if __name__ == "__main__":
    program.main(train, score)
