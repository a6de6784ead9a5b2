"""Events are append-only by the database's own word."""

from django.db import migrations

from otklik.appeals.guard import put_up, take_down


class Migration(migrations.Migration):
    dependencies = [("appeals", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
