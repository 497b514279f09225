"""scikit-learn: TF-IDF and a linear support vector machine for each topic."""

import time

import linear
from systems import Outcome, with_fallback


def run(train, test, options):
    if train.is_han():
        yield decided_at_zero("characters 1–3", linear.characters(), train, test, options)
        yield decided_at_zero("jieba words 1–2", linear.chinese_words(), train, test, options)
        yield from with_thresholds("characters and jieba words", linear.both(), train, test, options)
    else:
        # Long texts are better off with words alone, short ones with pairs too.
        for name, longest in (("words 1–2", 2), ("words", 1)):
            yield decided_at_zero(name, linear.english_words(longest), train, test, options)
            yield from with_thresholds(name, linear.english_words(longest), train, test, options)


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
    chosen = linear.thresholds_of_unseen(vectorizer, train, options.seed, options.jobs)
    score = fit(vectorizer, train, options.jobs)
    trained = time.perf_counter()
    scores = score(test.texts)
    tagged = time.perf_counter()
    for what, factor in (("threshold per topic", 1.0), ("threshold per topic, halved", 0.5)):
        # The best topic is the one furthest above, or least below, its threshold.
        above = scores - factor * chosen
        yield Outcome(
            f"scikit-learn, {name}, {what}",
            above > 0,
            with_fallback(above > 0, above),
            trained - start,
            tagged - trained,
        )


def fit(vectorizer, train, jobs):
    """A function from texts to decision values of shape `(n_rows, n_topics)`."""
    features = vectorizer.fit_transform(train.texts)
    classifiers = linear.Classifiers(linear.support_vectors(), features, train.targets, jobs)
    return lambda texts: classifiers.scores(vectorizer.transform(texts))
