"""The open deals of a day, packed into one value: a column for each thing that is known of them."""

import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec


class Line(NamedTuple):
    """An open deal as it stood: amount and what is expected of it in minor units, its chance by period."""

    deal_id: int
    owner_id: int | None
    stage: str | None
    category: str
    amount: int | None
    close_on: str | None
    chances: Mapping[str, float]
    expected: Mapping[str, int]


class Packed(msgspec.Struct):
    """What stands in a packed value: lists of equal length, one place for each deal."""

    deal: list[int]
    owner: list[int | None]
    stage: list[str | None]
    category: list[str]
    amount: list[int | None]
    close_on: list[str | None]
    chance: dict[str, list[float]]
    expected: dict[str, list[int]]


def pack(lines: Sequence[Line]) -> bytes:
    """The lines as they are kept; all of them know the same periods."""
    periods = list(lines[0].chances) if lines else []
    told = Packed(
        deal=[each.deal_id for each in lines],
        owner=[each.owner_id for each in lines],
        stage=[each.stage for each in lines],
        category=[each.category for each in lines],
        amount=[each.amount for each in lines],
        close_on=[each.close_on for each in lines],
        chance={period: [each.chances[period] for each in lines] for period in periods},
        expected={period: [each.expected[period] for each in lines] for period in periods},
    )
    return zlib.compress(msgspec.json.encode(told))


def unpack(packed: bytes) -> list[Line]:
    """The lines that were packed."""
    told = msgspec.json.decode(zlib.decompress(packed), type=Packed)
    columns = (told.deal, told.owner, told.stage, told.category, told.amount, told.close_on)
    return [
        Line(
            *row,
            {period: values[n] for period, values in told.chance.items()},
            {period: values[n] for period, values in told.expected.items()},
        )
        for n, row in enumerate(zip(*columns, strict=True))
    ]
