"""fastText with a binary classifier for each topic (`loss=ova`).

The parameters are those of fastText's own tutorial for several topics a row.
"""

import numpy as np
from fasttext import train_supervised

PARAMETERS = {
    "loss": "ova",
    "lr": 0.5,
    "epoch": 25,
    "wordNgrams": 2,
    "bucket": 200_000,
    "dim": 50,
    "verbose": 0,
}
LABEL = "__label__"


def fit(path, lines, targets, threads):
    """The model of lines of words, which fastText reads from the file at `path`."""
    with open(path, "w", encoding="utf-8") as file:
        for line, row in zip(lines, targets):
            labels = [f"{LABEL}{topic}" for topic in np.flatnonzero(row)]
            file.write(" ".join([*labels, line]) + "\n")
    return train_supervised(str(path), **PARAMETERS, thread=threads)


def scores(model, lines, n_topics):
    """Probabilities of shape `(n_rows, n_topics)`."""
    result = np.zeros((len(lines), n_topics))
    for row, line in enumerate(lines):
        labels, probabilities = model.predict(line, k=-1)
        for label, probability in zip(labels, probabilities):
            result[row, int(label.removeprefix(LABEL))] = probability
    return result
