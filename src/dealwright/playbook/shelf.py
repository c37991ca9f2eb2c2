"""The playbooks that come with the product."""

from pathlib import Path

SHELF = Path(__file__).parent / "shipped"


def shipped() -> dict[str, Path]:
    """The files of the playbooks that come with the product, by the key of their process."""
    return {path.stem: path for path in sorted(SHELF.glob("*.yaml"))}
