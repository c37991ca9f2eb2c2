"""The database itself refuses to change or remove a recorded event.

A later migration that makes SQLite build the table anew must set these triggers again.
"""

from django.db import migrations

FIXED = "id kind version subject_kind subject_id actor_id via occurred_at recorded_at data".split()
REFUSAL = "the ledger is append-only: a recorded event stays as it is"


def statements(vendor: str) -> list[str]:
    """The SQL that sets the triggers."""
    if vendor == "postgresql":
        new, old = (", ".join(f"{row}.{column}" for column in FIXED) for row in ("NEW", "OLD"))
        return [
            "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            "CREATE TRIGGER ledger_entry_unchanged BEFORE UPDATE ON ledger_entry FOR EACH ROW "
            f"WHEN (OLD.seq IS NOT NULL OR ({new}) IS DISTINCT FROM ({old})) EXECUTE FUNCTION ledger_refuse()",
            "CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry FOR EACH ROW "
            "EXECUTE FUNCTION ledger_refuse()",
        ]
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FIXED)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        f"CREATE TRIGGER ledger_entry_unchanged BEFORE UPDATE ON ledger_entry WHEN OLD.seq IS NOT NULL OR {changed} {refuse}",
        f"CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry {refuse}",
    ]


def guard(apps, schema_editor):
    """Set the triggers."""
    with schema_editor.connection.cursor() as cursor:
        for statement in statements(schema_editor.connection.vendor):
            cursor.execute(statement)


def release(apps, schema_editor):
    """Take the triggers off."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for name in ("unchanged", "stays"):
            cursor.execute(f"DROP TRIGGER ledger_entry_{name}" + (" ON ledger_entry" if postgresql else ""))
        if postgresql:
            cursor.execute("DROP FUNCTION ledger_refuse")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
