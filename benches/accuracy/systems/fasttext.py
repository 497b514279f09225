"""fastText with a binary classifier for each topic (`loss=ova`).

One thread, because with several its result is another one each time.
"""

import time

import numpy as np

import data
import ova
import thresholds
import words
from systems import Outcome, with_fallback


def run(train, test, options):
    find_words = words.of_chinese if train.is_han() else words.of_english
    path = options.folder / "fasttext.txt"
    n_topics = len(train.topics)

    start = time.perf_counter()
    lines = [" ".join(find_words(text)) for text in train.texts]
    model = ova.fit(path, lines, train.targets, threads=1)
    fitted = time.perf_counter()
    scores = ova.scores(model, [" ".join(find_words(text)) for text in test.texts], n_topics)
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
    model = ova.fit(path, [lines[row] for row in kept], train.targets[kept], threads=1)
    threshold = thresholds.best_for_all(
        train.targets[held_out], ova.scores(model, [lines[row] for row in held_out], n_topics)
    )
    seconds = train_seconds + time.perf_counter() - start
    yield outcome("fastText `ova`, best threshold for held-out training rows", threshold, seconds)
