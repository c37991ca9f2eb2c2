"""What every body of the API's requests has in common."""

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """A body that refuses what it does not know, and takes nothing for something else: `true` is no number.

    Not a `Schema` of ninja, which reads each body twice and through an object of its own.
    """

    model_config = ConfigDict(extra="forbid", strict=True)
