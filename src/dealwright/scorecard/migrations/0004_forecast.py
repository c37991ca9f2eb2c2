"""Facts tell the forecast category, so the ledger is read again; submissions and snapshots stay as they are.

A later migration that makes SQLite build one of these tables anew must set its trigger again.
"""

from django.db import migrations, models

KEPT = ("scorecard_submission", "scorecard_snapshot", "scorecard_snapshotdeals")
REFUSAL = "what was forecast stays as it was said"


def read_again(apps, schema_editor):
    for table in ("VisitFact", "StateFact", "DealFact", "Generation"):
        apps.get_model("scorecard", table).objects.all().delete()
    for table in ("ActivityFact", "LeadFact", "TouchFact", "SpendFact"):
        apps.get_model("scorecard", table).objects.all().delete()
    readers = apps.get_model("ledger", "Reader").objects
    readers.filter(name__in=["scorecard", "scorecard-files"]).update(seq=0)


def guard(apps, schema_editor):
    """Let the database refuse to change a row."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        if postgresql:
            cursor.execute(
                "CREATE FUNCTION scorecard_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        refuse = (
            "FOR EACH ROW EXECUTE FUNCTION scorecard_refuse()"
            if postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        for table in KEPT:
            cursor.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refuse}")


def release(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for table in KEPT:
            cursor.execute(f"DROP TRIGGER {table}_unchanged" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            cursor.execute("DROP FUNCTION scorecard_refuse")


class Migration(migrations.Migration):
    dependencies = [("scorecard", "0003_all_facts"), ("ledger", "0002_append_only")]

    operations = [
        migrations.RunPython(read_again, migrations.RunPython.noop),
        migrations.AddField(
            model_name="dealfact",
            name="category",
            field=models.CharField(default="pipeline", max_length=9),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="statefact",
            name="category",
            field=models.CharField(default="pipeline", max_length=9),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("team_id", models.BigIntegerField(default=0)),
                ("period", models.CharField(max_length=7)),
                ("currency", models.CharField(max_length=3)),
                ("closed_minor", models.BigIntegerField()),
                ("categories", models.JSONField()),
                ("figures", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "team_id", "period"), name="scorecard_snapshot_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotDeals",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("packed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member_id", models.BigIntegerField()),
                ("team_id", models.BigIntegerField(null=True)),
                ("period", models.CharField(max_length=7)),
                ("commit_minor", models.BigIntegerField()),
                ("best_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("note", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(models.F("period"), models.F("id"), name="scorecard_submission_period")],
            },
        ),
        migrations.RunPython(guard, release),
    ]
