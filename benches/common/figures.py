"""Micro- and macro-F1 of predictions, with intervals."""

import numpy as np

REPLICATES, LEVEL, SEED = 1000, 0.95, 42


def f1(right, given, wanted):
    """Micro-F1, and macro-F1 over the topics that some row wants.

    Counts are of shape `(..., n_topics)`; F1 where nothing is wanted or given
    is 0.
    """
    micro = 2 * right.sum(axis=-1) / np.maximum((given + wanted).sum(axis=-1), 1)
    per_topic = 2 * right / np.maximum(given + wanted, 1)
    present = wanted > 0
    macro = (per_topic * present).sum(axis=-1) / np.maximum(present.sum(axis=-1), 1)
    return micro, macro


def measure(truth, predicted):
    """Both figures with their bootstrap intervals, rows drawn with replacement."""
    matrices = [m.astype(np.float64) for m in (truth & predicted, predicted, truth)]
    micro, macro = f1(*(matrix.sum(axis=0) for matrix in matrices))
    random = np.random.default_rng(SEED)
    n_rows = len(truth)
    times = np.stack(
        [
            np.bincount(random.integers(n_rows, size=n_rows), minlength=n_rows)
            for _ in range(REPLICATES)
        ]
    ).astype(np.float64)
    tails = [50 * (1 - LEVEL), 50 * (1 + LEVEL)]
    drawn = f1(*(times @ matrix for matrix in matrices))
    intervals = [np.percentile(values, tails).tolist() for values in drawn]
    return {
        "micro_f1": float(micro),
        "micro_f1_interval": intervals[0],
        "macro_f1": float(macro),
        "macro_f1_interval": intervals[1],
    }
