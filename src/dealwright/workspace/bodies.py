"""What every body of the API's requests has in common."""

from ninja import Schema
from pydantic import ConfigDict


class Body(Schema):
    """A body that refuses what it does not know, and takes nothing for something else: `true` is no number."""

    model_config = ConfigDict(extra="forbid", strict=True)
