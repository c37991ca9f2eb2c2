"""One expression, the SQL of several engines: DuckDB answers by day, PostgreSQL and Spark must answer the same."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeAlias

from dealwright.metrics.facts import Table

Dialect: TypeAlias = Literal["duckdb", "postgres", "spark"]


def _duckdb() -> Any:
    from ibis.backends.sql.compilers import DuckDBCompiler  # type: ignore[import-untyped]  # Ibis ships no types

    return DuckDBCompiler()


def _postgres() -> Any:
    from ibis.backends.sql.compilers import PostgresCompiler

    return PostgresCompiler()


def _spark() -> Any:
    import ibis  # type: ignore[import-untyped]  # as above
    from ibis.backends.sql.compilers import PySparkCompiler
    from sqlglot import expressions as sg

    _ = ibis.pyspark  # brings the options that its compiler reads

    class Counting(PySparkCompiler):  # type: ignore[misc]  # as above
        """Counts to 0 where nothing is; Ibis adds up what is to be counted, and a sum of nothing is null."""

        def visit_CountStar(self, op: Any, *, arg: Any, where: Any) -> Any:  # noqa: N802  # as Ibis names it
            return self.f.count(sg.Star()) if where is None else self.f.count_if(where)

    return Counting()


COMPILERS: Final[Mapping[Dialect, Callable[[], Any]]] = {"duckdb": _duckdb, "postgres": _postgres, "spark": _spark}


def spoken_by(engine: Any) -> Dialect:
    """What whoever is asked understands: a session of Spark, or else a connection of DuckDB."""
    return "spark" if type(engine).__module__.startswith("pyspark.") else "duckdb"


def text(table: Table, dialect: Dialect) -> str:
    """The SQL of an Ibis expression, with each `asked('name')` made into the engine's own kind of parameter.

    These are `$name` of DuckDB, `%(name)s` of PostgreSQL by way of psycopg, `:name` of Spark.
    """
    from sqlglot import expressions as sg

    def bound(node: sg.Expression) -> sg.Expression:
        if isinstance(node, sg.Anonymous) and node.name.lower() == "asked":
            return sg.Placeholder(this=node.expressions[0].name)
        is_decimal = dialect == "spark" and isinstance(node, sg.Literal) and node.is_number and not node.is_int
        return sg.cast(sg.Literal.string(node.name), "double") if is_decimal else node  # Spark would round decimals

    tree: sg.Expression = COMPILERS[dialect]().to_sqlglot(table)
    return tree.transform(bound).sql(dialect=dialect, pretty=True)
