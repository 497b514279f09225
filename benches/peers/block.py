"""One system and `thematic`, by turns, on one set."""

import shutil
import statistics

import figures
import processes
from environment import say

COLD_STARTS = 10


def measure_block(corpus, systems, repeats, with_cold_starts, arguments):
    """Figures of every run, and why a system has none.

    The systems take turns, so that what else the machine does meets all alike.
    A system that fails once is not run again.
    """
    block = {
        "titles": {system.key: system.title for system in systems},
        "runs": [],
        "cold": {},
        "failures": {},
    }
    folders = {}
    for system in systems:
        folders[system.key] = corpus.folder / system.key
        shutil.rmtree(folders[system.key], ignore_errors=True)
        folders[system.key].mkdir()

    def attempt(system, what, command, aloud=True):
        """One process, or nothing where the system has failed or fails now."""
        if system.key in block["failures"]:
            return None
        try:
            done = processes.run(command, folders[system.key], arguments.time_limit)
        except processes.Failure as failure:
            block["failures"][system.key] = {"process": what, "reason": str(failure)}
            say(f"  {system.key}: {what} {failure}")
            return None
        if aloud:
            seconds, megabytes = done["seconds"], done["peak_bytes"] / 1e6
            say(f"  {system.key}: {what} {seconds:.2f} s, {megabytes:.0f} MB")
        return done

    for system in systems:
        if system.tuned:
            attempt(system, "tune", system.tune(corpus, arguments.jobs))
    for _ in range(repeats):
        # Without the system there is nothing to take turns with.
        if systems[0].key in block["failures"]:
            break
        run = {system.key: {} for system in systems}
        block["runs"].append(run)
        for system in systems:
            done = attempt(system, "train", system.train(corpus, arguments.jobs))
            if done:
                model = folders[system.key] / system.model
                run[system.key] |= {"train": done, "model_bytes": processes.size(model)}
        for system in systems:
            output = folders[system.key] / "tagged.csv"
            command = system.tag(corpus, arguments.jobs, corpus.test, output)
            done = attempt(system, "tag", command)
            if done:
                run[system.key] |= {"tag": done, **f1(corpus, output)}
    if with_cold_starts:
        for _ in range(COLD_STARTS):
            for system in systems:
                output = folders[system.key] / "statement-tagged.csv"
                command = system.tag_statement(corpus, arguments.jobs, output)
                done = attempt(system, "tag a statement", command, aloud=False)
                if done:
                    block["cold"].setdefault(system.key, []).append(done["seconds"])
        for key, seconds in block["cold"].items():
            say(f"  {key}: cold start {statistics.median(seconds):.2f} s")
    for folder in folders.values():
        shutil.rmtree(folder)
    return block


def f1(corpus, path):
    tagged = corpus.tagged(path)
    counts = (corpus.truth & tagged, tagged, corpus.truth)
    micro, macro = figures.f1(*(matrix.sum(axis=0) for matrix in counts))
    return {"micro_f1": float(micro), "macro_f1": float(macro)}
