"""A file of places put in force with its line in the history: one way for the page and for the command."""

from datetime import datetime

from django.db import transaction

from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.places import load
from otklik.reference.places.load import PlacesFile
from otklik.reference.places.plan import Plan


def put_in_force(file: PlacesFile, *, skip_flawed: bool, by: Person | None, at: datetime) -> Plan:
    """Write what the file changes and what is told of it, both or neither; what was done.

    Raises ReferenceRefused with the flaws of the file, unless `skip_flawed` asks for its good rows.
    """
    with transaction.atomic():
        made, changed = load.put_in_force(file, skip_flawed=skip_flawed, by=by, at=at)
        if changed is not None:
            offices.record(subject=changed.subject, key=changed.key, before=None, after=changed.after, by=by, at=at)
    return made
