"""The program loaded: settings and all modules, as whoever asks the database needs them."""

import gc
import os


def load() -> None:
    """Set Django up. What is loaded stays: to look for garbage in it meanwhile would take a sixth of the time."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.site.settings")
    gc.disable()
    django.setup()
    gc.enable()
