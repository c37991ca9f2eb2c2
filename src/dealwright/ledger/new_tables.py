"""Tables of an empty database made at once, as the last migration leaves them.

Replayed one after the other on an empty database, the migrations take many seconds: after each step Django draws every
model anew. A test keeps what is made here equal to what they make.
"""

from collections.abc import Iterator

from django.db import connection
from django.db.migrations import CreateModel, Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation


def is_empty() -> bool:
    """Whether the database holds no table yet."""
    return not connection.introspection.table_names()


def make_tables() -> None:
    """Make every table, set what the migrations set beside tables (such as triggers), and note them all as applied.

    The database must be empty.
    """
    executor = MigrationExecutor(connection)
    steps = executor.loader.graph.leaf_nodes()
    state = executor.loader.project_state(steps)
    plan = executor.migration_plan(steps)
    own = {(label, one.name_lower): one for label, one in _operations(plan) if _makes_its_own_way(one)}
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            place = (model._meta.app_label, model._meta.model_name)
            if place in own:
                own[place].database_forwards(place[0], editor, state, state)
            elif model._meta.managed:
                editor.create_model(model)
        for label, operation in _operations(plan):
            if isinstance(operation, RunPython | RunSQL):
                operation.database_forwards(label, editor, state, state)
    executor.recorder.ensure_schema()
    for migration, _ in plan:
        executor.recorder.record_applied(migration.app_label, migration.name)


def _operations(plan: list[tuple[Migration, bool]]) -> Iterator[tuple[str, Operation]]:
    for migration, _ in plan:
        for operation in migration.operations:
            yield migration.app_label, operation


def _makes_its_own_way(operation: Operation) -> bool:
    return isinstance(operation, CreateModel) and type(operation) is not CreateModel
