"""scikit-learn: TF-IDF and a linear support vector machine for each topic."""

import time

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

import data
from systems import Outcome, with_fallback, words


GUARD = 0.1


def characters():
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)


def chinese_words():
    return TfidfVectorizer(
        tokenizer=words.of_chinese, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True
    )


def english_words(longest):
    return TfidfVectorizer(ngram_range=(1, longest), sublinear_tf=True)


def both():
    return make_union(characters(), chinese_words())


def run(train, test, options):
    if train.is_han():
        yield decided_at_zero("characters 1–3", characters(), train, test, options)
        yield decided_at_zero("jieba words 1–2", chinese_words(), train, test, options)
        yield from with_thresholds("characters and jieba words", both(), train, test, options)
    else:
        # Long texts are better off with words alone, short ones with pairs too.
        for name, longest in (("words 1–2", 2), ("words", 1)):
            yield decided_at_zero(name, english_words(longest), train, test, options)
            yield from with_thresholds(name, english_words(longest), train, test, options)


def decided_at_zero(name, vectorizer, train, test, options):
    start = time.perf_counter()
    score = fit(vectorizer, train, options.jobs)
    trained = time.perf_counter()
    scores = score(test.texts)
    tagged = time.perf_counter()
    predicted = scores > 0
    return Outcome(
        f"scikit-learn, {name}",
        predicted,
        with_fallback(predicted, scores),
        trained - start,
        tagged - trained,
    )


def with_thresholds(name, vectorizer, train, test, options):
    """The best threshold of each topic for rows that the model has not seen."""
    start = time.perf_counter()
    part_of = data.parts(train, options.seed)
    unseen = np.empty(train.targets.shape)
    for part in range(data.PARTS):
        held_out = np.flatnonzero(part_of == part)
        score = fit(vectorizer, train.take(np.flatnonzero(part_of != part)), options.jobs)
        unseen[held_out] = score([train.texts[row] for row in held_out])
    thresholds = np.array(
        [best_threshold(has, scores) for has, scores in zip(train.targets.T, unseen.T)]
    )
    score = fit(vectorizer, train, options.jobs)
    trained = time.perf_counter()
    scores = score(test.texts)
    tagged = time.perf_counter()
    for what, factor in (("threshold per topic", 1.0), ("threshold per topic, halved", 0.5)):
        # The best topic is the one furthest above, or least below, its threshold.
        above = scores - factor * thresholds
        yield Outcome(
            f"scikit-learn, {name}, {what}",
            above > 0,
            with_fallback(above > 0, above),
            trained - start,
            tagged - trained,
        )


def fit(vectorizer, train, jobs):
    """A function from texts to decision values of shape `(n_rows, n_topics)`."""
    # A topic without positives cannot be learned. Left to itself the classifier
    # would score it 0, which beats every negative value of a real topic.
    learnable = np.flatnonzero(train.targets.any(axis=0))
    classifier = OneVsRestClassifier(LinearSVC(C=1, random_state=0), n_jobs=jobs)
    classifier.fit(vectorizer.fit_transform(train.texts), train.targets[:, learnable])

    def score(texts):
        scores = np.full((len(texts), train.targets.shape[1]), -np.inf)
        values = classifier.decision_function(vectorizer.transform(texts))
        # With a single topic the values come without the second axis.
        scores[:, learnable] = values.reshape(len(texts), -1)
        return scores

    return score


def best_threshold(has, scores):
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
