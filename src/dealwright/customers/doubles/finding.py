"""Find pairs of records that are probably the same, with Splink on DuckDB. For the worker and the command line alone:
importing Splink takes seconds and a hundred megabytes, so it happens inside.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .cleaning import Record, blocks, keys
from .columns import Kind
from .comparing import DUCKDB, SAME, comparison, told

SEED = 1
ENOUGH = 500  # records; with fewer the chances before training stand
PAIRS_TO_LEARN_FROM = 1_000_000
POSSIBLE = 0.5  # worth a look
LIKELY = 0.9  # told as doubles
SURE = 0.9999  # merged without a look: of what this joins, 99 % is right on all lists with known truth
MOST_DIFFERENT = 0.5  # of the values of a kind, among doubles
RAREST = 1e-6  # no level is impossible
Step = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records by id, how probable it is that they are the same (0 to 1), and why, in words."""

    left: str
    right: str
    probability: float
    reasons: tuple[str, ...]


def find_elsewhere(records: Sequence[Record]) -> list[Pair]:
    """As `find_pairs`, in a process of its own, which gives back the memory that Splink takes."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(find_pairs, records).result()


def settings(kinds: Sequence[Kind], records: int, functions: Mapping[str, str] = DUCKDB) -> dict[str, Any]:
    """Splink's settings for so many records with these kinds of columns, before training.

    Another back end only names functions differently. The table has a column for each kind, `all_KIND` where there may
    be several, and `key_N` for each block. That every second record has a double is assumed: there are about as many
    pairs as records.
    """
    rules = [
        {"blocking_rule": f"l.key_{place} = r.key_{place}", "arrays_to_explode": [f"key_{place}"]}
        for place in range(len(blocks(kinds)))
    ]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "probability_two_random_records_match": 1 / records,
        "blocking_rules_to_generate_predictions": rules,
        "comparisons": [comparison(kind, functions, few=records < ENOUGH) for kind in kinds],
        "retain_intermediate_calculation_columns": False,
        "retain_matching_columns": True,
    }


def find_pairs(records: Sequence[Record], at_least: float = POSSIBLE, step: Step = lambda _: None) -> list[Pair]:
    """Every two records that are the same with this probability or more, the most probable first.

    `step` is told in words what is being done. The same records give the same answer.
    """
    held = {kind for record in records for kind in record.values}
    kinds = [kind for kind in SAME if kind in held]
    if not blocks(kinds) or len(records) < 2:
        return []
    step("Reading")
    frame, model = _frame(records, kinds), settings(kinds, len(records))
    if len(records) >= ENOUGH:
        step("Learning what tells records apart")
        model = learnt(model, _trained(frame, model, kinds))
    step("Comparing")
    return _pairs(frame, model, kinds, at_least)


def _frame(records: Sequence[Record], kinds: Sequence[Kind]) -> Any:
    import duckdb
    import pyarrow as pa
    from splink import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    text, texts = pa.string(), pa.list_(pa.string())
    table = {"id": pa.array([each.id for each in records], text)}
    for kind in kinds:
        table[str(kind)] = pa.array([each.values.get(kind) for each in records], text)
        table[f"all_{kind}"] = pa.array([each.all.get(kind) for each in records], texts)
    for place, block in enumerate(blocks(kinds)):
        table[f"key_{place}"] = pa.array(keys(records, block), texts)
    connection = duckdb.connect()
    connection.execute("SET threads TO 1")  # sums in the same order give the same last digit every time
    return DuckDBAPI(connection).register(pa.table(table))


def _trained(frame: Any, model: Mapping[str, Any], kinds: Sequence[Kind]) -> dict[str, Any]:
    """The model after training: chance likeness from random pairs, that of doubles by EM within each block."""
    from splink import Linker
    from splink.internals.exceptions import SplinkException

    linker = Linker(frame, dict(model), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_TO_LEARN_FROM, seed=SEED)
    for block in blocks(kinds):
        rule = " AND ".join(f"l.{kind} = r.{kind}" for kind in block)
        with suppress(SplinkException):  # no two records share this: there is nothing to learn here
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=PAIRS_TO_LEARN_FROM)
    trained: dict[str, Any] = linker.misc.save_model_to_json()
    return trained


def learnt(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The model as trained, where that makes sense.

    Without doubles among the records, training takes chance likeness for doubles: then even those differ in most
    values. The chances of doubles before training stand where this is so, for all comparisons if for any.
    """
    trained = {each["output_column_name"]: each["comparison_levels"] for each in after["comparisons"]}
    sound = all(_chance(levels[-1], "m", 0.0) <= MOST_DIFFERENT for levels in trained.values())
    chances = ("m", "u") if sound else ("u",)
    comparisons = [_taken(each, trained.get(each["output_column_name"]), chances) for each in before["comparisons"]]
    return {**before, "comparisons": comparisons}


def _taken(was: Mapping[str, Any], trained: Sequence[Any] | None, chances: Sequence[str]) -> dict[str, Any]:
    unknown, *levels = was["comparison_levels"]
    pairs = zip(levels, (trained or levels)[-len(levels) :], strict=True)
    taken = [
        level | {f"{name}_probability": _chance(now, name, level[f"{name}_probability"]) for name in chances}
        for level, now in pairs
    ]
    return {**was, "comparison_levels": [unknown, *taken]}


def _chance(level: Mapping[str, Any], name: str, otherwise: float) -> float:
    """The trained chance of a level; another one where no pair was on it."""
    value = level.get(f"{name}_probability")
    return min(max(float(value), RAREST), 1.0) if isinstance(value, float) else otherwise


def _pairs(frame: Any, model: dict[str, Any], kinds: Sequence[Kind], at_least: float) -> list[Pair]:
    from splink import Linker

    found = Linker(frame, model, log_level=None).inference.predict(threshold_match_probability=at_least)
    columns = ", ".join(["id_l", "id_r", "match_probability", *(f"gamma_{kind}" for kind in kinds)])
    rows = found.as_duckdbpyrelation().project(columns).order("match_probability DESC, id_l, id_r").fetchall()
    return [Pair(left, right, chance, _reasons(kinds, places)) for left, right, chance, *places in rows]


def _reasons(kinds: Sequence[Kind], places: Sequence[int]) -> tuple[str, ...]:
    """Why, in words: what is the same first, what differs last; what one of them lacks is not told."""
    said = [(place == 0, text) for kind, place in zip(kinds, places, strict=True) if (text := told(kind, place))]
    return tuple(dict.fromkeys(text for _, text in sorted(said, key=lambda each: each[0])))
