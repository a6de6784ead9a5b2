"""E-mails of the ladder: one to a person for each time of the day, an urgent one at once; each leaves once.

A digest is claimed by one update before it is sent. A worker killed after the server took the letter and before it was
written down leaves the claim behind; when it runs out the same letter goes again under the same Message-ID, by which
mail systems know a copy. Nearer to once than that SMTP does not let anyone come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from django.db import transaction
from django.utils import timezone

from otklik.deadlines import worktime
from otklik.deadlines.models import Clock
from otklik.flow.alarms import ladder
from otklik.flow.alarms.digest_text import written
from otklik.flow.alarms.ladder import Ground
from otklik.flow.models import Digest, Ladder, Reminder
from otklik.gateways import mail
from otklik.offices.models import Person
from otklik.reference import queries as reference
from otklik.reference.models import Territory

# How long a try may take before another worker may think it dead.
CLAIM = timedelta(minutes=10)
# After so long each next try; then the digest has failed and `otklik doctor` tells of it.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
_BATCH = 200
State = Digest.State


@dataclass(frozen=True, slots=True)
class Posted:
    """What a round did: e-mails sent, put off, given up."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


def post(at: datetime) -> Posted:
    """Gather what waits and send what is due; safe to repeat, to be killed, and to run twice at once."""
    server = mail.server()
    if server is None:
        return Posted()
    gather(at)
    outcomes: list[str] = []
    for digest in _due(at):
        if not _is_claimed(digest, at):
            continue
        failure = _try(digest, server)
        outcomes.append(_settle(digest, failure, at))
        if failure and failure.is_server:
            break
    return Posted(outcomes.count(State.SENT), outcomes.count(State.WAITING), outcomes.count(State.FAILED))


@transaction.atomic
def gather(at: datetime) -> int:
    """Put waiting reminders into digests: the urgent ones in office hours, the others at the times of the day."""
    kept = Ladder.objects.select_for_update().first()
    waiting = list(Reminder.objects.filter(mail__in=("digest", "now")).order_by("person_id", "pk"))
    if kept is None or not waiting or not (ground := _ground(kept)):
        return 0
    waiting = _without_needless(waiting)
    zones, made = _zones({reminder.person_id for reminder in waiting}), 0
    is_working = ladder.is_working(at, ground)
    for person_id, own in _by_person(waiting).items():
        urgent = [reminder for reminder in own if reminder.mail == "now"] if is_working else []
        slot = _slot(kept.slots, at, ground, zones[person_id])
        usual = [reminder for reminder in own if reminder.mail == "digest" and slot and reminder.at <= slot]
        made += _laid(person_id, None, urgent, at) + _laid(person_id, slot, usual, at)
    return made


def failures() -> Sequence[Digest]:
    """E-mails that were given up, the newest first."""
    return list(Digest.objects.filter(state=State.FAILED).order_by("-created_at")[:_BATCH])


def _without_needless(waiting: Sequence[Reminder]) -> list[Reminder]:
    """What still has to be told: of a term that is done or stands nobody needs an e-mail."""
    clocks = {reminder.clock_id for reminder in waiting if reminder.clock_id}
    running = set(Clock.objects.filter(pk__in=clocks, done_at=None, paused_at=None).values_list("pk", flat=True))
    # What is told of no term, such as of an approval, stays told.
    needless = {reminder.pk for reminder in waiting if reminder.clock_id and reminder.clock_id not in running}
    Reminder.objects.filter(pk__in=needless).update(mail=Reminder.Mail.DROPPED)
    return [reminder for reminder in waiting if reminder.pk not in needless]


def _by_person(waiting: Sequence[Reminder]) -> Mapping[int, list[Reminder]]:
    found: dict[int, list[Reminder]] = {}
    for reminder in waiting:
        found.setdefault(reminder.person_id, []).append(reminder)
    return found


def _laid(person_id: int, slot: datetime | None, reminders: Sequence[Reminder], at: datetime) -> int:
    if not reminders:
        return 0
    if slot and Digest.objects.filter(person=person_id, slot_at=slot).exists():
        return 0
    digest = Digest.objects.create(person_id=person_id, slot_at=slot, created_at=at, try_after=at)
    numbers = [reminder.pk for reminder in reminders]
    Reminder.objects.filter(pk__in=numbers).update(mail=Reminder.Mail.GIVEN, digest=digest)
    return 1


def _slot(slots: Iterable[str], at: datetime, ground: Ground, zone: tzinfo) -> datetime | None:
    """The latest time of the digest that has come today in the person's zone; None on a day off."""
    local = at.astimezone(zone)
    if not worktime.day_intervals(local.date(), ground.calendar, ground.hours):
        return None
    moments = (datetime.combine(local.date(), time.fromisoformat(slot), tzinfo=zone) for slot in slots)
    return max((moment for moment in moments if moment <= at), default=None)


def _ground(kept: Ladder) -> Ground | None:
    hours = reference.hours_by_id()
    own = hours.get(kept.hours_id or 0) or next(iter(hours.values()), None)
    return Ground(reference.calendar(), own, timezone.get_default_timezone()) if own else None


def _zones(people: set[int]) -> dict[int, tzinfo]:
    """The zone of each person: that of the first territory of their body, else the server's."""
    codes = {
        person.pk: (person.body.territory_codes or [""])[0] if person.body else ""
        for person in Person.objects.filter(pk__in=people).select_related("body")
    }
    numbers = dict(Territory.objects.filter(code__in=set(codes.values())).values_list("code", "pk"))
    places = reference.places(set(numbers.values()))
    own = timezone.get_default_timezone()
    return {person: places[numbers[code]].zone if code in numbers else own for person, code in codes.items()}


def _due(at: datetime) -> list[Digest]:
    rows = Digest.objects.filter(state__in=(State.WAITING, State.SENDING), try_after__lte=at)
    return list(rows.select_related("person").order_by("try_after", "pk")[:_BATCH])


def _is_claimed(digest: Digest, at: datetime) -> bool:
    """Whether this worker alone may send it now."""
    mine = Digest.objects.filter(pk=digest.pk, state=digest.state, try_after=digest.try_after)
    return bool(mine.update(state=State.SENDING, try_after=at + CLAIM, tries=digest.tries + 1))


def _try(digest: Digest, server: mail.Server) -> mail.Unsent | None:
    try:
        mail.send(written(digest), server)
    except mail.Unsent as failure:
        return failure
    return None


def _settle(digest: Digest, failure: mail.Unsent | None, at: datetime) -> str:
    row = Digest.objects.filter(pk=digest.pk)
    if failure is None:
        row.update(state=State.SENT, sent_at=at, failure="")
        return State.SENT
    # The first try is `tries` 0 as it was read before the claim.
    wait = BACK_OFF[digest.tries] if digest.tries < len(BACK_OFF) else None
    state = State.FAILED if failure.is_final or wait is None else State.WAITING
    row.update(state=state, failure=str(failure)[:300], try_after=at + (wait or timedelta()))
    return state
