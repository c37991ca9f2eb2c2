"""Facts know what a deal was at any moment; what was read before is thrown away and read again from the ledger."""

from django.db import migrations, models


def read_again(apps, schema_editor):
    for table in ("VisitFact", "DealFact", "Generation"):
        apps.get_model("scorecard", table).objects.all().delete()
    readers = apps.get_model("ledger", "Reader").objects
    readers.filter(name__in=["scorecard", "scorecard-files"]).update(seq=0)


class Migration(migrations.Migration):
    dependencies = [
        ("scorecard", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(read_again, migrations.RunPython.noop),
        migrations.RemoveField(model_name="generation", name="deals_file"),
        migrations.RemoveField(model_name="generation", name="visits_file"),
        migrations.AddField(model_name="generation", name="files", field=models.JSONField()),
        migrations.AddField(model_name="dealfact", name="close_on", field=models.DateField(null=True)),
        migrations.AddField(model_name="dealfact", name="organisation_id", field=models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="StateFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deal_id", models.BigIntegerField()),
                ("n", models.IntegerField()),
                ("from_on", models.DateTimeField(null=True)),
                ("to_on", models.DateTimeField(null=True)),
                ("stage", models.CharField(max_length=60, null=True)),
                ("status", models.CharField(max_length=7)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("base_minor", models.BigIntegerField(null=True)),
                ("close_on", models.DateField(null=True)),
                ("probability", models.FloatField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("deal_id", "n"), name="scorecard_statefact_n")],
            },
        ),
    ]
