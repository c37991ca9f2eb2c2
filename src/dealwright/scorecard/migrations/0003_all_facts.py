"""Facts tell of leads, activities and costs, too; what was read before is read again from the ledger."""

from django.db import migrations, models


def read_again(apps, schema_editor):
    for table in ("VisitFact", "StateFact", "DealFact", "Generation"):
        apps.get_model("scorecard", table).objects.all().delete()
    readers = apps.get_model("ledger", "Reader").objects
    readers.filter(name__in=["scorecard", "scorecard-files"]).update(seq=0)


class Migration(migrations.Migration):

    dependencies = [
        ('scorecard', '0002_states'),
    ]

    operations = [
        migrations.RunPython(read_again, migrations.RunPython.noop),
        migrations.CreateModel(
            name='SpendFact',
            fields=[
                ('spend_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('campaign', models.BooleanField()),
                ('cost_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(max_length=3, null=True)),
                ('status', models.CharField(max_length=7)),
                ('seq', models.BigIntegerField()),
            ],
        ),
        migrations.RenameField(
            model_name='generation',
            old_name='deals',
            new_name='records',
        ),
        migrations.CreateModel(
            name='ActivityFact',
            fields=[
                ('activity_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('member_id', models.BigIntegerField(null=True)),
                ('deal_id', models.BigIntegerField(null=True)),
                ('lead_id', models.BigIntegerField(null=True)),
                ('outcome', models.CharField(max_length=60, null=True)),
                ('minutes', models.IntegerField(null=True)),
                ('status', models.CharField(max_length=7)),
                ('seq', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(models.F('seq'), name='scorecard_activityfact_seq')],
            },
        ),
        migrations.CreateModel(
            name='LeadFact',
            fields=[
                ('lead_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('status', models.CharField(max_length=12)),
                ('was', models.CharField(max_length=12, null=True)),
                ('owner_id', models.BigIntegerField(null=True)),
                ('source', models.CharField(max_length=120, null=True)),
                ('campaign', models.CharField(max_length=200, null=True)),
                ('last_source', models.CharField(max_length=120, null=True)),
                ('last_campaign', models.CharField(max_length=200, null=True)),
                ('created_on', models.DateTimeField()),
                ('qualified_on', models.DateTimeField(null=True)),
                ('converted_on', models.DateTimeField(null=True)),
                ('disqualified_on', models.DateTimeField(null=True)),
                ('reason', models.CharField(max_length=60, null=True)),
                ('deal_id', models.BigIntegerField(null=True)),
                ('seq', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(models.F('seq'), name='scorecard_leadfact_seq')],
            },
        ),
        migrations.CreateModel(
            name='TouchFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead_id', models.BigIntegerField()),
                ('n', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('source', models.CharField(max_length=120, null=True)),
                ('campaign', models.CharField(max_length=200, null=True)),
                ('medium', models.CharField(max_length=120, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lead_id', 'n'), name='scorecard_touchfact_n')],
            },
        ),
    ]
