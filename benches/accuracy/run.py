"""Trains and measures `thematic` beside other systems, all on the same rows in one call.

    python3 benches/accuracy/run.py [--data FOLDER]

See README.md for what is measured. On the first run the script makes a virtual
environment with the pinned packages under `target`.
"""

import argparse
import importlib
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))

import environment
from environment import PROJECT, say

SYSTEMS = ("ours", "sklearn", "fasttext")
SEED = 42
REQUIREMENTS = Path(__file__).resolve().with_name("requirements.txt")
VENV = PROJECT / "target" / "accuracy-venv"
PACKAGES = ("scikit-learn", "numpy", "scipy", "jieba", "fasttext-community")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Measure thematic beside other systems.")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        default=PROJECT.parent / "shared" / "data",
        help="where the public sets are [default: ../shared/data beside the checkout]",
    )
    parser.add_argument("--only", metavar="SETS", help="of baidu,upr,reuters")
    parser.add_argument(
        "--rows",
        type=Path,
        action="append",
        metavar="CSV",
        help="measure on these rows instead (columns text,topics); may be repeated",
    )
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="of ours,sklearn,fasttext")
    parser.add_argument(
        "--folds",
        action="store_true",
        help="test on each of the five parts in turn instead of on the first alone",
    )
    parser.add_argument("--repeats", type=int, default=1, metavar="N", help="other splits as well")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="threads or processes")
    parser.add_argument("--thematic", type=Path, metavar="PATH", help="a binary built already")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to this file")
    arguments = parser.parse_args()
    for option in ("repeats", "jobs"):
        if getattr(arguments, option) < 1:
            parser.error(f"--{option} must be at least 1")
    for path in [*(arguments.rows or []), *filter(None, [arguments.thematic])]:
        if not path.is_file():
            parser.error(f"{path} is not a file")
    arguments.systems = choose(parser, "--systems", arguments.systems, SYSTEMS)
    return parser, arguments


def choose(parser, option, given, known):
    names = [name.strip() for name in given.split(",")]
    for name in names:
        if name not in known:
            parser.error(f"{option}: there is no {name!r}; there are {', '.join(known)}")
    return [name for name in known if name in names]


# Training rows, and test rows where the set comes with its own.
SETS = {
    "baidu": ("Baidu events", ["baidu-events-train.csv"]),
    "upr": ("UPR", ["upr-train.csv"]),
    "reuters": ("Reuters-90", ["reuters90-train.csv", "reuters90-test.csv"]),
}


def sets(parser, arguments):
    """Name and files of each set that is there."""
    if arguments.rows:
        return [(path.name, [path]) for path in arguments.rows]
    chosen = choose(parser, "--only", arguments.only, SETS) if arguments.only else SETS
    there = []
    for title, names in map(SETS.get, chosen):
        paths = [arguments.data / name for name in names]
        missing = [path for path in paths if not path.is_file()]
        if missing:
            say(f"{title} is skipped: there is no {missing[0]}")
        else:
            there.append((title, paths))
    return there


def main():
    parser, arguments = parse_arguments()
    chosen = sets(parser, arguments)
    if not chosen:
        sys.exit("there is no set to measure on; give its folder with --data")
    environment.ensure_packages(REQUIREMENTS, VENV)
    binary = None
    if "ours" in arguments.systems:
        binary = (arguments.thematic or environment.build()).resolve()
    results = []
    for title, paths in chosen:
        result = measure_set(title, paths, arguments, binary)
        print_set(result)
        results.append(result)
    versions = environment.versions(
        binary, environment.package_versions(PACKAGES), arguments.jobs
    )
    print(f"{versions}.")
    if arguments.json:
        content = json.dumps({"versions": versions, "sets": results}, ensure_ascii=False, indent=1)
        arguments.json.write_text(content + "\n", encoding="utf-8")


def measure_set(title, paths, arguments, binary):
    """All systems on all splits of one set."""
    # Only now: NumPy is of those packages that the environment was made for.
    import data

    rows, *test = data.read(*paths)
    result = {
        "set": title,
        "rows": len(rows),
        "topics": len(rows.topics),
        "topics_per_row": float(rows.targets.sum() / len(rows)),
        "fallback": rows.all_have_topics(),
        "splits": [],
    }
    # A set with test rows of its own has one split.
    for seed in range(SEED, SEED + (1 if test else arguments.repeats)):
        if test:
            pairs = [(rows, test[0])]
        else:
            part_of = data.parts(rows, seed)
            pairs = [
                (rows.take((part_of != part).nonzero()[0]), rows.take((part_of == part).nonzero()[0]))
                for part in range(data.PARTS if arguments.folds else 1)
            ]
        result["splits"].append(measure_split(title, pairs, seed, arguments, binary))
    return result


def measure_split(title, pairs, seed, arguments, binary):
    """All systems on pairs of training and test rows, predictions taken together."""
    import numpy as np

    import figures
    import words
    from systems import Options

    if pairs[0][0].is_han():
        # Jieba's dictionary is loaded once for all systems and is in no one's time.
        words.chinese_segmenter()

    outcomes = {}
    for number, (train, test) in enumerate(pairs):
        say(f"{title}, seed {seed}: {len(train)} rows to train on, {len(test)} to test on")
        for system in arguments.systems:
            module = importlib.import_module(f"systems.{system}")
            with tempfile.TemporaryDirectory(prefix="thematic-accuracy-") as folder:
                options = Options(binary, arguments.jobs, Path(folder), seed)
                for outcome in module.run(train, test, options):
                    outcomes.setdefault(outcome.name, []).append(outcome)
                    say(
                        f"  {outcome.name}: trained in {outcome.train_seconds:.1f} s, "
                        f"tagged in {outcome.tag_seconds:.1f} s"
                    )
    truth = np.concatenate([test.targets for _, test in pairs])
    return {
        "seed": seed,
        "train_rows": statistics.mean(len(train) for train, _ in pairs),
        "test_rows": len(truth),
        "systems": {
            name: {
                "plain": figures.measure(truth, np.concatenate([one.predicted for one in each])),
                "fallback": figures.measure(truth, np.concatenate([one.fallback for one in each])),
                "train_seconds": statistics.mean(one.train_seconds for one in each),
                "tag_seconds": statistics.mean(one.tag_seconds for one in each),
            }
            for name, each in outcomes.items()
        },
    }


# --- Printing --------------------------------------------------------------


def print_set(result):
    splits = result["splits"]
    first = splits[0]
    print(f"## {result['set']}\n")
    print(
        f"{result['topics']} topics, {result['topics_per_row']:.2f} a row; trained on "
        f"{first['train_rows']:,.0f} rows, tested on {first['test_rows']:,}; "
        + (
            "95 % bootstrap intervals.\n"
            if len(splits) == 1
            else f"means and standard deviations of {len(splits)} splits.\n"
        )
    )
    ways = ["plain", "fallback"] if result["fallback"] else ["plain"]
    header = ["system", "micro-F1", "macro-F1"]
    if result["fallback"]:
        header += ["with fallback: micro-F1", "macro-F1"]
    header += ["train, s", "tag, s"]
    print(f"| {' | '.join(header)} |")
    print(f"|---|{'---:|' * (len(header) - 1)}")
    for name in first["systems"]:
        each = [split["systems"][name] for split in splits]
        cells = [name]
        for way in ways:
            for figure in ("micro_f1", "macro_f1"):
                cells.append(figure_cell([one[way] for one in each], figure))
        for seconds in ("train_seconds", "tag_seconds"):
            cells.append(f"{statistics.median(one[seconds] for one in each):.1f}")
        print(f"| {' | '.join(cells)} |")
    print(flush=True)
    print_ratio(splits)


def figure_cell(values, figure):
    if len(values) == 1:
        low, high = values[0][f"{figure}_interval"]
        return f"{values[0][figure]:.3f} ({low:.3f}–{high:.3f})"
    values = [value[figure] for value in values]
    return f"{statistics.mean(values):.3f} ± {statistics.stdev(values):.3f}"


def print_ratio(splits):
    """A linear model for each topic, once, without thresholds: the same work in both."""
    name = "thematic, `--folds 0`"
    names = splits[0]["systems"]
    reference = next((other for other in names if other.startswith("scikit-learn")), None)
    if name not in names or reference is None:
        return
    ratios = [
        split["systems"][reference]["train_seconds"] / split["systems"][name]["train_seconds"]
        for split in splits
    ]
    print(
        f"{reference}: training takes {statistics.median(ratios):.1f} times as long as with "
        f"{name}.\n"
    )


if __name__ == "__main__":
    main()
