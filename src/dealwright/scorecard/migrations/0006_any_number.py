"""Goals, watches and alerts of any number: of those told by stage, reason or source, of one of them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scorecard', '0005_goals_alerts_digest_dashboards'),
    ]

    operations = [
        migrations.AlterField(
            model_name='goal',
            name='metric',
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name='watch',
            name='metric',
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name='alert',
            name='metric',
            field=models.CharField(max_length=160),
        ),
    ]
