"""The command line's words about past deals: a draft run against them, and how they followed their process."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from dealwright.playbook import load, shipped

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NAMES = {
    "skipped": "skipped a stage",
    "repeated": "came back to a stage",
    "late": "stayed longer than expected",
    "overridden": "passed by an override",
    "warned": "passed with a warning",
    "backdated": "recorded afterwards",
}


def replay_draft(
    file: Annotated[Path, typer.Argument(help="A playbook in YAML, or the name of a shipped one, such as general.")],
    as_json: AsJson = False,
) -> None:
    """Run past deals against a draft: whom it would have stopped, where and for what, beside the version in force."""
    from dealwright.workspace.queries import Machine

    from .replay.running import replay

    book = load(file if file.exists() else shipped().get(str(file), file))
    found = _shown(f"Replaying {book.title}", lambda note: replay(book, book.process, Machine(), note)).as_data()
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else "\n".join(_replay_lines(found)))


def tell_conformance(
    process: Annotated[str | None, typer.Option(help="The key of the process; the first one without it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say how deals followed their process: what they skipped, repeated or overrode, and what came of it."""
    from dealwright.workspace.queries import Machine

    from .conformance.summing import conformance

    found = _shown("Looking at deals", lambda note: conformance(process, Machine(), note)).as_data()
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else "\n".join(_conformance_lines(found)))


def _shown(title: str, work: Callable[[Callable[[int, int], None]], Any]) -> Any:
    """What the work gives, with its progress on standard error while somebody looks at it."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(title, total=None)
        return work(lambda done, total: progress.update(bar, completed=done, total=total))


def _replay_lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['title']}: {found['deals']:,} deals, {found['steps']:,} steps judged in {found['seconds']:.1f} s."
    if found["later"]:
        yield f"{found['later']:,} steps were judged by values recorded later."
    if found["undated"]:
        yield f"{found['undated']:,} steps have no known time and were not judged."
    for stage, steps in found["homeless"].items():
        yield f"{steps:,} steps were not judged: the draft has no stage {stage}."
    for key, words in (("refused", "stopped somewhere"), ("passed", "passed"), ("newly", "newly stopped"),
                       ("freed", "no longer stopped")):  # fmt: skip
        group = found[key]
        yield f"{group['deals']:>9,} deals {words}, {_share(group['won'])}"
    for stage in found["stages"]:
        yield f"\n{stage['title']}: {stage['steps']:,} steps on{_stays(stage)}"
        for need in stage["needs"]:
            refused, newly = need["refused"], need["newly"]["deals"]
            yield f"{refused['deals']:>9,} deals ({newly:,} newly), {_share(refused['won'])}: {need['title']}"


def _stays(stage: dict[str, Any]) -> str:
    if not stage["stays"]:
        return ""
    expected = f", expected are {stage['days']}" if stage["days"] is not None else ""
    return f"; half stayed up to {stage['median']:.1f} days, four of five up to {stage['p80']:.1f}{expected}"


def _share(told: dict[str, Any]) -> str:
    if not told["enough"]:
        return f"too few closed to say ({told['closed']})"
    return f"{told['share']:.0%} of {told['closed']:,} closed won ({told['low']:.0%} to {told['high']:.0%})"


def _conformance_lines(found: dict[str, Any]) -> Iterator[str]:
    fitness = "–" if found["fitness"] is None else f"{found['fitness']:.3f}"
    yield f"{found['title']}: {found['deals']:,} deals, mean fitness {fitness} (1 = wholly by the process)."
    yield f"{found['faultless']:,} deviate in nothing; {found['imported']:,} were brought in with their past."
    for each in found["deviations"]:
        if each["deals"]:
            shares = f"{_share(each['with'])}; without it {_share(each['without'])}"
            yield f"{each['deals']:>9,} deals {NAMES[each['kind']]}: {shares}"
    yield f"\n{found['different_ways']:,} different ways; the commonest:"
    for way in found["ways"]:
        yield f"{way['deals']:>9,} {' > '.join(way['stages'])}"
