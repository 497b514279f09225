"""The systems, all behind one door.

A module's `run(train, test, options)` yields an `Outcome` for each way in which
the system can be used.
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Options:
    """What a system may know besides the rows."""

    binary: object
    jobs: int
    folder: object
    seed: int


@dataclass
class Outcome:
    """What a system gave the test rows, as matrices of shape `(n_rows, n_topics)`.

    `fallback` is the same with the best topic for each row that has none.
    """

    name: str
    predicted: np.ndarray
    fallback: np.ndarray
    train_seconds: float
    tag_seconds: float


def with_fallback(predicted, scores):
    predicted = predicted.copy()
    untagged = np.flatnonzero(~predicted.any(axis=1))
    predicted[untagged, scores[untagged].argmax(axis=1)] = True
    return predicted
