"""Who is away, and who stands in for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from otklik.offices.actions import OfficeError, record
from otklik.offices.models import Absence, Person

_LONGEST = 20


@dataclass(frozen=True, slots=True)
class StandIns:
    """Who is away on one day: person -> deputy, None where nobody stands in."""

    deputies: dict[int, int | None]

    def chain(self, person_id: int) -> tuple[int, ...]:
        """Those who stand in for a person in turn, each for the one before; empty where the person is here."""
        found: list[int] = []
        seen, at = {person_id}, self.deputies.get(person_id)
        while at is not None and at not in seen:
            found.append(at)
            seen.add(at)
            at = self.deputies.get(at)
        return tuple(found)

    def is_away(self, person_id: int) -> bool:
        return person_id in self.deputies


def on(day: date) -> StandIns:
    """Who is away on `day`. One query."""
    rows = Absence.objects.filter(since__lte=day, until__gte=day).order_by("pk")
    return StandIns(dict(rows.values_list("person_id", "deputy_id")))


def planned(day: date, person: Person | None = None) -> list[Absence]:
    """Absences that go on or lie ahead on `day`, of all or of one person, the nearest first."""
    rows = Absence.objects.filter(until__gte=day).select_related("person", "deputy", "by")
    return list(rows.filter(person=person) if person else rows)


@transaction.atomic
def save_absence(
    *, person: Person, since: date, until: date, deputy: Person | None, note: str, by: Person, at: datetime
) -> Absence:
    """A person will be away, both days included.

    Raises OfficeError (Russian): the days are in the wrong order or all past, the person is away already then, the
    deputy is the person, does not work here, or stands in a circle.
    """
    _check_days(person, since, until, at.date())
    if deputy is not None:
        _check_deputy(person, deputy, since, until)
    kept = Absence.objects.create(
        person=person, since=since, until=until, deputy=deputy, note=note.strip()[:200], by=by, at=at
    )
    record(subject="absence", key=person.login, before=None, after=_told(kept), by=by, at=at)
    return kept


@transaction.atomic
def drop_absence(absence: Absence, *, by: Person, at: datetime) -> None:
    """The person is here after all; what was told to the deputy stays with the deputy."""
    record(subject="absence", key=absence.person.login, before=_told(absence), after=None, by=by, at=at)
    absence.delete()


def _check_days(person: Person, since: date, until: date, today: date) -> None:
    if until < since:
        raise OfficeError(f"Последний день {until:%d.%m.%Y} раньше первого {since:%d.%m.%Y}: поменяйте их местами.")
    if until < today:
        raise OfficeError(f"Отсутствие кончилось {until:%d.%m.%Y}: укажите дни впереди.")
    other = Absence.objects.filter(person=person, since__lte=until, until__gte=since).first()
    if other:
        days = f"с {other.since:%d.%m.%Y} по {other.until:%d.%m.%Y}"
        raise OfficeError(f"На эти дни уже отмечено отсутствие {days}: удалите его прежде.")


def _check_deputy(person: Person, deputy: Person, since: date, until: date) -> None:
    if not deputy.is_active:
        raise OfficeError(f"{deputy} больше не работает: выберите другого заместителя.")
    circle = _circle([person, deputy], since, until)
    if circle:
        names = " → ".join(str(one) for one in circle)
        raise OfficeError(f"Замещение идёт по кругу: {names}. Выберите того, кто в эти дни на месте.")


def _circle(chain: Sequence[Person], since: date, until: date) -> Sequence[Person]:
    """The chain of deputies that comes back to the first person on some day from `since` to `until`, or nothing."""
    if chain[-1].pk == chain[0].pk:
        return chain
    if len(chain) > _LONGEST:
        return ()
    away = Absence.objects.filter(person=chain[-1], since__lte=until, until__gte=since, deputy__isnull=False)
    for absence in away.select_related("deputy"):
        deputy = absence.deputy
        if deputy is None or _is_in(deputy, chain[1:]):
            continue
        found = _circle([*chain, deputy], max(since, absence.since), min(until, absence.until))
        if found:
            return found
    return ()


def _is_in(person: Person, chain: Collection[Person]) -> bool:
    return any(person.pk == one.pk for one in chain)


def _told(absence: Absence) -> dict[str, object]:
    return {
        "since": str(absence.since), "until": str(absence.until),
        "deputy": absence.deputy.login if absence.deputy else "",
    }  # fmt: skip
