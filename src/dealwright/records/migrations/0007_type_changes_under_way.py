from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("records", "0006_quality")]

    operations = [
        migrations.AddField("typechange", "becomes", models.JSONField(default=dict)),
        migrations.AddField("typechange", "task", models.CharField(blank=True, default="", max_length=4)),
        migrations.AddField("typechange", "count", models.IntegerField(default=0)),
        migrations.AddField("typechange", "finished", models.IntegerField(default=0)),
        migrations.AddField("typechange", "converted", models.IntegerField(default=0)),
        migrations.AddField("typechange", "last_id", models.BigIntegerField(default=0)),
    ]
