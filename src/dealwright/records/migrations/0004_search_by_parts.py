"""Search finds what is inside words and what is misspelt; its reader starts again from the first event.

On SQLite the rows lie in their index (WITHOUT ROWID), so that each is kept once. A later migration that makes
SQLite build these tables anew must say so again.
"""

from django.db import migrations, models

import dealwright.records.models


class CreateIndexed(migrations.CreateModel):
    """A table that is nothing but its primary key's index where the database has such."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            return super().database_forwards(app_label, schema_editor, from_state, to_state)
        statement, values = schema_editor.table_sql(to_state.apps.get_model(app_label, self.name))
        schema_editor.execute(f"{statement} WITHOUT ROWID", values)


def read_again(apps, schema_editor):
    """Have the reader of search start from the first event."""
    apps.get_model("ledger", "Reader").objects.filter(name="search").update(seq=0)


KIND = ("kind", models.SmallIntegerField())
RECORD = ("record_id", models.BigIntegerField())
WORD = ("word", dealwright.records.models.ByteOrdered(max_length=40))


class Migration(migrations.Migration):
    dependencies = [("records", "0003_own_fields_rules_layouts"), ("ledger", "0002_append_only")]
    operations = [
        migrations.DeleteModel(name="SearchWord"),
        CreateIndexed(
            name="SearchWord",
            fields=[("pk", models.CompositePrimaryKey("kind", "word", "record_id", blank=True, editable=False, primary_key=True, serialize=False)), KIND, WORD, RECORD],
        ),
        CreateIndexed(
            name="SearchText",
            fields=[("pk", models.CompositePrimaryKey("kind", "record_id", blank=True, editable=False, primary_key=True, serialize=False)), KIND, RECORD, ("words", models.TextField())],
        ),
        CreateIndexed(
            name="SearchPart",
            fields=[
                ("pk", models.CompositePrimaryKey("part", "size", "word", blank=True, editable=False, primary_key=True, serialize=False)),
                ("part", dealwright.records.models.ByteOrdered(max_length=42)),
                ("size", models.SmallIntegerField()),
                WORD,
            ],
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
