"""Markdown tables of what was measured."""

import statistics

import summary

MEGABYTE = 1_000_000
NOTHING = "–"
LONGER = 1.5


def print_all(results):
    for found in results["sets"].values():
        print_set(found)
    print_growth(results)
    if "versions" in results:
        print(f"{results['versions']}.")


def print_table(header, rows):
    print(f"| {' | '.join(header)} |")
    print(f"|---|{'---:|' * (len(header) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print(flush=True)


def number(value, digits=1, factor=1):
    return NOTHING if value is None else f"{value / factor:,.{digits}f}"


def seconds(value):
    """Three figures or so: what takes milliseconds is not 0.0."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 1 else f"{value:.2f}"


def of_process(system, process, cell):
    """The cell, or why there is none."""
    failure = system.failure
    if failure and not system.values(process):
        return failure["reason"] if failure["process"] == process else NOTHING
    return cell


def print_set(found):
    print(f"## {found['title']}\n")
    print(
        f"{found['topics']} topics, {found['topics_per_row']:.2f} a row; trained on "
        f"{found['train_rows']:,} rows, tagged {found['test_rows']:,}.\n"
    )
    measured = summary.systems(found)
    header = [
        "system",
        "train, s",
        "peak, MB",
        "tag, rows/s",
        "start-up aside",
        "peak, MB",
        "cold start, s",
        "model, MB",
        "micro-F1",
        "macro-F1",
    ]
    print_table(header, [set_row(system, found) for system in measured])
    print_parts(measured)
    print_ratios(found, measured)
    for system in measured:
        if system.failure:
            print(f"{system.title}: {system.failure['process']} {system.failure['reason']}.\n")


def set_row(system, found):
    tag = system.median("tag", "seconds")
    cold = statistics.median(system.cold) if system.cold else None
    rows = found["test_rows"]
    # A process for one statement is nearly all start-up. Where the whole set takes
    # hardly longer, what is left is noise.
    aside = rows / (tag - cold) if tag and cold and tag > LONGER * cold else None
    return [
        system.title,
        of_process(system, "train", seconds(system.median("train", "seconds"))),
        number(system.median("train", "peak_bytes"), 0, MEGABYTE),
        of_process(system, "tag", number(rows / tag if tag else None, 0)),
        number(aside, 0),
        number(system.median("tag", "peak_bytes"), 0, MEGABYTE),
        seconds(cold),
        number(system.median("model_bytes"), 1, MEGABYTE),
        number(system.median("micro_f1"), 3),
        number(system.median("macro_f1"), 3),
    ]


def print_parts(measured):
    rows = []
    for system in measured:
        cells = [
            ", ".join(f"{name} {seconds(value)}" for name, value in system.parts(process).items())
            for process in ("train", "tag")
        ]
        if any(cells):
            rows.append([system.title, *(cell or NOTHING for cell in cells)])
    if rows:
        print("Parts, s:\n")
        print_table(["system", "train", "tag"], rows)


def print_ratios(found, measured):
    """How many times as much as `thematic` in the runs beside it; above 1 it is more."""
    by_key = {system.key: system for system in measured}
    rows = []
    for key, block in found["blocks"].items():
        if key == summary.OURS:
            continue
        near = summary.comes_near(by_key[key], by_key[summary.OURS])
        cells = [
            ratio(summary.ratios(block, key, ours, *path))
            for path, ours in (
                (("train", "seconds"), summary.OURS),
                (("train", "seconds"), "thematic-single"),
                (("train", "peak_bytes"), summary.OURS),
                (("tag", "seconds"), summary.OURS),
                (("tag", "peak_bytes"), summary.OURS),
            )
        ]
        cells.append(ratio(summary.cold_ratios(block, key, summary.OURS)))
        rows.append([by_key[key].title, "yes" if near else "no", *cells])
    if rows:
        print("Times as much as `thematic` needs, medians of neighbouring runs (extremes):\n")
        header = [
            "system",
            "comes near in micro-F1",
            "train, time",
            "train, time, to `--folds 0`",
            "train, memory",
            "tag, time",
            "tag, memory",
            "cold start",
        ]
        print_table(header, rows)


def ratio(values):
    if not values:
        return NOTHING
    if len(values) == 1:
        return times(values[0])
    return f"{times(statistics.median(values))} ({times(min(values))}–{times(max(values))})"


def times(value):
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def print_growth(results):
    found = summary.by_size(results)
    sizes = sorted({size for measured in found.values() for size in measured})
    if len(sizes) < 2:
        return
    print("## Growth\n")
    print(
        f"The exponent is the slope of the logarithms from {summary.GROWTH_FROM:,} rows on: "
        "1 where twice the rows cost twice as much.\n"
    )
    for title, process, figure, write in (
        ("Training, s", "train", "seconds", seconds),
        ("Peak memory of training, MB", "train", "peak_bytes", megabytes),
        ("Tagging a quarter as many rows, s", "tag", "seconds", seconds),
        ("Peak memory of tagging, MB", "tag", "peak_bytes", megabytes),
    ):
        rows = []
        for name, measured in found.items():
            cells = [
                of_process(measured[size], process, write(measured[size].median(process, figure)))
                if size in measured
                else NOTHING
                for size in sizes
            ]
            points = [(size, one.median(process, figure)) for size, one in measured.items()]
            rows.append([name, *cells, number(summary.exponent(points), 2)])
        print(f"{title}:\n")
        print_table(["system", *(f"{size:,} rows" for size in sizes), "exponent"], rows)


def megabytes(value):
    return number(value, 0, MEGABYTE)
