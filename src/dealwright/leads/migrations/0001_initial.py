"""The tables of the leads."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """All of them."""

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('deals', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('cost_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(default='', max_length=3)),
                ('cost_from', models.DateField(null=True)),
                ('cost_until', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ScoreRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('condition', models.CharField(max_length=500)),
                ('points', models.IntegerField()),
                ('reason', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('cost_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(default='', max_length=3)),
                ('cost_from', models.DateField(null=True)),
                ('cost_until', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AssignmentRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField()),
                ('title', models.CharField(max_length=200)),
                ('condition', models.CharField(blank=True, default='', max_length=500)),
                ('method', models.CharField(max_length=12)),
                ('members', models.JSONField(default=list)),
                ('in_hours', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('method__in', ['member', 'round_robin', 'least_load', 'territory'])), name='leads_assignmentrule_method')],
            },
        ),
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('secret', models.CharField(max_length=120)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.campaign')),
                ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.source')),
            ],
        ),
        migrations.CreateModel(
            name='Knock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(models.F('key'), models.F('at'), name='leads_knock_key')],
            },
        ),
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300)),
                ('email', models.CharField(blank=True, default='', max_length=320)),
                ('phone', models.CharField(blank=True, default='', max_length=60)),
                ('organisation', models.CharField(blank=True, default='', max_length=300)),
                ('domain', models.CharField(blank=True, default='', max_length=253)),
                ('job_title', models.CharField(blank=True, default='', max_length=200)),
                ('country', models.CharField(blank=True, default='', max_length=120)),
                ('message', models.TextField(blank=True, default='')),
                ('fields', models.JSONField(default=dict)),
                ('medium', models.CharField(blank=True, default='', max_length=120)),
                ('first_touch_at', models.DateTimeField(null=True)),
                ('last_touch_at', models.DateTimeField(null=True)),
                ('touches', models.IntegerField(default=0)),
                ('status', models.CharField(default='new', max_length=12)),
                ('status_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, default='', max_length=60)),
                ('back_on', models.DateField(null=True)),
                ('score', models.IntegerField(default=0)),
                ('reasons', models.JSONField(default=list)),
                ('consent', models.TextField(blank=True, default='')),
                ('consent_at', models.DateTimeField(null=True)),
                ('first_contact_at', models.DateTimeField(null=True)),
                ('external_id', models.CharField(max_length=200, null=True)),
                ('revision', models.IntegerField(default=1)),
                ('import_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.campaign')),
                ('last_campaign', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.campaign')),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referred_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.person')),
                ('last_source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.source')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.source')),
            ],
        ),
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('intro', models.TextField(blank=True, default='')),
                ('fields', models.JSONField(default=list)),
                ('consent', models.TextField(blank=True, default='')),
                ('consent_required', models.BooleanField(default=True)),
                ('thanks', models.TextField(blank=True, default='')),
                ('button', models.CharField(default='Send', max_length=60)),
                ('confirms', models.BooleanField(default=False)),
                ('sites', models.JSONField(default=list)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revision', models.IntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.campaign')),
                ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.source')),
            ],
        ),
        migrations.AddField(
            model_name='campaign',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.source'),
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField()),
                ('address', models.CharField(blank=True, default='', max_length=45)),
                ('given', models.JSONField(default=dict)),
                ('came', models.JSONField(default=dict)),
                ('consent', models.TextField(blank=True, default='')),
                ('hash', models.CharField(max_length=64, null=True, unique=True)),
                ('secret', models.CharField(blank=True, default='', max_length=64)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_from', models.CharField(blank=True, default='', max_length=45)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.form')),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='leads.lead')),
            ],
        ),
        migrations.CreateModel(
            name='Touch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('medium', models.CharField(blank=True, default='', max_length=120)),
                ('address', models.CharField(blank=True, default='', max_length=1000)),
                ('utm', models.JSONField(default=dict)),
                ('campaign', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.campaign')),
                ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
                ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.source')),
            ],
        ),
        migrations.CreateModel(
            name='Conversion',
            fields=[
                ('lead', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='conversion', serialize=False, to='leads.lead')),
                ('made', models.JSONField(default=list)),
                ('carried', models.JSONField(default=dict)),
                ('was_status', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deals.deal')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.person')),
            ],
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, default='', max_length=200)),
                ('why', models.TextField()),
                ('candidates', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='leads.assignmentrule')),
                ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
            ],
            options={
                'indexes': [models.Index(models.F('lead'), models.F('id'), name='leads_assignment_lead'), models.Index(models.F('rule'), models.F('id'), name='leads_assignment_rule')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concept', models.CharField(max_length=60)),
                ('framework', models.CharField(max_length=60)),
                ('element', models.CharField(max_length=60)),
                ('strength', models.IntegerField()),
                ('text', models.TextField()),
                ('link', models.CharField(blank=True, default='', max_length=1000)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lead', 'concept'), name='leads_answer_concept'), models.CheckConstraint(condition=models.Q(('strength__gte', 0), ('strength__lte', 3)), name='leads_answer_strength')],
            },
        ),
        migrations.CreateModel(
            name='HookMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('leads', models.IntegerField(default=0)),
                ('hook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.hook')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hook', 'message'), name='leads_hookmessage_once')],
            },
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(models.F('score'), models.F('id'), condition=models.Q(('status__in', ['new', 'working', 'qualified'])), name='leads_lead_inbox'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(models.F('owner'), models.F('score'), models.F('id'), condition=models.Q(('status__in', ['new', 'working', 'qualified'])), name='leads_lead_of_owner'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(models.F('status'), models.F('id'), name='leads_lead_by_status'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(models.F('name'), models.F('id'), name='leads_lead_name'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(models.F('email'), name='leads_lead_email'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(models.F('created_at'), models.F('id'), name='leads_lead_created'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(models.F('back_on'), condition=models.Q(('status', 'recycled')), name='leads_lead_back'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(models.F('import_id'), condition=models.Q(('import_id__isnull', False)), name='leads_lead_import'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.UniqueConstraint(fields=('external_id',), name='leads_lead_external'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['new', 'working', 'qualified', 'converted', 'disqualified', 'recycled'])), name='leads_lead_status'),
        ),
        migrations.AddIndex(
            model_name='touch',
            index=models.Index(models.F('lead'), models.F('at'), name='leads_touch_lead'),
        ),
    ]
