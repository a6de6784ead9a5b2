"""What the measures of quality count by: heads apart from the JSON, ranks of choices, blind markings, the stake."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Copy the first proposals out of the JSON, and by which head the machine decided what still stands."""
    suggestion, reading = apps.get_model("triage", "Suggestion"), apps.get_model("triage", "Reading")
    rows = suggestion.objects.select_related("question__appeal", "question__topic").order_by("pk")
    batch = []
    for row in rows.iterator(chunk_size=2000):
        batch.append(told(reading, row))
        if len(batch) == 2000:
            reading.objects.bulk_create(batch)
            batch = []
    reading.objects.bulk_create(batch)


def told(reading: Any, row: Any) -> Any:
    first = {head: (row.proposals.get(head) or [["", "", 0.0]])[0] for head in ("group", "theme")}
    topic = row.question.topic.code if row.question.topic else None
    head = "theme" if topic == first["theme"][0] else "group" if topic == first["group"][0] else ""
    decided = {"machine": head, "source": "source"}.get(row.question.decided_by, "")
    return reading(
        question_id=row.pk,
        at=row.at,
        model_version=row.model_version,
        channel=row.question.appeal.channel,
        group_code=first["group"][0],
        group_sure=first["group"][2],
        theme_code=first["theme"][0],
        theme_sure=first["theme"][2],
        decided=decided,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0002_append_only"),
        ("reference", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("triage", "0002_same_matter"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="appeals.question",
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("model_version", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=20)),
                ("group_code", models.CharField(blank=True, max_length=40)),
                ("group_sure", models.FloatField(default=0)),
                ("theme_code", models.CharField(blank=True, max_length=40)),
                ("theme_sure", models.FloatField(default=0)),
                ("decided", models.CharField(blank=True, max_length=6)),
            ],
        ),
        migrations.AddField("decision", "group_rank", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("decision", "theme_rank", models.PositiveSmallIntegerField(null=True)),
        migrations.CreateModel(
            name="Marking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("check", "Проверка машины"), ("second", "Вторая разметка")], max_length=6
                    ),
                ),
                ("chance", models.FloatField()),
                ("asked_at", models.DateTimeField()),
                ("at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_topic",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reference.topic"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="appeals.question"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reference.topic"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("at", None)), fields=["asked_at"], name="marking_open")],
                "constraints": [models.UniqueConstraint(fields=("question", "kind"), name="marking_once")],
            },
        ),
        migrations.CreateModel(
            name="Stake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("manual_min", models.FloatField()),
                ("error_min", models.FloatField()),
                ("check_share", models.FloatField()),
                ("source", models.CharField(max_length=300)),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
