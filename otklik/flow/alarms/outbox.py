"""Which reminders go by e-mail: those of people with an address, where a mail server is set."""

from collections.abc import Sequence

from otklik.flow.models import Reminder
from otklik.gateways import mail
from otklik.offices.models import Person


def mailed(reminders: Sequence[Reminder]) -> list[Reminder]:
    """The reminders, without e-mail where it can't reach; one query at most."""
    ids = {reminder.person_id for reminder in reminders if reminder.mail}
    has_server = mail.server() is not None
    with_address = (
        set(Person.objects.filter(pk__in=ids).exclude(email="").values_list("pk", flat=True)) if has_server else set()
    )
    for reminder in reminders:
        if reminder.person_id not in with_address:
            reminder.mail = Reminder.Mail.NONE
    return list(reminders)
