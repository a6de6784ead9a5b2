"""The database itself refuses to change or delete an event."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SQLITE = """CREATE TRIGGER appeals_event_no_{verb} BEFORE {verb} ON appeals_event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"""
_POSTGRES = (
    """CREATE FUNCTION appeals_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$""",
    """CREATE TRIGGER appeals_event_append_only BEFORE UPDATE OR DELETE ON appeals_event
FOR EACH ROW EXECUTE FUNCTION appeals_event_refuse()""",
)


def put_up(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers, in the words of the database in use."""
    if editor.connection.vendor == "postgresql":
        for statement in _POSTGRES:
            editor.execute(statement)
    else:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(verb=verb))


def take_down(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION appeals_event_refuse() CASCADE")
    else:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER appeals_event_no_{verb}")
