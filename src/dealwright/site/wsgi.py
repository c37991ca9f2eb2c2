"""The application as a WSGI server calls it."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.site.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

django_application = get_wsgi_application()

from dealwright.teamwork.answering import telling  # noqa: E402 (its models need the applications)

application = telling(django_application)
# What is loaded once stays: without this the garbage collector looks at all of it again every few requests.
resolve("/")  # loads every module that answers requests
gc.collect()
gc.freeze()
