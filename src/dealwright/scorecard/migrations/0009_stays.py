"""Files tell what follows from the order of a deal's stays: those written before are given up, and written anew."""

from django.db import migrations


def give_up(apps, schema_editor):
    apps.get_model("scorecard", "Generation").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("scorecard", "0008_demos_and_proposals")]

    operations = [migrations.RunPython(give_up, migrations.RunPython.noop)]
