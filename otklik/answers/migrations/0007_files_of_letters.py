from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("answers", "0006_lease_and_asides")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="is_personal",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="lettertemplate",
            name="file_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="lettertemplate",
            name="purpose",
            field=models.CharField(
                choices=[("letter", "Письмо заявителю"), ("act", "Проект акта")], default="letter", max_length=6
            ),
        ),
    ]
