"""Measures time and memory of `thematic` beside what its users would pick instead.

    python3 benches/peers/run.py [options]

See README.md for what is measured. On the first run the script makes virtual
environments with the pinned packages under `target`.
"""

import argparse
import functools
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "common"))

import environment
import peers
from environment import PROJECT, say

WORKPLACE = PROJECT / "target" / "peers"
VENV = PROJECT / "target" / "peers-venv"
DATA = "../shared/data beside the checkout"
LABELLED = {
    "baidu": ("Baidu events", "data", "baidu-events-train.csv"),
    "upr": ("UPR", "data", "upr-train.csv"),
    "zh": ("The project's corpus, Chinese", "own", "zh.csv"),
    "en": ("The project's corpus, English", "own", "en.csv"),
}
SETS = (*LABELLED, "synthetic")
FAMILIES = ("ours", *peers.FAMILIES)
# What must be the same for figures of several runs to stand in one table.
SETTINGS = ("jobs", "limit", "repeats", "size_repeats", "time_limit")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Measure time and memory beside other systems.")
    add = parser.add_argument
    add("--data", type=Path, metavar="FOLDER", help=f"where the public sets are [default: {DATA}]")
    add("--only", metavar="SETS", help=f"of {','.join(SETS)}")
    add("--systems", metavar="NAMES", help=f"of {','.join(FAMILIES)}, or single ones by key")
    add("--sizes", default="1000,10000,100000,1000000", help="rows of the synthetic sets")
    add("--peer-rows", type=int, default=100_000, metavar="N", help="other systems up to this size")
    add("--repeats", type=int, default=3, metavar="N", help="runs of each system on a real set")
    add("--size-repeats", type=int, default=1, metavar="N", help="runs on a synthetic set")
    add("--jobs", type=int, default=os.cpu_count(), metavar="N", help="threads or processes")
    add("--time-limit", type=float, default=900, metavar="S", help="end a process after S seconds")
    add("--limit", type=int, metavar="N", help="only N rows of each real set, to try it out")
    add("--thematic", type=Path, metavar="PATH", help="a binary built already")
    add("--json", type=Path, metavar="FILE", help="keep all figures; a file that exists is continued")
    add("--plot", type=Path, metavar="FILE.svg", help="draw cost against size")
    add("--from", type=Path, metavar="FILE", dest="source", help="only print what was measured")
    arguments = parser.parse_args()
    for option in ("repeats", "size_repeats", "jobs", "time_limit", "peer_rows"):
        if not getattr(arguments, option) > 0:
            parser.error(f"--{option.replace('_', '-')} must be above 0")
    if arguments.limit is not None and arguments.limit < 10:
        parser.error("--limit must be at least 10")
    for path in filter(None, [arguments.thematic, arguments.source]):
        if not path.is_file():
            parser.error(f"{path} is not a file")
    try:
        arguments.sizes = sorted({int(size) for size in arguments.sizes.split(",")})
    except ValueError:
        parser.error("--sizes takes numbers of rows, such as 1000,10000")
    if arguments.sizes[0] < 100:
        parser.error("--sizes must be at least 100")
    arguments.data = arguments.data or PROJECT.parent / "shared" / "data"
    arguments.only = chosen(parser, "--only", arguments.only, SETS)
    return parser, arguments


def chosen(parser, option, given, known):
    """Of the known names those that are given; all unless any is."""
    names = [name.strip() for name in given.split(",")] if given else list(known)
    for name in names:
        if name not in known:
            parser.error(f"{option}: there is no {name!r}; there are {', '.join(known)}")
    return [name for name in known if name in names]


def choose_systems(parser, arguments):
    """The peers that are asked for and can run here."""
    keys = [peer.key for peer in peers.PEERS]
    names = chosen(parser, "--systems", arguments.systems, (*FAMILIES, *keys))
    absent = {}
    for family in peers.FAMILIES:
        if any(peer.family == family and {family, peer.key} & set(names) for peer in peers.PEERS):
            reason = peers.missing(family)
            if reason:
                say(f"{family} is skipped: {reason}")
                absent[family] = reason
    return [
        peer
        for peer in peers.PEERS
        if {peer.family, peer.key} & set(names) and peer.family not in absent
    ]


def load(parser, arguments, binary):
    """What a file that is continued has, or nothing yet."""
    settings = {name: getattr(arguments, name) for name in SETTINGS}
    settings["binary"] = hashlib.sha256(binary.read_bytes()).hexdigest()
    if arguments.json is None or not arguments.json.exists():
        return {"settings": settings, "sets": {}}
    results = read(arguments.json)
    before = results["settings"]
    for name in SETTINGS:
        if before[name] != settings[name]:
            parser.error(
                f"{arguments.json} was measured with --{name.replace('_', '-')} "
                f"{before[name]}: give the same, or another file"
            )
    if before["binary"] != settings["binary"]:
        parser.error(f"{arguments.json} was measured with another build: give another file")
    return results


def read(path):
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{path} cannot be read as figures: {error}")
    if not isinstance(results, dict) or not {"settings", "sets"} <= set(results):
        sys.exit(f"{path} holds no figures of this benchmark")
    return results


def save(results, path):
    if path is not None:
        partial = path.with_name(f"{path.name}.partial")
        content = json.dumps(results, ensure_ascii=False, indent=1)
        partial.write_text(content + "\n", encoding="utf-8")
        partial.replace(path)


def planned(arguments, others, binary, folder):
    """Each set, by a function that makes it, with the peers that it is for and the repeats."""
    import corpora

    folders = {"data": arguments.data, "own": PROJECT / "training-data"}
    for key in arguments.only:
        if key == "synthetic":
            for size in arguments.sizes:
                few = others if size <= arguments.peer_rows else []
                make = functools.partial(corpora.of_size, size, binary, folder)
                yield f"synthetic-{size}", make, few, arguments.size_repeats
            continue
        title, where, name = LABELLED[key]
        path = folders[where] / name
        if not path.is_file():
            say(f"{title} is skipped: there is no {path}; give its folder with --data")
            continue
        make = functools.partial(
            corpora.labelled, key, title, path, arguments.limit, binary, folder
        )
        yield key, make, others, arguments.repeats


def measure(parser, arguments):
    others = choose_systems(parser, arguments)
    binary = (arguments.thematic or environment.build()).resolve()
    results = load(parser, arguments, binary)
    WORKPLACE.mkdir(parents=True, exist_ok=True)
    # Of its own for each run, so that two runs do not write over each other's models.
    with tempfile.TemporaryDirectory(prefix="run-", dir=WORKPLACE) as folder:
        for key, make, few, repeats in planned(arguments, others, binary, Path(folder)):
            measure_set(results, key, make(), few, repeats, binary, arguments)
    return results


def measure_set(results, key, corpus, others, repeats, binary, arguments):
    from block import measure_block

    ours = peers.ours(binary)
    found = results["sets"].setdefault(key, describe(corpus))
    others = [peer for peer in others if corpus.language in peer.languages]
    # Where nothing else is measured, `thematic` is, alone.
    for peer in others or [None]:
        name = peer.key if peer else "thematic"
        if name in found["blocks"]:
            say(f"{corpus.title}, {name}: measured before")
            continue
        say(f"{corpus.title}, {name}")
        systems = [*([peer] if peer else []), *ours]
        found["blocks"][name] = measure_block(
            corpus, systems, repeats, not key.startswith("synthetic"), arguments
        )
        results["versions"] = environment.versions(binary, peers.versions(), arguments.jobs)
        save(results, arguments.json)


def describe(corpus):
    return {
        "title": corpus.title,
        "language": corpus.language,
        "topics": len(corpus.topics),
        "topics_per_row": corpus.topics_per_row,
        "train_rows": corpus.n_train,
        "test_rows": len(corpus.truth),
        "blocks": {},
    }


def main():
    parser, arguments = parse_arguments()
    if not sys.platform.startswith("linux"):
        sys.exit("peak memory is read from /proc, which only Linux has")
    environment.ensure_packages(HERE / "requirements.txt", VENV)
    if arguments.source:
        results = read(arguments.source)
    else:
        try:
            results = measure(parser, arguments)
        except KeyboardInterrupt:
            path = arguments.json
            kept = f"; what was measured is in {path}" if path and path.exists() else ""
            say(f"interrupted{kept}")
            sys.exit(130)
    if not results["sets"]:
        sys.exit("nothing was measured: there is no set; give its folder with --data")
    if arguments.plot:
        import plot

        plot.draw(results, arguments.plot)
    import tables

    tables.print_all(results)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        # Whoever read the tables has seen enough; nothing more goes to standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
