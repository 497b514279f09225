"""Medians, ratios of neighbouring runs and exponents, from the figures of all runs."""

import math
import statistics
from dataclasses import dataclass, field

OURS = "thematic"
# The rows from which on growth is measured: below, start-up weighs too much.
GROWTH_FROM = 10_000
NEAR = 0.005


@dataclass
class System:
    """All that was measured of one system on one set."""

    key: str
    title: str
    runs: list = field(default_factory=list)
    cold: list = field(default_factory=list)
    failure: dict | None = None

    def values(self, *path):
        found = []
        for run in self.runs:
            value = run
            for name in path:
                value = (value or {}).get(name)
            if value is not None:
                found.append(value)
        return found

    def median(self, *path):
        values = self.values(*path)
        return statistics.median(values) if values else None

    def parts(self, process):
        """The median of each part; what is left of the whole is the start."""
        of_runs = self.values(process, "parts")
        if not of_runs or not of_runs[0]:
            return {}
        medians = {
            name: statistics.median(parts.get(name, 0) for parts in of_runs) for name in of_runs[0]
        }
        return {"start": max(self.median(process, "seconds") - sum(medians.values()), 0)} | medians


def systems(found):
    """The systems of one set, ours first; what was measured beside each peer is joined."""
    result = {}
    for block in found["blocks"].values():
        for key, title in block["titles"].items():
            system = result.setdefault(key, System(key, title))
            system.runs += [run[key] for run in block["runs"] if run.get(key)]
            system.cold += block["cold"].get(key, [])
            system.failure = system.failure or block["failures"].get(key)
    return sorted(result.values(), key=lambda system: not system.key.startswith(OURS))


def ratios(block, key, ours, *path):
    """Of one figure of a system to that of `thematic` in the run beside it."""
    found = []
    for run in block["runs"]:
        values = []
        for name in (key, ours):
            value = run.get(name)
            for step in path:
                value = (value or {}).get(step)
            values.append(value)
        if all(values):
            found.append(values[0] / values[1])
    return found


def cold_ratios(block, key, ours):
    pairs = zip(block["cold"].get(key, []), block["cold"].get(ours, []))
    return [theirs / own for theirs, own in pairs]


def comes_near(system, ours):
    """Whether it reaches the micro-F1 of `thematic` but for half a point."""
    reached, wanted = system.median("micro_f1"), ours.median("micro_f1")
    return None not in (reached, wanted) and reached >= wanted - NEAR


def exponent(points):
    """The slope of a line through the logarithms, by least squares."""
    points = [(math.log(x), math.log(y)) for x, y in points if x >= GROWTH_FROM and y]
    if len(points) < 2:
        return None
    slope, _ = statistics.linear_regression(*zip(*points))
    return slope


def by_size(results):
    """Of each system the figures of all synthetic sets, as `{title: {rows: system}}`."""
    found = {}
    for key, one in results["sets"].items():
        if key.startswith("synthetic-"):
            for system in systems(one):
                found.setdefault(system.title, {})[one["train_rows"]] = system
    return found
