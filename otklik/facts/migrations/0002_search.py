"""The index of words, in the engine of the database."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from otklik.facts.search import INDEX


def create(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in INDEX.statements(editor.connection.vendor):
        editor.execute(statement)


def drop(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE facts_search")


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
