"""Goals, who answers for which number, alerts, the weekly mail, dashboards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scorecard', '0004_forecast'),
        ('workspace', '0003_roles_teams_shares_territories'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WeeklyMail',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('weekday', models.SmallIntegerField(null=True)),
                ('mailed_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Dashboard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('shared', models.CharField(max_length=7)),
                ('tiles', models.JSONField(default=list)),
                ('removed_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspace.team')),
            ],
        ),
        migrations.CreateModel(
            name='MetricOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=30, unique=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=30)),
                ('side', models.CharField(max_length=5)),
                ('value', models.BigIntegerField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=30)),
                ('side', models.CharField(max_length=5)),
                ('began_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('facts', models.JSONField()),
                ('raised_at', models.DateTimeField()),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('watch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='scorecard.watch')),
            ],
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=30)),
                ('period', models.CharField(max_length=7)),
                ('target', models.BigIntegerField()),
                ('since', models.DateField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspace.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('member__isnull', False), ('withdrawn_at', None)), fields=('metric', 'period', 'member'), name='scorecard_goal_of_member'), models.UniqueConstraint(condition=models.Q(('team__isnull', False), ('withdrawn_at', None)), fields=('metric', 'period', 'team'), name='scorecard_goal_of_team'), models.UniqueConstraint(condition=models.Q(('member', None), ('team', None), ('withdrawn_at', None)), fields=('metric', 'period'), name='scorecard_goal_of_company')],
            },
        ),
        migrations.AddConstraint(
            model_name='watch',
            constraint=models.UniqueConstraint(fields=('member', 'metric', 'side'), name='scorecard_watch_once'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(models.F('member'), models.F('raised_at'), name='scorecard_alert_of'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None), ('watch', None)), fields=('member', 'metric', 'side'), name='scorecard_alert_of_band'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None), ('watch__isnull', False)), fields=('watch',), name='scorecard_alert_of_watch'),
        ),
    ]
