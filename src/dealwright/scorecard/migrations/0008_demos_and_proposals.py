"""Facts tell which stays count as a demo or a proposal; what was read before is read again from the ledger."""

from django.db import migrations, models


def read_again(apps, schema_editor):
    for table in ("VisitFact", "StateFact", "DealFact", "Generation"):
        apps.get_model("scorecard", table).objects.all().delete()
    for table in ("ActivityFact", "SignFact", "LeadFact", "TouchFact", "SpendFact"):
        apps.get_model("scorecard", table).objects.all().delete()
    readers = apps.get_model("ledger", "Reader").objects
    readers.filter(name__in=["scorecard", "scorecard-files"]).update(seq=0)


class Migration(migrations.Migration):
    dependencies = [("scorecard", "0007_whose_turn"), ("ledger", "0002_append_only")]

    operations = [
        migrations.RunPython(read_again, migrations.RunPython.noop),
        migrations.AddField(model_name="visitfact", name="counts_as", field=models.CharField(max_length=8, null=True)),
    ]
