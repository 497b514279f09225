"""Compares `thematic` with a scikit-learn pipeline: the same rows, the same folds, one run.

    python compare.py --thematic PATH_TO_BINARY CSV [--jobs 2] [--folds-only]

CSV has the columns `id,text,topics`, topics joined with `;`. See README.md for
what is measured. Without the pinned requirements the script makes a virtual
environment beside itself and starts again in it.
"""

import argparse
import csv
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"
VENV = HERE / ".venv"
RUNS = 3


# --- Environment -----------------------------------------------------------


def requirements_are_met():
    for line in REQUIREMENTS.read_text(encoding="utf-8").split():
        name, version = line.split("==")
        try:
            if metadata.version(name) != version:
                return False
        except metadata.PackageNotFoundError:
            return False
    return True


def ensure_environment():
    """Returns only in an interpreter with the pinned versions; makes one if need be.

    Other versions than the pinned ones count as missing: figures of two runs
    can be compared only if scikit-learn was the same.
    """
    if requirements_are_met():
        return
    if "--restarted" in sys.argv:
        sys.exit(f"{VENV} still lacks a requirement after installing: delete it and retry")
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"making {VENV}", file=sys.stderr)
        venv.create(VENV, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-r", REQUIREMENTS], check=True)
    os.execv(python, [str(python), str(HERE / "compare.py"), *sys.argv[1:], "--restarted"])


def parse_arguments():
    parser = argparse.ArgumentParser(description="Compare thematic with scikit-learn.")
    parser.add_argument("csv", type=Path, metavar="CSV", help="id,text,topics (joined with ;)")
    parser.add_argument("--thematic", type=Path, required=True, help="the release binary")
    parser.add_argument("--jobs", type=int, default=2, help="threads or processes for each")
    parser.add_argument("--folds-only", action="store_true", help="skip the timed fits on all rows")
    parser.add_argument("--restarted", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.jobs < 1:
        parser.error("--jobs must be at least 1")
    for path in (arguments.csv, arguments.thematic):
        if not path.is_file():
            parser.error(f"{path} is not a file")
    return arguments


# --- Data ------------------------------------------------------------------


def split_topics(cell):
    return {topic.strip() for topic in cell.split(";")} - {""}


def read_csv(path, columns):
    """The rows of a CSV file as a dictionary by id."""
    # A long text or many probabilities in one cell are no error.
    csv.field_size_limit(2**31 - 1)
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(columns) - set(reader.fieldnames or [])
        if missing:
            sys.exit(f"{path}: no column {', '.join(sorted(missing))}")
        rows = {}
        for row in reader:
            if row["id"] in rows:
                sys.exit(f"{path}, line {reader.line_num}: id {row['id']!r} occurs twice")
            rows[row["id"]] = row
    if not rows:
        sys.exit(f"{path}: no rows")
    return rows


def read_folds(path, examples):
    """Fold number and predicted topics per id, checked against the input."""
    folds = read_csv(path, ["id", "fold", "topics", "predicted"])
    if folds.keys() != examples.keys():
        apart = sorted(folds.keys() ^ examples.keys())
        sys.exit(f"{path}: {len(apart)} ids differ from the input, such as {apart[0]!r}")
    for key, row in folds.items():
        if split_topics(row["topics"]) != split_topics(examples[key]["topics"]):
            sys.exit(f"{path}: row {key!r} has other topics than the input")
    return folds


# --- thematic --------------------------------------------------------------


def run_thematic(arguments, *options):
    """Wall time of one whole process: reading, training and writing the model."""
    command = [str(arguments.thematic.resolve()), "train", str(arguments.csv.resolve()), *options]
    environment = os.environ | {"RAYON_NUM_THREADS": str(arguments.jobs)}
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return seconds


def thematic_version(arguments):
    done = subprocess.run(
        [str(arguments.thematic.resolve()), "--version"], capture_output=True, text=True
    )
    return done.stdout.strip() if done.returncode == 0 else "thematic, version unknown"


# --- Main ------------------------------------------------------------------


def main():
    arguments = parse_arguments()
    ensure_environment()

    # Only now: these are what the environment was made for.
    import numpy as np
    import scipy
    import sklearn
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import f1_score
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    def fit(texts, targets):
        vectorizer = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=1
        )
        rows = vectorizer.fit_transform(texts)
        classifier = OneVsRestClassifier(LinearSVC(C=1), n_jobs=arguments.jobs)
        classifier.fit(rows, targets)
        return vectorizer, classifier

    def decision_values(texts, targets, unseen):
        # A topic without positives in the training rows cannot be learned.
        # Left to itself the classifier would score it 0, which beats every
        # negative value of a real topic when the best one is looked for.
        learnable = np.flatnonzero(targets.any(axis=0))
        vectorizer, classifier = fit(texts, targets[:, learnable])
        scores = np.full((len(unseen), targets.shape[1]), -np.inf)
        values = classifier.decision_function(vectorizer.transform(unseen))
        # With a single topic the values come without the second axis.
        scores[:, learnable] = values.reshape(len(unseen), -1)
        return scores

    def with_fallback(scores):
        predicted = scores > 0
        untagged = np.flatnonzero(~predicted.any(axis=1))
        predicted[untagged, scores[untagged].argmax(axis=1)] = True
        return predicted

    def micro_macro(truth, predicted):
        """Micro-F1, and macro-F1 over the topics that have positives in the truth."""
        present = truth.any(axis=0)
        micro = f1_score(truth, predicted, average="micro", zero_division=0)
        per_topic = f1_score(truth, predicted, average=None, zero_division=0)
        return float(micro), float(np.mean(per_topic[present]))

    def quality_row(name, predicted):
        pooled = micro_macro(truth, predicted)
        by_fold = [
            micro_macro(truth[fold_of == fold], predicted[fold_of == fold]) for fold in fold_numbers
        ]
        cells = [name]
        for overall, values in zip(pooled, zip(*by_fold)):
            deviation = statistics.stdev(values) if len(values) > 1 else 0.0
            cells += [f"{overall:.4f}", f"{statistics.mean(values):.4f} ± {deviation:.4f}"]
        cells.append(f"{(~predicted.any(axis=1)).mean():.1%}")
        return cells

    examples = read_csv(arguments.csv, ["id", "text", "topics"])
    ids = list(examples)
    texts = np.array([examples[key]["text"] for key in ids], dtype=object)
    labels = [split_topics(examples[key]["topics"]) for key in ids]
    topics = sorted(set().union(*labels))
    column_of = {topic: column for column, topic in enumerate(topics)}

    def indicator(label_sets):
        matrix = np.zeros((len(label_sets), len(topics)), dtype=bool)
        for row, label_set in enumerate(label_sets):
            for topic in label_set:
                if topic not in column_of:
                    sys.exit(f"row {ids[row]!r}: predicted topic {topic!r} is not in the input")
                matrix[row, column_of[topic]] = True
        return matrix

    truth = indicator(labels)
    if not topics:
        sys.exit(f"{arguments.csv}: no row has a topic")

    with tempfile.TemporaryDirectory(prefix="thematic-compare-") as folder:
        folder = Path(folder)
        with_folds = run_thematic(
            arguments,
            *("--output", str(folder / "model.safetensors")),
            *("--out-of-fold", str(folder / "folds.csv")),
        )
        folds = read_folds(folder / "folds.csv", examples)
        fold_of = np.array([int(folds[key]["fold"]) for key in ids])
        fold_numbers = sorted(set(fold_of.tolist()))
        if len(fold_numbers) < 2:
            sys.exit("folds.csv has only one fold: nothing to train on")

        scores = np.empty(truth.shape)
        for fold in fold_numbers:
            held_out = fold_of == fold
            scores[held_out] = decision_values(
                texts[~held_out], truth[~held_out], texts[held_out]
            )
            print(f"scikit-learn: fold {fold} done", file=sys.stderr)

        # Turn and turn about, so that a busy spell of the machine meets both.
        plain, reference, n_terms = [], [], 0
        for run in range(0 if arguments.folds_only else RUNS):
            plain.append(
                run_thematic(
                    arguments, "--folds", "0", "--output", str(folder / "plain.safetensors")
                )
            )
            start = time.perf_counter()
            vectorizer, _ = fit(texts, truth)
            reference.append(time.perf_counter() - start)
            n_terms = len(vectorizer.vocabulary_)
            print(f"timing: run {run + 1} of {RUNS} done", file=sys.stderr)

    predicted = indicator([split_topics(folds[key]["predicted"]) for key in ids])
    print(f"## {arguments.csv.name}\n")
    print(
        f"{len(ids):,} rows, {len(topics)} topics, {truth.sum() / len(ids):.2f} topics per row, "
        f"{len(fold_numbers)} folds.\n"
    )
    print_table(
        ["out of fold", "micro-F1", "by fold", "macro-F1", "by fold", "rows without topic"],
        [
            quality_row("thematic", predicted),
            quality_row("scikit-learn", scores > 0),
            quality_row("scikit-learn, with fallback", with_fallback(scores)),
        ],
    )

    timings = [["thematic, with folds and calibration", f"{with_folds:.2f}", ""]]
    if plain:
        for name, runs in (
            ("thematic, `--folds 0`, whole process", plain),
            (f"scikit-learn, vectorise and fit ({n_terms:,} terms)", reference),
        ):
            each = ", ".join(f"{seconds:.2f}" for seconds in runs)
            timings.append([name, f"{statistics.median(runs):.2f}", each])
    print_table(["training on all rows", "seconds (median)", "each run"], timings)
    if plain:
        ratio = statistics.median(reference) / statistics.median(plain)
        print(f"scikit-learn takes {ratio:.2f} times as long as thematic `--folds 0`.\n")

    print(
        f"{thematic_version(arguments)}; scikit-learn {sklearn.__version__}, "
        f"numpy {np.__version__}, scipy {scipy.__version__}, "
        f"Python {platform.python_version()}; {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, {arguments.jobs} jobs."
    )


def print_table(header, rows):
    """A Markdown table; all columns but the first are aligned to the right."""
    print(f"| {' | '.join(header)} |")
    print(f"|---|{'---:|' * (len(header) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print()


if __name__ == "__main__":
    main()
