"""Cost against size: time and peak memory of training, as one SVG."""

import matplotlib
from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter

import summary
from environment import say

# Okabe and Ito's colours, apart for all kinds of colour vision; black is ours.
COLOURS = {
    "thematic": "#000000",
    "scikit-learn": "#D55E00",
    "fastText": "#0072B2",
    "LIBLINEAR's": "#CC79A7",
    "Omikuji": "#009E73",
    "Annif": "#B8860B",
}
STYLES = ("-", "--", ":", "-.", (0, (1, 1)))
FIGURES = (
    ("Training, seconds", "seconds", 1),
    ("Peak memory of training, MB", "peak_bytes", 1_000_000),
)
# Points between two labels at the least.
APART = 11


def draw(results, path):
    found = summary.by_size(results)
    found = {title: sizes for title, sizes in found.items() if len(points(sizes, "seconds", 1)) > 1}
    if not found:
        say("nothing is drawn: it takes two synthetic sizes")
        return
    # The same figures give the same file.
    matplotlib.rcParams |= {"svg.hashsalt": "thematic", "svg.fonttype": "none", "font.size": 9}
    figure, panels = pyplot.subplots(2, 1, figsize=(8, 10), facecolor="white", sharex=True)
    seen = {}
    styles = {}
    for title in found:
        family = title.replace(",", " ").split()[0]
        styles[title] = (COLOURS[family], STYLES[seen.get(family, 0) % len(STYLES)])
        seen[family] = seen.get(family, 0) + 1
    for panel, (heading, name, factor) in zip(panels, FIGURES):
        draw_panel(panel, found, styles, name, factor)
        panel.set_title(heading, loc="left")
    panels[-1].set_xlabel("rows to train on")
    figure.tight_layout()
    for panel in panels:
        place_labels(panel)
    figure.savefig(path, format="svg", metadata={"Date": None})
    pyplot.close(figure)


def points(sizes, name, factor):
    found = [(size, system.median("train", name)) for size, system in sorted(sizes.items())]
    return [(size, value / factor) for size, value in found if value]


def draw_panel(panel, found, styles, name, factor):
    panel.set_xscale("log")
    panel.set_yscale("log")
    largest = 0
    for title, sizes in found.items():
        colour, style = styles[title]
        rows, values = zip(*points(sizes, name, factor))
        width = 2.4 if title.startswith("thematic") else 1.2
        panel.plot(rows, values, color=colour, linestyle=style, linewidth=width, marker="o",
                   markersize=3, label=title.replace("`", ""))
        largest = max(largest, rows[-1])
    # Room for the labels on the right, as wide as the longest needs.
    smallest = panel.get_xlim()[0]
    panel.set_xlim(smallest, largest * (largest / smallest) ** 0.8)
    whole = FuncFormatter(lambda value, _: f"{value:,.10g}")
    panel.xaxis.set_major_formatter(whole)
    panel.yaxis.set_major_formatter(whole)
    panel.yaxis.set_minor_formatter(matplotlib.ticker.NullFormatter())
    ticks = [10**power for power in range(2, 10) if smallest <= 10**power <= largest]
    panel.set_xticks(ticks)
    panel.xaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(True, which="major", color="#DDDDDD", linewidth=0.6)
    panel.set_axisbelow(True)


def place_labels(panel):
    """Each name at the end of its line, moved apart where two would cover each other."""
    lines = panel.get_lines()
    to_points = 72 / panel.figure.dpi
    ends = []
    for line in lines:
        x, y = line.get_xdata()[-1], line.get_ydata()[-1]
        height = panel.transData.transform((x, y))[1] * to_points
        ends.append((height, x, y, line))
    ends.sort(key=lambda end: end[0])
    # One column of labels, right of all lines.
    right = max(x for _, x, _, _ in ends)
    last = float("-inf")
    for height, x, y, line in ends:
        placed = max(height, last + APART)
        last = placed
        panel.annotate(
            line.get_label(),
            xy=(x, y),
            xytext=(right * 1.5, panel.transData.inverted().transform((0, placed / to_points))[1]),
            textcoords="data",
            va="center",
            color=line.get_color(),
            # Dotted and grey: what leads to a name is no measurement.
            arrowprops={
                "arrowstyle": "-", "color": "#AAAAAA", "linewidth": 0.6, "linestyle": ":"
            },
        )
