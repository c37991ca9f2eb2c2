"""Facts tell whose turn it is on a deal; what was read before is read again from the ledger."""

from django.db import migrations, models


def read_again(apps, schema_editor):
    for table in ("VisitFact", "StateFact", "DealFact", "Generation"):
        apps.get_model("scorecard", table).objects.all().delete()
    for table in ("ActivityFact", "LeadFact", "TouchFact", "SpendFact"):
        apps.get_model("scorecard", table).objects.all().delete()
    readers = apps.get_model("ledger", "Reader").objects
    readers.filter(name__in=["scorecard", "scorecard-files"]).update(seq=0)


class Migration(migrations.Migration):
    dependencies = [("scorecard", "0006_any_number"), ("ledger", "0002_append_only")]

    operations = [
        migrations.RunPython(read_again, migrations.RunPython.noop),
        migrations.AddField(
            model_name="activityfact", name="direction", field=models.CharField(max_length=3, null=True)
        ),
        migrations.CreateModel(
            name="SignFact",
            fields=[
                ("sign_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("deal_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("from_on", models.DateTimeField(null=True)),
                ("to_on", models.DateTimeField(null=True)),
                ("status", models.CharField(max_length=7)),
                ("seq", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index("seq", name="scorecard_signfact_seq")]},
        ),
    ]
