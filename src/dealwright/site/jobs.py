"""Jobs that survive a crash: each subscribed event starts one durable workflow.

Imported by the worker alone: DBOS takes a second and 60 MB to import.
"""

import logging
from collections.abc import Callable, Sequence

from dbos import DBOS, DBOSConfig, Queue, SetWorkflowID
from django.conf import settings
from django.db import close_old_connections, connection

from dealwright.ledger.queries import Happened, entry
from dealwright.ledger.subscriptions import SUBSCRIPTIONS, started_by

log = logging.getLogger(__name__)
AT_ONCE = 2


@DBOS.workflow(name="job")
def run_job(name: str, seq: int) -> None:
    """Run the subscription's job for one event; goes on after a crash, since the job is its one step."""
    run_step(name, seq)


@DBOS.step(name="job", retries_allowed=True, max_attempts=5, interval_seconds=1, backoff_rate=3)
def run_step(name: str, seq: int) -> None:
    """The job itself, tried up to five times within two minutes."""
    close_old_connections()
    try:
        SUBSCRIPTIONS[name].job(entry(seq))
    except Exception:
        log.exception("job %s of event %s failed", name, seq)
        raise
    finally:
        connection.close()


def launch() -> Callable[[Sequence[Happened]], None]:
    """Start DBOS, which takes up what a crash left behind; returns the reader that starts the jobs of events."""
    DBOS(config=_config())
    DBOS.launch()
    queue = DBOS.register_queue("jobs", worker_concurrency=AT_ONCE, polling_interval_sec=1)
    return lambda happenings: _start(queue, happenings)


def stop() -> None:
    """Let go of the queue; a job under way goes on at the next start."""
    DBOS.destroy()


def _start(queue: Queue, happenings: Sequence[Happened]) -> None:
    for happened in happenings:
        for subscription in started_by(happened):
            with SetWorkflowID(f"{subscription.name}:{happened.seq}"):
                queue.enqueue(run_job, subscription.name, happened.seq)


def _config() -> DBOSConfig:
    # One version and one executor for good: a job goes on after an upgrade and after a restart.
    return {
        "name": "dealwright",
        "system_database_url": _database(),
        "dbos_system_schema": "jobs",
        "application_version": "1",
        "executor_id": "worker",
        "log_level": "WARNING",
    }


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings.DATA / 'jobs.sqlite3'}"
    from sqlalchemy import URL  # comes with DBOS

    at = connection.settings_dict
    place = {"host": str(at["HOST"] or ""), "port": str(at["PORT"] or "")}
    query = {name: value for name, value in place.items() if value}
    url = URL.create("postgresql+psycopg", at["USER"] or None, at["PASSWORD"] or None, database=at["NAME"], query=query)
    return url.render_as_string(hide_password=False)
