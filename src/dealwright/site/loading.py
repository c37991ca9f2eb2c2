"""The program loaded: settings and all modules, as whoever asks the database needs them."""

import gc
import os


def load() -> None:
    """Set Django up. What is loaded stays: looking for garbage in it, then or at the end, takes as long as loading."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.site.settings")
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()
