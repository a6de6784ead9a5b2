"""Secret addresses of calendars: made anew by their person, kept only as digests."""

import hashlib
import secrets
from datetime import datetime

from otklik.offices.models import CalendarKey, Person

_BYTES = 24


def renew(person: Person, *, at: datetime) -> str:
    """A new secret of 32 letters; the one before opens nothing any more. It can't be shown a second time."""
    token = secrets.token_urlsafe(_BYTES)
    CalendarKey.objects.update_or_create(person=person, defaults={"digest": _digest(token), "made_at": at})
    return token


def made_at(person: Person) -> datetime | None:
    """When the secret in use was made; None before the first."""
    return CalendarKey.objects.filter(person=person).values_list("made_at", flat=True).first()


def owner(token: str) -> Person | None:
    """Whose secret this is, unless the person was switched off."""
    found = CalendarKey.objects.filter(digest=_digest(token), person__is_active=True).select_related("person").first()
    return found.person if found else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
