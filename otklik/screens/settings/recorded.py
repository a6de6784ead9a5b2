"""A write of the reference books and its line in the history, in one transaction."""

from collections.abc import Callable

from django.db import transaction

from otklik.offices import actions
from otklik.offices.models import Person
from otklik.reference.rules import Changed


def recorded(write: Callable[[], Changed], *, by: Person) -> Changed:
    """Do `write` and keep what it changed in the history of settings; what it raises passes through."""
    with transaction.atomic():
        changed = write()
        actions.record(
            subject=changed.subject,
            key=changed.key[:100],
            before=dict(changed.before) if changed.before is not None else None,
            after=dict(changed.after) if changed.after is not None else None,
            by=by,
            at=changed.at,
        )
    return changed
