"""Bodies of the API's requests."""

from typing import Annotated

from pydantic import BeforeValidator

from dealwright.workspace.bodies import Body


def _exact(value: object) -> object:
    """Whole numbers as text; raises ValueError for fractions, which JSON cannot carry exactly."""
    if isinstance(value, float):
        raise ValueError(f'Write amounts as text, like "{value:.2f}".')
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Amount = Annotated[str, BeforeValidator(_exact, json_schema_input_type=str | int)]

__all__ = ["Amount", "Body"]
