"""CEL without its terminal program: `import cel` would load that too, a second and 20 MB for nothing."""

import sys
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from threading import Lock
from typing import Any

EXTENSION = "cel.cel"
LOADING = Lock()


@cache
def engine() -> Any:
    """The compiled part of the package `cel`, loaded when first asked for; ImportError when it is not installed."""
    with LOADING:  # it panics when two threads load it
        return _loaded()


def _loaded() -> Any:
    if EXTENSION in sys.modules:
        return sys.modules[EXTENSION]
    package = find_spec("cel")
    extension = PathFinder.find_spec(EXTENSION, package.submodule_search_locations) if package else None
    if extension is None or extension.loader is None:
        raise ImportError("The package common-expression-language is not installed.", name=EXTENSION)
    module = module_from_spec(extension)
    extension.loader.exec_module(module)
    return sys.modules.setdefault(EXTENSION, module)
