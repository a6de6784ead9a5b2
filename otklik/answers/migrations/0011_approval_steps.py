import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0010_senders"),
        ("reference", "0003_places_from_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="excuses",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="approval",
            name="amount",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="approval",
            name="hours",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="reference.officehours",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="approval",
            name="step",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="approval",
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
            model_name="approvalrule",
            name="tells",
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
