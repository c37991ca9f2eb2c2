"""Facts tell which tasks count as a demo or a proposal once they are done; files without that are written anew."""

from django.db import migrations, models


def give_up(apps, schema_editor):
    apps.get_model("scorecard", "Generation").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("scorecard", "0009_stays")]

    operations = [
        migrations.RunPython(give_up, migrations.RunPython.noop),
        migrations.AddField(model_name="signfact", name="counts_as", field=models.CharField(max_length=8, null=True)),
        migrations.AddField(model_name="signfact", name="outcome", field=models.CharField(max_length=12, null=True)),
    ]
