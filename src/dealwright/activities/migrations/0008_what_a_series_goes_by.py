"""A task that was put off keeps the day and time that its series goes by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0007_own_fields")]

    operations = [
        migrations.AddField("task", "series_on", models.DateField(null=True)),
        migrations.AddField("task", "series_time", models.TimeField(null=True)),
    ]
