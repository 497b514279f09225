"""Thresholds that give the best F1 for rows whose topics are known."""

import numpy as np

GUARD = 0.1


def best_for_one(has, scores):
    """The middle of the gap between scores that gives the best F1.

    Where even that is below 0.1, the highest score: a low threshold that finds
    the positives of a rare topic would give it to hundreds of other rows (Fan
    and Lin 2007, "A Study on Threshold Selection for Multi-label
    Classification", SCutFBR.1).
    """
    order = np.argsort(-scores, kind="stable")
    scores, has = scores[order], has[order]
    given = np.arange(1, len(has) + 1)
    f1 = 2 * np.cumsum(has) / (given + has.sum())
    below = np.append(scores[1:], scores[-1] - 1)
    f1[(scores == below) | ~np.isfinite(below)] = 0
    last = f1.argmax()
    if f1[last] < GUARD:
        return scores[0] if np.isfinite(scores[0]) else 0.0
    return (scores[last] + below[last]) / 2


def best_for_all(truth, scores):
    """The one threshold for all topics that gives the best micro-F1."""
    order = np.argsort(-scores.ravel(), kind="stable")
    has, scores = truth.ravel()[order], scores.ravel()[order]
    f1 = 2 * np.cumsum(has) / (np.arange(1, len(has) + 1) + has.sum())
    last = min(int(f1.argmax()), len(scores) - 2)
    return (scores[last] + scores[last + 1]) / 2
