"""fastText with a binary classifier for each topic (`loss=ova`).

The parameters are those of fastText's own tutorial for several topics a row.
One thread, because with several its result is another one each time.
"""

import time

import numpy as np
from fasttext import train_supervised

import data
from systems import Outcome, with_fallback, words

PARAMETERS = {
    "loss": "ova",
    "lr": 0.5,
    "epoch": 25,
    "wordNgrams": 2,
    "bucket": 200_000,
    "dim": 50,
    "thread": 1,
    "verbose": 0,
}
LABEL = "__label__"


def run(train, test, options):
    find_words = words.of_chinese if train.is_han() else words.of_english
    path = options.folder / "fasttext.txt"

    start = time.perf_counter()
    lines = [" ".join(find_words(text)) for text in train.texts]
    score = fit(path, lines, train.targets)
    fitted = time.perf_counter()
    scores = score([" ".join(find_words(text)) for text in test.texts])
    tagged = time.perf_counter()
    train_seconds, tag_seconds = fitted - start, tagged - fitted

    def outcome(name, threshold, seconds):
        predicted = scores > threshold
        return Outcome(
            name, predicted, with_fallback(predicted, scores), seconds, tag_seconds
        )

    yield outcome("fastText `ova`, threshold 0.5", 0.5, train_seconds)

    start = time.perf_counter()
    part_of = data.parts(train, options.seed)
    held_out = np.flatnonzero(part_of == 0)
    kept = np.flatnonzero(part_of != 0)
    score = fit(path, [lines[row] for row in kept], train.targets[kept])
    threshold = best_threshold(
        train.targets[held_out], score([lines[row] for row in held_out])
    )
    seconds = train_seconds + time.perf_counter() - start
    yield outcome("fastText `ova`, best threshold for held-out training rows", threshold, seconds)


def fit(path, lines, targets):
    """A function from lines of words to probabilities of shape `(n_rows, n_topics)`."""
    with open(path, "w", encoding="utf-8") as file:
        for line, row in zip(lines, targets):
            labels = [f"{LABEL}{topic}" for topic in np.flatnonzero(row)]
            file.write(" ".join([*labels, line]) + "\n")
    model = train_supervised(str(path), **PARAMETERS)

    def score(lines):
        scores = np.zeros((len(lines), targets.shape[1]))
        for row, line in enumerate(lines):
            labels, probabilities = model.predict(line, k=-1)
            for label, probability in zip(labels, probabilities):
                scores[row, int(label.removeprefix(LABEL))] = probability
        return scores

    return score


def best_threshold(truth, scores):
    """The one threshold for all topics that gives the best micro-F1."""
    order = np.argsort(-scores.ravel(), kind="stable")
    has, scores = truth.ravel()[order], scores.ravel()[order]
    f1 = 2 * np.cumsum(has) / (np.arange(1, len(has) + 1) + has.sum())
    last = min(int(f1.argmax()), len(scores) - 2)
    return (scores[last] + scores[last + 1]) / 2
