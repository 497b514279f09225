"""Omikuji: trees of topics with linear classifiers, default parameters."""

import program

import joblib
import numpy as np
import omikuji

import linear
import text_format

MODEL, VECTORIZER = "trees", "vectorizer.joblib"
BEST = 10


def train(options, rows, parts):
    vectorizer = linear.characters() if options.is_chinese else linear.english_words()
    matrix = vectorizer.fit_transform(rows.texts)
    parts.end("vectorise")
    path = options.model / "rows.txt"
    # A row without topics has no place in a tree of topics.
    kept = np.flatnonzero(rows.targets.any(axis=1))
    with open(path, "w", encoding="ascii") as file:
        file.write(f"{len(kept)} {matrix.shape[1]} {len(rows.topics)}\n")
        for line, row in zip(text_format.lines(matrix[kept], first=0), kept):
            labels = ",".join(map(str, np.flatnonzero(rows.targets[row])))
            file.write(f"{labels} {line}\n")
    parts.end("write features")
    model = omikuji.Model.train_on_data(str(path), n_threads=options.jobs)
    path.unlink()
    parts.end("fit")
    model.save(str(options.model / MODEL))
    joblib.dump(vectorizer, options.model / VECTORIZER)
    parts.end("save")


def score(options, texts, n_topics, parts):
    model = omikuji.Model.load(str(options.model / MODEL))
    model.init_prediction_thread_pool(options.jobs)
    vectorizer = joblib.load(options.model / VECTORIZER)
    parts.end("load")
    matrix = vectorizer.transform(texts).tocsr()
    parts.end("vectorise")
    scores = np.zeros((len(texts), n_topics))
    for row in range(len(texts)):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        pairs = list(zip(matrix.indices[span].tolist(), matrix.data[span].tolist()))
        for topic, value in model.predict(pairs, top_k=min(BEST, n_topics)):
            scores[row, topic] = value
    parts.end("score")
    return scores


if __name__ == "__main__":
    program.main(train, score)
