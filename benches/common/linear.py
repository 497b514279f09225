"""scikit-learn: TF-IDF and a linear classifier for each topic."""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

import data
import thresholds
import words


def characters():
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)


def chinese_words():
    return TfidfVectorizer(
        tokenizer=words.of_chinese, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True
    )


def english_words(longest=2):
    return TfidfVectorizer(ngram_range=(1, longest), sublinear_tf=True)


def both():
    return make_union(characters(), chinese_words())


def support_vectors():
    return LinearSVC(C=1, random_state=0)


class Classifiers:
    """A classifier for each topic, on features that are there already."""

    def __init__(self, estimator, features, targets, jobs):
        # A topic without positives cannot be learned. Left to itself the classifier
        # would score it 0, which beats every negative value of a real topic.
        self.learnable = np.flatnonzero(targets.any(axis=0))
        self.n_topics = targets.shape[1]
        self.one_vs_rest = OneVsRestClassifier(estimator, n_jobs=jobs)
        self.one_vs_rest.fit(features, targets[:, self.learnable])

    def scores(self, features):
        """Decision values of shape `(n_rows, n_topics)`."""
        scores = np.full((features.shape[0], self.n_topics), -np.inf)
        values = self.one_vs_rest.decision_function(features)
        # With a single topic the values come without the second axis.
        scores[:, self.learnable] = values.reshape(len(scores), -1)
        return scores


def thresholds_of_unseen(vectorizer, rows, seed, jobs):
    """The best threshold of each topic for rows that the model has not seen."""
    part_of = data.parts(rows, seed)
    unseen = np.empty(rows.targets.shape)
    for part in range(data.PARTS):
        held_out = np.flatnonzero(part_of == part)
        kept = rows.take(np.flatnonzero(part_of != part))
        features = vectorizer.fit_transform(kept.texts)
        classifiers = Classifiers(support_vectors(), features, kept.targets, jobs)
        texts = [rows.texts[row] for row in held_out]
        unseen[held_out] = classifiers.scores(vectorizer.transform(texts))
    return np.array(
        [thresholds.best_for_one(has, scores) for has, scores in zip(rows.targets.T, unseen.T)]
    )
