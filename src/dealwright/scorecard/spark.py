"""Metrics asked of a cluster of Spark, where a company has one: over the same files and changes, by the same views.

The cluster answers the metrics and which records are behind them. All else is asked of DuckDB as ever.
"""

import shutil
from collections.abc import Hashable, Iterable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.conf import settings

from dealwright import Invalid

from .files import paths

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from .models import Generation

MASTERS = ("spark://", "local[", "local-cluster[")
SAME_AS_DUCKDB = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
}
_PACKAGES = "Install what requirements-spark.lock names: uv pip install --require-hashes -r requirements-spark.lock"


def require_analytics() -> None:
    """Raise Invalid unless metrics are asked of DuckDB, or of a Spark whose parts are installed here."""
    asked = settings.ANALYTICS
    if asked and not asked.startswith(MASTERS):
        raise Invalid(
            f"DEALWRIGHT_ANALYTICS is “{asked}”, which is nothing to ask.",
            remedy="Name a cluster like spark://host:7077, or leave it out for DuckDB.",
        )
    if asked and find_spec("pyspark") is None:
        raise Invalid("DEALWRIGHT_ANALYTICS names Spark, but PySpark is not installed.", remedy=_PACKAGES)
    if asked and shutil.which("java") is None:
        raise Invalid(
            "DEALWRIGHT_ANALYTICS names Spark, but there is no Java here.",
            remedy="Install Java 17 or later; on Debian: apt-get install default-jre-headless",
        )


@lru_cache(maxsize=1)
def session() -> Any:
    """The session of this process, of which each thread has its own; raises Invalid as `require_analytics`."""
    require_analytics()
    spark: Any = import_module("pyspark.sql").SparkSession  # which is not installed where types are checked
    builder = spark.builder.master(settings.ANALYTICS).appName("Dealwright")
    quiet = {"spark.ui.showConsoleProgress": "false", "spark.ui.enabled": "false"}
    return builder.config(map=quiet).getOrCreate()


class Cluster:
    """A session with the facts as somebody may see them, set up anew when they or who sees them change."""

    def __init__(self) -> None:
        self._session = session().newSession()
        self._shown: Hashable = None
        for name, value in SAME_AS_DUCKDB.items():
            self._session.conf.set(name, value)

    def shown(
        self,
        key: Hashable,
        generation: "Generation | None",
        held: "DuckDBPyConnection",
        tables: Iterable[str],
        views: Iterable[str],
    ) -> Any:
        """The session with the files of a generation, the tables that DuckDB holds beside them, and the views.

        What was set up under the same key stands.
        """
        if self._shown != key:
            self._shown = None
            for table, path in paths(generation).items():
                self._session.read.parquet(path.as_uri()).createOrReplaceTempView(f"file_{table}")
            for name in tables:
                rows = held.execute(f"FROM {name}").to_arrow_table()
                self._session.createDataFrame(rows).createOrReplaceTempView(name)
            for view in views:
                self._session.sql(view)
            self._shown = key
        return self._session
