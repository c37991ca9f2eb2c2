"""What was found by looking through all past deals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table of studies."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("deals", "0005_moved_over_to_a_version"),
    ]
    operations = [
        migrations.CreateModel(
            name="Study",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("process", models.CharField(max_length=60)),
                ("text", models.TextField(blank=True, default="")),
                ("asked_at", models.DateTimeField()),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                ("found", models.JSONField(null=True)),
                ("fault", models.TextField(blank=True, default="")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["by", "kind", "process", "id"], name="deals_study_of_member")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["replay", "conformance"])), name="deals_study_kind"
                    )
                ],
            },
        ),
    ]
