"""The doors through which changes come where it matters: what comes by a muted one starts nothing by itself."""

from typing import Final

IMPORT: Final = "import"
LIVE_IMPORT: Final = "import_live"  # an import for which automations were asked for
IMPORTS: Final = frozenset({IMPORT, LIVE_IMPORT})
RATES: Final = "rates"
MUTED: Final = frozenset({IMPORT, RATES, "sample"})
