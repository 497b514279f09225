"""The systems that are measured, and the commands that run them."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import environment

HERE = Path(__file__).resolve().parent
ANNIF_VENV = environment.PROJECT / "target" / "peers-annif-venv"
BOTH = ("zh", "en")


@dataclass(frozen=True)
class Ours:
    """`thematic` itself, as the two commands that its users type."""

    key: str
    title: str
    binary: Path
    extra: tuple

    tuned = False
    model = "model.safetensors"

    def train(self, corpus, jobs):
        options = ("--output", self.model, "--threads", jobs, *self.extra)
        return [self.binary, "train", corpus.train, *options]

    def tag(self, corpus, jobs, rows, output):
        options = ("--model", self.model, "--format", "csv", "--output", output)
        return [self.binary, "tag", rows, *options, "--threads", jobs]

    def tag_statement(self, corpus, jobs, output):
        return self.tag(corpus, jobs, corpus.statement, output)


@dataclass(frozen=True)
class Peer:
    """A system behind one of the scripts in `systems`."""

    family: str
    variant: str
    title: str
    languages: tuple = BOTH
    # Whether its threshold has to be chosen before it can tag.
    tuned: bool = False

    model = "model"
    threshold = "threshold.json"

    @property
    def key(self):
        return f"{self.family}-{self.variant}"

    def run(self, command, corpus, jobs, *paths):
        python = environment.python_of(ANNIF_VENV) if self.family == "annif" else sys.executable
        script = HERE / "systems" / f"with_{self.family}.py"
        return [python, script, command, self.variant, corpus.language, jobs, *paths]

    def train(self, corpus, jobs):
        return self.run("train", corpus, jobs, corpus.train, self.model)

    def tune(self, corpus, jobs):
        return self.run("tune", corpus, jobs, corpus.train, self.threshold)

    def tag(self, corpus, jobs, rows, output):
        paths = (self.model, output, *([self.threshold] if self.tuned else []))
        return self.run("tag", corpus, jobs, rows, *paths)

    def tag_statement(self, corpus, jobs, output):
        return self.tag(corpus, jobs, corpus.paragraphs, output)


PEERS = (
    Peer("sklearn", "characters-svm", "scikit-learn, characters 1–3, LinearSVC", ("zh",)),
    Peer("sklearn", "characters-logistic", "scikit-learn, characters 1–3, logistic", ("zh",)),
    Peer("sklearn", "words-svm", "scikit-learn, words 1–2, LinearSVC"),
    Peer("sklearn", "words-logistic", "scikit-learn, words 1–2, logistic"),
    Peer(
        "sklearn",
        "both-thresholds",
        "scikit-learn, characters and words, LinearSVC, threshold per topic",
        ("zh",),
    ),
    Peer(
        "sklearn",
        "words-thresholds",
        "scikit-learn, words 1–2, LinearSVC, threshold per topic",
        ("en",),
    ),
    Peer("fasttext", "ova", "fastText `ova`"),
    Peer("liblinear", "svm", "LIBLINEAR's programs"),
    Peer("omikuji", "trees", "Omikuji", tuned=True),
    Peer("annif", "tfidf", "Annif, TF-IDF", tuned=True),
    Peer("annif", "svc", "Annif, SVC", tuned=True),
    Peer("annif", "omikuji", "Annif, Omikuji", tuned=True),
)
FAMILIES = tuple(dict.fromkeys(peer.family for peer in PEERS))


def ours(binary):
    return [
        Ours("thematic", "thematic", binary, ()),
        Ours("thematic-single", "thematic, `--folds 0`", binary, ("--folds", "0")),
    ]


def missing(family):
    """Why the systems of a family cannot run here, or nothing."""
    if family == "liblinear":
        programs = ("liblinear-train", "liblinear-predict")
        absent = [program for program in programs if shutil.which(program) is None]
        if absent:
            return f"there is no {absent[0]}; Debian's package liblinear-tools has it"
    if family == "omikuji":
        return missing_packages(sys.executable, "requirements-omikuji.txt")
    if family == "annif":
        python = environment.make(ANNIF_VENV)
        return missing_packages(python, "requirements-annif.txt") or missing_packages(
            # Only its data is wanted, none of what it depends on.
            python, "requirements-annif-data.txt", "--no-deps"
        )
    return None


def missing_packages(python, requirements, *options):
    done = environment.install(python, *options, "-r", HERE / requirements)
    return f"{requirements} does not install" if done.returncode != 0 else None


def versions():
    """Of the peers that are not in the interpreter that runs the benchmark, and of those that are."""
    found = []
    for name in ("scikit-learn", "numpy", "scipy", "jieba", "fasttext-community", "omikuji"):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    annif = environment.python_of(ANNIF_VENV)
    if annif.exists():
        names = "annif", "scikit-learn", "omikuji"
        program = "import sys; from importlib.metadata import version; " + (
            "print(', '.join(f'{name} {version(name)}' for name in sys.argv[1:]))"
        )
        done = subprocess.run([annif, "-c", program, *names], capture_output=True, text=True)
        if done.returncode == 0:
            found.append(f"Annif's environment: {done.stdout.strip()}")
    if shutil.which("dpkg-query") and shutil.which("liblinear-train"):
        query = ["dpkg-query", "--show", "--showformat=${Version}", "liblinear-tools"]
        done = subprocess.run(query, capture_output=True, text=True)
        if done.returncode == 0:
            found.append(f"liblinear-tools {done.stdout.strip()}")
    return "; ".join(found)
