"""What a person's erasure takes out of an entry: salts and digests, and triggers that allow just that.

Entries of before have no salt: their hash covers the data as they are, and stays valid.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("dealwright.ledger.migrations.0002_append_only")
FIXED = [*before.FIXED, "digest"]
STAYS = ["seq", "hash", *before.FIXED[:-1]]


def statements(vendor: str) -> list[str]:
    """The SQL that sets the trigger for changes: numbers and salts are given once, and data go once."""
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in FIXED)
    other = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in STAYS)
    erases = f"OLD.digest IS NULL AND NEW.digest IS NOT NULL AND NEW.salt IS NULL AND NOT ({other})"
    refused = f"(OLD.seq IS NULL AND ({changed})) OR (OLD.seq IS NOT NULL AND NOT ({erases}))"
    if vendor == "postgresql":
        act = "EXECUTE FUNCTION ledger_refuse()"
        return [f"CREATE TRIGGER ledger_entry_unchanged BEFORE UPDATE ON ledger_entry FOR EACH ROW WHEN ({refused}) {act}"]
    act = f"BEGIN SELECT RAISE(ABORT, '{before.REFUSAL}'); END"
    return [f"CREATE TRIGGER ledger_entry_unchanged BEFORE UPDATE ON ledger_entry WHEN {refused} {act}"]


def guard(apps, schema_editor):
    """Set the trigger in place of the one before."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_entry_unchanged" + (" ON ledger_entry" if postgresql else ""))
        for statement in statements(schema_editor.connection.vendor):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [
        migrations.AddField("entry", "salt", models.CharField(max_length=32, null=True)),
        migrations.AddField("entry", "digest", models.CharField(max_length=64, null=True)),
        migrations.RunPython(guard),
    ]
