"""Figures of a period read the answers published in it by one index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("answers", "0011_approval_steps")]

    operations = [
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=models.Q(("kind", "final"), ("state", "published")),
                fields=["published_at", "body", "outcome"],
                name="answer_published",
            ),
        ),
    ]
