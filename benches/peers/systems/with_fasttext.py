"""fastText with a binary classifier for each topic, on words."""

import program

import fasttext
import numpy as np

import ova
import words

MODEL = "model.bin"
THRESHOLD = 0.5


def lines_of(options, texts):
    find_words = words.of_chinese if options.is_chinese else words.of_english
    return [" ".join(find_words(text)) for text in texts]


def train(options, rows, parts):
    lines = lines_of(options, rows.texts)
    parts.end("segment")
    lines_path = options.model / "rows.txt"
    model = ova.fit(lines_path, lines, rows.targets, threads=options.jobs)
    lines_path.unlink()
    parts.end("fit")
    model.save_model(str(options.model / MODEL))
    parts.end("save")


def score(options, texts, n_topics, parts):
    model = fasttext.load_model(str(options.model / MODEL))
    parts.end("load")
    lines = lines_of(options, texts)
    parts.end("segment")
    scores = np.zeros((len(texts), n_topics))
    # All rows in one call, and only what is above the threshold: the fastest way.
    for row, labels in enumerate(model.predict(lines, k=-1, threshold=THRESHOLD)[0]):
        for label in labels:
            scores[row, int(label.removeprefix(ova.LABEL))] = 1
    parts.end("score")
    return scores


if __name__ == "__main__":
    program.main(train, score, THRESHOLD)
