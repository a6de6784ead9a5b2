"""Clocks as spans: their terms, pauses, extensions, and each time they were counted anew."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _fill(apps: Any, schema_editor: Any) -> None:
    """Terms of the clocks that run already, from the milestones of their policies."""
    clocks, milestones = apps.get_model("deadlines", "Clock"), apps.get_model("reference", "Milestone")
    for term in milestones.objects.all():
        rows = clocks.objects.filter(policy=term.policy_id, kind=term.kind)
        rows.update(amount=term.amount, unit=term.unit, warn_at=models.F("due_at"))
    clocks.objects.filter(warn_at=None).update(warn_at=models.F("due_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0003_part_of_a_letter"),
        ("deadlines", "0001_initial"),
        ("offices", "0001_initial"),
        ("reference", "0002_policy_regime"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("why", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ("started_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("resumed", "Снова идёт"),
                            ("extended", "Продлён"),
                            ("calendar", "Изменён календарь"),
                            ("undone", "Действие отменено"),
                        ],
                        max_length=8,
                    ),
                ),
                ("before", models.DateTimeField()),
                ("after", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_once",
        ),
        migrations.AddField(
            model_name="clock",
            name="amount",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="BodyHours",
            fields=[
                (
                    "body",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="offices.body",
                    ),
                ),
                (
                    "hours",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reference.officehours"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="clock",
            name="hours",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reference.officehours",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="extra_days",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="clock",
            name="ordinal",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="clock",
            name="paused_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="unit",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hours", "часов"),
                    ("working_hours", "рабочих часов"),
                    ("working_days", "рабочих дней"),
                    ("calendar_days", "календарных дней"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="warn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="clock",
            name="warn_at",
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name="clock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("registration", "Регистрация"),
                    ("forwarding", "Пересылка"),
                    ("reaction", "Первая реакция"),
                    ("answer", "Ответ"),
                    ("solution", "Решение"),
                    ("promise", "Обещание"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="policy",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reference.policy",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(condition=models.Q(("done_at", None)), fields=["id"], name="clock_open"),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(fields=("question", "kind", "ordinal"), name="clock_ordinal_once"),
        ),
        migrations.AddField(
            model_name="pause",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="deadlines.clock"
            ),
        ),
        migrations.AddField(
            model_name="recount",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recount",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="recounts", to="deadlines.clock"
            ),
        ),
    ]
