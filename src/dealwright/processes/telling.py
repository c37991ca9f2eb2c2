"""A playbook told in plain words, for a terminal."""

from collections.abc import Iterable, Iterator

from dealwright.playbook import Playbook, Stage


def told(book: Playbook) -> str:
    """The whole process: whom it suits, its stages, how a deal ends, and what comes after it is won."""
    parts = [_opening(book), *(_stage(number, stage) for number, stage in enumerate(book.stages, start=1)), _end(book)]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _opening(book: Playbook) -> Iterator[str]:
    yield f"{book.title} ({book.process}), {book.currency}"
    yield from _said("", [book.summary])
    if book.extends:
        yield f"a variant of {book.extends}" + (f", picked where {book.pick}" if book.pick else "")
    yield from _said("frameworks: ", [", ".join(book.frameworks)])


def _stage(number: int, stage: Stage) -> Iterator[str]:
    stay = f", about {stage.days} days" if stage.days is not None else ""
    yield f"{number}. {stage.title}: {stage.probability} %{stay}"
    yield from _said("   ", [stage.goal])
    yield from _said("   the buyer: ", (step.title for step in stage.buyer))
    yield from _said("   they believe: ", stage.beliefs)
    yield from _said("   they may say: ", (f"{each.title} {each.answer}" for each in stage.objections))
    yield from _said("   at hand: ", (material.title for material in stage.materials))
    yield from _said("   to leave: ", (need.why for need in stage.exit))


def _end(book: Playbook) -> Iterator[str]:
    won, lost = book.outcomes.won, book.outcomes.lost
    yield f"{won.title}, then: {', '.join(task.title for task in won.tasks) or 'nothing planned'}"
    yield from _said("onboarding: ", (f"{step.title}, day {step.days}" for step in won.onboarding))
    yield from _said("every so often: ", (f"{each.title}, every {each.every} days" for each in won.rhythm))
    yield f"{lost.title}, because: {', '.join(reason.title for reason in lost.reasons)}"
    yield from _said("then: ", [", ".join(task.title for task in lost.tasks)])
    places = {stage.key: stage.title for stage in book.stages}
    shortcuts = (f"{each.title}, from {places[each.origin]} to {places[each.to]}" for each in book.moves.shortcuts)
    yield from _said("shortcut: ", shortcuts)


def _said(before: str, texts: Iterable[str]) -> Iterator[str]:
    """A line for each text that says something."""
    for text in texts:
        if text:
            yield before + text
