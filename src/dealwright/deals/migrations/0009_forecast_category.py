"""Every deal has a forecast category; those that are there have the one that their stage's probability says."""

import yaml
from django.conf import settings
from django.db import migrations, models

LEAST = ((75, "commit"), (50, "best_case"), (1, "pipeline"), (0, "omitted"))


def by_stage(apps, schema_editor):
    """No stage of a published version says anything else yet; what is new in the table stands as pipeline already."""
    deals = apps.get_model("deals", "Deal").objects.using(schema_editor.connection.alias)
    versions = apps.get_model("processes", "Version").objects.using(schema_editor.connection.alias)
    for version_id, resolved, text in versions.values_list("id", "resolved", "text"):
        for stage in yaml.safe_load(resolved or text)["stages"]:
            category = next(name for least, name in LEAST if int(stage["probability"]) >= least)
            if category != "pipeline":
                deals.filter(version_id=version_id, stage=stage["key"]).update(forecast_category=category)


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0008_every_filter_has_an_index"),
        ("processes", "0003_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="deal",
            name="forecast_category",
            field=models.CharField(db_default="pipeline", default="pipeline", max_length=9),
        ),
        migrations.RunPython(by_stage, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(models.F("forecast_category"), models.F("id"), name="deals_deal_forecast"),
        ),
    ]
