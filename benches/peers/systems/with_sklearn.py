"""scikit-learn: TF-IDF and a linear classifier for each topic."""

import program

import joblib
from sklearn.linear_model import LogisticRegression

import linear

MODEL = "model.joblib"
# A threshold half way to zero errs less where a topic has few positives.
HALVED = 0.5

VECTORIZERS = {
    ("zh", "characters"): linear.characters,
    ("zh", "words"): linear.chinese_words,
    ("zh", "both"): linear.both,
    ("en", "words"): linear.english_words,
}
ESTIMATORS = {
    "svm": linear.support_vectors,
    "logistic": lambda: LogisticRegression(solver="liblinear", C=10, random_state=0),
    "thresholds": linear.support_vectors,
}


def train(options, rows, parts):
    features, estimator = options.variant.split("-")
    vectorizer = VECTORIZERS[options.language, features]()
    above = 0
    if estimator == "thresholds":
        chosen = linear.thresholds_of_unseen(vectorizer, rows, program.SEED, options.jobs)
        above = HALVED * chosen
        parts.end("thresholds")
    matrix = vectorizer.fit_transform(rows.texts)
    # Logistic regression would sort them for each topic, and cannot in the memory that
    # joblib's processes share.
    matrix.sort_indices()
    parts.end("vectorise")
    classifiers = linear.Classifiers(ESTIMATORS[estimator](), matrix, rows.targets, options.jobs)
    parts.end("fit")
    joblib.dump((vectorizer, classifiers, above), options.model / MODEL)
    parts.end("save")


def score(options, texts, n_topics, parts):
    vectorizer, classifiers, above = joblib.load(options.model / MODEL)
    parts.end("load")
    matrix = vectorizer.transform(texts)
    parts.end("vectorise")
    scores = classifiers.scores(matrix) - above
    parts.end("score")
    return scores


if __name__ == "__main__":
    program.main(train, score, threshold=0)
