"""The application as a WSGI server calls it."""

import gc
import os
from functools import lru_cache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.site.settings")

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries
from django.urls import get_resolver

gc.disable()  # until all is loaded
django_application = get_wsgi_application()

from dealwright.scorecard.texts import never_compile  # noqa: E402 (its models need the applications)
from dealwright.teamwork.answering import telling  # noqa: E402 (as above)

from .lending import lending  # noqa: E402 (as above)

# Whoever lends connections looks after them; no statement is logged that would have to be forgotten.
request_started.disconnect(reset_queries)
request_started.disconnect(close_old_connections)
request_finished.disconnect(close_old_connections)
application = lending(telling(django_application))
never_compile()
# What is loaded once stays: without this the garbage collector looks at all of it again every few requests.
resolver = get_resolver()
resolver.resolve("/")  # loads every module that answers requests
# Where a path leads never changes, and most of what is asked is asked again.
resolver.resolve = lru_cache(maxsize=256)(resolver.resolve)
gc.collect()
gc.freeze()
gc.enable()
