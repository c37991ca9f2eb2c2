"""The catalogue of metrics as a document, made from the metrics themselves: `python -m dealwright.metrics.document`."""

from textwrap import fill

from dealwright.metrics.measures import METRICS
from dealwright.metrics.metric import Metric

WAYS = {"up": "Higher is better.", "down": "Lower is better.", "neither": "Neither way is better."}
HEAD = """# The numbers of the scorecard

What each number means, what it counts, and which date decides whether a deal is in the period you chose. This page is
made from the metrics themselves (`python -m dealwright.metrics.document`).

**For all of them**
- A period runs from its first to its last day, both included (`--from`, `--to`). Choose nothing and all deals count.
  A deal whose date is not known counts only when no period is chosen.
- `n` is the number of deals or leads the value rests on. A value from three deals is an anecdote; look at `n` first.
- An empty value means *not known*. It is never shown as zero.
- Behind every row stand its deals or leads, and you can open the list of them.
- Money is added up in one currency: the deals' own if they all share it, else the company's, at the rate kept on each
  deal. A deal without a rate counts as a deal without an amount.
- A leading number tells of what is to come, a lagging one of what came. Somebody answers for each.
"""


def document() -> str:
    """The whole document as Markdown."""
    return "\n".join([HEAD, *map(section, METRICS.values())])


def section(metric: Metric) -> str:
    """What the document says of one metric."""
    columns = [f"`{name}`: {meaning}." for name, (_, meaning) in metric.extras.items()]
    told = f"Told by {', '.join(metric.dimensions)}." if metric.dimensions else ""
    paragraphs = [
        metric.definition,
        f"*Formula.* {metric.formula}.",
        " ".join(columns),
        f"*Example.* {metric.example}",
        f"*Mind.* {metric.pitfalls}",
        f"{WAYS[metric.better]} A {metric.sign} number, answered for by the {metric.owner}. {told}",
    ]
    text = "\n\n".join(fill(each, 118, break_on_hyphens=False, break_long_words=False) for each in paragraphs if each)
    return f"## {metric.title} (`{metric.name}`)\n\n{text}\n"


if __name__ == "__main__":
    print(document(), end="")
