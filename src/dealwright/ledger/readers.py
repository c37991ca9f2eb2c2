"""Who reads on: modules register their readers here, the worker runs them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from .commands import number_entries, read_on
from .queries import Happened, head_seq, reader_seqs

Handler = Callable[[Sequence[Happened]], None]


@dataclass(frozen=True)
class Registered:
    """A reader: what it does with events, and which kinds it wants to see (None: all)."""

    handle: Handler
    kinds: Collection[str] | None


READERS: dict[str, Registered] = {}


def register(name: str, handle: Handler, kinds: Collection[str] | None = None) -> None:
    """Have `handle` called with each batch of numbered events of these kinds, in order, each event exactly once."""
    READERS[name] = Registered(handle, kinds)


def catch_up(name: str, *, at_most: int | None = None) -> int:
    """Number what waits and let one reader read on, until nothing is left or `at_most` events are read."""
    done = 0
    while number_entries():
        pass
    while (at_most is None or done < at_most) and (count := _read_on(name)):
        done += count
    return done


def run() -> int:
    """One round of the worker: number new events, then each reader takes its next batch; returns events handled.

    A reader that fails keeps its place and halts no other; an ExceptionGroup tells of it when all have read.
    """
    done, faults = number_entries(), []
    head, places = head_seq(), reader_seqs()
    for name in [name for name in READERS if places.get(name, 0) < head]:
        try:
            done += _read_on(name)
        except Exception as fault:
            fault.add_note(f"in reader {name}")
            faults.append(fault)
    if faults:
        raise ExceptionGroup("readers failed", faults)
    return done


def _read_on(name: str) -> int:
    reader = READERS[name]
    return read_on(name, reader.handle, kinds=reader.kinds)
