"""What a policy says beside its terms: pauses, extension, risk, season, photo."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="extension_days",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="policy",
            name="may_pause",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="policy",
            name="needs_photo",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="policy",
            name="season_from",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name="policy",
            name="season_to",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name="policy",
            name="warn_percent",
            field=models.PositiveSmallIntegerField(default=25),
        ),
    ]
