"""What was put under control on cards before promises had rows of their own gets its rows."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def take_up(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    promise, event = apps.get_model("answers", "Promise"), apps.get_model("appeals", "Event")
    told = {one.what["clock"]: one for one in event.objects.filter(kind="promised") if one.what.get("clock")}
    for clock in apps.get_model("deadlines", "Clock").objects.filter(kind="promise").select_related("question"):
        one = told.get(clock.pk)
        late = clock.done_at is not None and clock.done_at > clock.due_at
        promise.objects.get_or_create(
            clock=clock,
            defaults={
                "question": clock.question,
                "body_id": clock.question.body_id,
                "words": (one.what.get("text", "") if one else "")[:300],
                "due_at": clock.due_at,
                "verdict": "" if clock.done_at is None else "broken" if late else "kept",
                "said_at": clock.done_at,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0008_promises_and_likeness"),
        ("appeals", "0008_assignee"),
    ]
    operations = [migrations.RunPython(take_up, migrations.RunPython.noop)]
