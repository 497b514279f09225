"""LIBLINEAR's own programs, one binary problem for each topic.

The programs know one label a row, so the rows are written anew for each topic.
"""

import program

import subprocess
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np

import linear
import text_format

VECTORIZER = "vectorizer.joblib"
# L2-regularised, squared hinge loss, dual; with an intercept as in scikit-learn.
TRAIN = ["liblinear-train", "-s", "1", "-c", "1", "-B", "1", "-q"]


def vectorizer_for(options):
    return linear.characters() if options.is_chinese else linear.english_words()


def run(command):
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}")


def train(options, rows, parts):
    vectorizer = vectorizer_for(options)
    matrix = vectorizer.fit_transform(rows.texts)
    parts.end("vectorise")
    lines = text_format.lines(matrix)
    parts.end("write features")

    def fit(topic):
        path = options.model / f"{topic}.rows"
        text_format.write_binary(path, lines, rows.targets[:, topic])
        run([*TRAIN, path, options.model / f"{topic}.model"])
        path.unlink()

    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(fit, np.flatnonzero(rows.targets.any(axis=0))))
    parts.end("fit")
    joblib.dump(vectorizer, options.model / VECTORIZER)
    parts.end("save")


def score(options, texts, n_topics, parts):
    vectorizer = joblib.load(options.model / VECTORIZER)
    parts.end("load")
    matrix = vectorizer.transform(texts)
    parts.end("vectorise")
    path = options.model / "tagged.rows"
    text_format.write_binary(path, text_format.lines(matrix), np.zeros(len(texts), dtype=bool))
    parts.end("write features")
    scores = np.full((len(texts), n_topics), -1.0)

    def predict(topic):
        model = options.model / f"{topic}.model"
        if model.exists():
            output = options.model / f"{topic}.predicted"
            run(["liblinear-predict", "-q", path, model, output])
            scores[:, topic] = np.loadtxt(output, ndmin=1)
            output.unlink()

    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(predict, range(n_topics)))
    path.unlink()
    parts.end("score")
    return scores


if __name__ == "__main__":
    program.main(train, score, threshold=0)
