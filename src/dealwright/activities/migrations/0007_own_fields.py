"""Tasks and activities have room for the company's own fields."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_lists")]

    operations = [
        migrations.AddField("activity", "fields", models.JSONField(default=dict)),
        migrations.AddField("task", "fields", models.JSONField(default=dict)),
    ]
