"""Kept texts are read, not compiled again; whatever goes wrong with them, there is a text."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from dealwright.metrics import METRICS, texts
from dealwright.metrics.compiled import shapes
from dealwright.metrics.texts import Shape, edition, forget_others, keep, keep_texts, kept

SHAPE = Shape("figures", "owner")
FILE = "win_rate-figures-owner-single-duckdb.sql"


def compiled(metric: str, shape: Shape) -> str:
    return f"{metric} {shape.by}"


def never(metric: str, shape: Shape) -> str:
    pytest.fail("it was compiled")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this edition's texts lie."""
    monkeypatch.setattr(texts, "_keeping", texts._Keeping())
    keep_texts(tmp_path)
    yield tmp_path / edition()
    edition.cache_clear()


def test_what_is_kept_is_not_compiled_again(folder: Path) -> None:
    assert kept("win_rate", SHAPE, compiled) == "win_rate owner"
    assert kept("win_rate", SHAPE, never) == "win_rate owner"
    assert [each.name for each in folder.iterdir()] == [FILE]


def test_no_two_texts_have_the_same_place(folder: Path) -> None:
    asked = {(name, shape) for name in METRICS for shape in shapes()}
    assert len({texts._file(name, shape) for name, shape in asked}) == len(asked)


def test_an_upgrade_reads_no_text_of_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept("win_rate", SHAPE, compiled)
    edition.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(texts, "version", lambda name: "another")
        keep_texts(folder.parent)
    assert kept("win_rate", SHAPE, lambda *_: "new") == "new"
    forget_others(folder.parent)
    assert [each.name for each in folder.parent.iterdir()] == [edition()] != [folder.name]


def test_on_a_full_disk_there_is_a_text_and_nothing_is_left_half(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert kept("win_rate", SHAPE, compiled) == "win_rate owner"
    assert "No space left on device" in caplog.text
    assert list(folder.iterdir()) == []
    with pytest.raises(OSError, match="No space"):
        keep("win_rate", SHAPE, compiled)


def test_many_at_once_all_have_the_whole_text(folder: Path) -> None:
    long, told = "x" * 100_000, []
    readers = [Thread(target=lambda: told.append(kept("win_rate", SHAPE, lambda *_: long))) for _ in range(8)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    assert told == [long] * 8


def test_what_is_missing_is_compiled_elsewhere(folder: Path) -> None:
    keep_texts(folder.parent, lambda shape: keep("win_rate", shape, compiled))
    assert kept("win_rate", SHAPE, never) == "win_rate owner"


def test_whoever_leaves_nothing_is_not_asked_again(folder: Path) -> None:
    asked: list[Shape] = []
    keep_texts(folder.parent, asked.append)
    assert kept("win_rate", SHAPE, compiled) == "win_rate owner"
    assert kept("funnel", SHAPE, compiled) == "funnel owner"
    assert asked == [SHAPE]
