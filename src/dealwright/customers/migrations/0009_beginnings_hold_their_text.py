from django.db import migrations

BEGINNINGS = {
    "customers_person_email_begins": ("customers_person", "email"),
    "customers_person_name_begins": ("customers_person", "name"),
    "customers_org_name_begins": ("customers_organisation", "name"),
}


def hold_their_text(apps, schema_editor):
    """PostgreSQL counts what begins so in the index alone if the text itself stands in it, too."""
    _make(schema_editor, " INCLUDE ({column})")


def hold_it_no_more(apps, schema_editor):
    _make(schema_editor, "")


def _make(schema_editor, include):
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, column) in BEGINNINGS.items():
            schema_editor.execute(f"DROP INDEX {name}")
            columns = f"(upper({column}::text) text_pattern_ops){include.format(column=column)}"
            schema_editor.execute(f"CREATE INDEX {name} ON {table} {columns}")


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_every_filter_has_an_index")]

    operations = [migrations.RunPython(hold_their_text, hold_it_no_more)]
