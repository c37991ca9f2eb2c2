"""Puts the parts together: settings, urls, API assembly, command line, worker. The only place that knows all."""
