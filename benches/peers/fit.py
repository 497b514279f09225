"""Times the fit alone, on the same features and at the same objective.

    python3 benches/peers/fit.py [options]

scikit-learn makes the features; its LinearSVC, LIBLINEAR's own program and the
solver of `thematic` fit one classifier for each topic to them. See README.md.
"""

import argparse
import importlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "common"))

import environment
from environment import PROJECT, say

SETS = {
    "baidu": ("Baidu events", "baidu-events-train.csv"),
    "upr": ("UPR", "upr-train.csv"),
}
SYSTEMS = ("ours", "sklearn", "liblinear")
SEED = 42
# As `thematic` does it: the intercept is a weight like any other, C is 1.
C = 1.0
# Where LIBLINEAR's program stops unless told, and where LinearSVC does.
LOOSE, TIGHT = 0.1, 1e-4


def parse_arguments():
    parser = argparse.ArgumentParser(description="Time the fit alone at equal objective.")
    add = parser.add_argument
    add("--data", type=Path, metavar="FOLDER", default=PROJECT.parent / "shared" / "data")
    add("--only", default=",".join(SETS), metavar="SETS", help="of baidu,upr")
    add("--systems", default=",".join(SYSTEMS), metavar="NAMES", help=f"of {','.join(SYSTEMS)}")
    add("--repeats", type=int, default=3, metavar="N")
    add("--jobs", type=int, default=os.cpu_count(), metavar="N", help="besides one")
    add("--limit", type=int, metavar="N", help="only N rows of each set, to try it out")
    add("--program", type=Path, metavar="PATH", help="fit_records, built already")
    add("--json", type=Path, metavar="FILE", help="write all figures to this file")
    arguments = parser.parse_args()
    if arguments.repeats < 1 or arguments.jobs < 1:
        parser.error("--repeats and --jobs must be at least 1")
    if arguments.limit is not None and arguments.limit < 10:
        parser.error("--limit must be at least 10")
    for option, known in (("only", SETS), ("systems", SYSTEMS)):
        names = [name.strip() for name in getattr(arguments, option).split(",")]
        for name in names:
            if name not in known:
                parser.error(f"--{option}: there is no {name!r}; there are {', '.join(known)}")
        setattr(arguments, option, names)
    if arguments.program and not arguments.program.is_file():
        parser.error(f"{arguments.program} is not a file")
    return arguments


def build():
    command = ["cargo", "build", "--release", "--quiet", "--example", "fit_records"]
    if subprocess.run(command, cwd=PROJECT).returncode != 0:
        sys.exit(f"{' '.join(command)} failed")
    return PROJECT / "target" / "release" / "examples" / "fit_records"


def write_records(folder, matrix, targets):
    """The features once, for all programs that read arrays."""
    import numpy as np

    matrix.indptr.astype("<u8").tofile(folder / "indptr.u64")
    matrix.indices.astype("<u4").tofile(folder / "indices.u32")
    matrix.data.astype("<f4").tofile(folder / "values.f32")
    np.ascontiguousarray(targets, dtype=np.uint8).tofile(folder / "targets.u8")
    shape = {"rows": matrix.shape[0], "features": matrix.shape[1], "topics": targets.shape[1]}
    (folder / "shape.json").write_text(json.dumps(shape), encoding="utf-8")


def objective(matrix, targets, weights, intercepts):
    """½‖w‖² + ½b² + C Σ max(0, 1 − y f(x))², summed over topics."""
    import numpy as np

    regular = 0.5 * (np.square(weights).sum() + np.square(intercepts).sum())
    margins = np.where(targets, 1.0, -1.0) * (matrix @ weights.T + intercepts)
    return float(regular + C * np.square(np.maximum(0.0, 1.0 - margins)).sum())


# Each system is a function that gives seconds and objective of one fit.


def with_ours(arguments, folder):
    program = (arguments.program or build()).resolve()

    def fit(jobs):
        command = [program, folder, "--jobs", str(jobs), "--repeats", "1"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
        if done.returncode != 0:
            sys.exit(f"{program} ended with {done.returncode}:\n{done.stderr}")
        result = json.loads(done.stdout)
        return result["seconds"][0], result["objective"]

    return fit


def with_sklearn(matrix, targets):
    import numpy as np
    from joblib import Parallel, delayed

    import linear

    def fit(jobs):
        # The start of worker processes and what they import is no part of the fit.
        warm = delayed(importlib.import_module)
        Parallel(n_jobs=jobs)(warm("sklearn.multiclass") for _ in range(jobs))
        start = time.perf_counter()
        fitted = linear.Classifiers(linear.support_vectors(), matrix, targets, jobs)
        seconds = time.perf_counter() - start
        estimators = fitted.one_vs_rest.estimators_
        weights = np.concatenate([estimator.coef_ for estimator in estimators])
        intercepts = np.concatenate([estimator.intercept_ for estimator in estimators])
        return seconds, objective(matrix, targets, weights, intercepts)

    return fit


def with_liblinear(matrix, targets, folder, tolerance):
    """Reading and writing are in its time, which has no other end than the program's."""
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    import text_format

    lines = text_format.lines(matrix)
    paths = [folder / f"{topic}.rows" for topic in range(targets.shape[1])]

    def one(path):
        options = ["-s", "1", "-c", str(C), "-B", "1", "-e", str(tolerance), "-q"]
        command = ["liblinear-train", *options, path, path.with_suffix(".model")]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
        if done.returncode != 0:
            sys.exit(f"liblinear-train ended with {done.returncode}:\n{done.stderr}")

    def fit(jobs):
        # The files of all topics together may be larger than the disk likes.
        seconds, weights = 0.0, []
        for first in range(0, len(paths), jobs):
            group = range(first, min(first + jobs, len(paths)))
            for topic in group:
                text_format.write_binary(paths[topic], lines, targets[:, topic])
            start = time.perf_counter()
            with ThreadPoolExecutor(jobs) as pool:
                list(pool.map(one, [paths[topic] for topic in group]))
            seconds += time.perf_counter() - start
            for topic in group:
                weights.append(read_weights(paths[topic].with_suffix(".model")))
                paths[topic].unlink()
        weights = np.stack(weights)
        return seconds, objective(matrix, targets, weights[:, :-1], weights[:, -1])

    return fit


def read_weights(path):
    """The weights of LIBLINEAR's model file for the label +1, the intercept last."""
    import numpy as np

    header, _, body = path.read_text(encoding="ascii").partition("\nw\n")
    [labels] = [line for line in header.splitlines() if line.startswith("label ")]
    sign = 1.0 if labels.split()[1] == "1" else -1.0
    path.unlink()
    return sign * np.array(body.split(), dtype=float)


def measure(title, path, arguments):
    import numpy as np

    import data
    import linear

    [rows] = data.read(path)
    if arguments.limit:
        rows = rows.take(range(min(arguments.limit, len(rows))))
    train = rows.take(np.flatnonzero(data.parts(rows, SEED) != 0))
    # A topic without positives has nothing to be fitted to.
    targets = train.targets[:, train.targets.any(axis=0)]
    chinese = train.is_han()
    vectorizer = linear.characters() if chinese else linear.english_words()
    # What others read are numbers of single precision; so LinearSVC gets no better ones.
    matrix = vectorizer.fit_transform(train.texts).astype(np.float32).astype(np.float64)
    matrix.sort_indices()
    result = {
        "set": title,
        "features": "characters 1–3" if chinese else "words 1–2",
        "shape": [*matrix.shape, targets.shape[1]],
        "non_zero": int(matrix.nnz),
        "systems": {},
    }
    with tempfile.TemporaryDirectory(prefix="thematic-peers-fit-") as folder:
        folder = Path(folder)
        write_records(folder, matrix, targets)
        fits = {}
        if "ours" in arguments.systems:
            fits["thematic"] = with_ours(arguments, folder)
        if "sklearn" in arguments.systems:
            fits["LinearSVC"] = with_sklearn(matrix, targets)
        if "liblinear" in arguments.systems:
            if shutil.which("liblinear-train") is None:
                say("LIBLINEAR is skipped: there is no liblinear-train; "
                    "Debian's package liblinear-tools has it")
            else:
                for tolerance in (LOOSE, TIGHT):
                    name = f"LIBLINEAR's program, `-e {tolerance:g}`"
                    fits[name] = with_liblinear(matrix, targets, folder, tolerance)
        for _ in range(arguments.repeats):
            for jobs in sorted({1, arguments.jobs}):
                for name, fit in fits.items():
                    seconds, reached = fit(jobs)
                    say(f"{title}, {name}, {jobs} jobs: {seconds:.2f} s, objective {reached:.2f}")
                    of_system = result["systems"].setdefault(name, {"objective": [], "seconds": {}})
                    of_system["objective"].append(reached)
                    of_system["seconds"].setdefault(str(jobs), []).append(seconds)
    return result


def print_result(result):
    n_rows, n_features, n_topics = result["shape"]
    print(f"## {result['set']}: the fit alone\n")
    print(
        f"{result['features']} by scikit-learn: {n_rows:,} rows, {n_features:,} features, "
        f"{result['non_zero']:,} values that are not 0, {n_topics} topics.\n"
    )
    systems = result["systems"]
    jobs = list(next(iter(systems.values()))["seconds"])
    own = systems.get("thematic")
    header = ["system", *(f"{n} jobs, s" if n != "1" else "1 job, s" for n in jobs)]
    if own:
        header += [f"times as long, {n} jobs" if n != "1" else "times as long, 1 job" for n in jobs]
    print(f"| {' | '.join([*header, 'objective'])} |")
    print(f"|---|{'---:|' * len(header)}")
    for name, system in systems.items():
        seconds = system["seconds"]
        cells = [name, *(f"{statistics.median(seconds[n]):.2f}" for n in jobs)]
        if own:
            for n in jobs:
                ratios = [a / b for a, b in zip(seconds[n], own["seconds"][n])]
                cells.append(f"{statistics.median(ratios):.2f}")
        cells.append(f"{statistics.median(system['objective']):,.3f}")
        print(f"| {' | '.join(cells)} |")
    print(flush=True)


def main():
    arguments = parse_arguments()
    environment.ensure_packages(
        HERE / "requirements.txt", PROJECT / "target" / "peers-venv"
    )
    results = []
    for title, name in map(SETS.get, arguments.only):
        path = arguments.data / name
        if not path.is_file():
            say(f"{title} is skipped: there is no {path}; give its folder with --data")
            continue
        result = measure(title, path, arguments)
        if not result["systems"]:
            sys.exit("there is no system to measure; see --systems")
        print_result(result)
        results.append(result)
    if not results:
        sys.exit("there is no set to measure on; give its folder with --data")
    import peers

    print(f"{environment.versions(None, peers.versions(), arguments.jobs)}.")
    if arguments.json:
        content = json.dumps(results, ensure_ascii=False, indent=1)
        arguments.json.write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
