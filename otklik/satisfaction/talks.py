"""The talks of a survey, one operator to one person: who is called next, and what came of a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from otklik.answers.models import Answer
from otklik.deadlines import queries as deadlines
from otklik.deadlines import worktime
from otklik.offices.models import Person
from otklik.reference import queries as reference
from otklik.reference.models import OfficeHours
from otklik.reference.rules import YearNotLoaded, read_hours
from otklik.satisfaction import scripts, surveys
from otklik.satisfaction.models import Rating, Survey, Talk

LEASE = timedelta(minutes=20)
"""So long a person is one operator's alone; renewed by each act on the talk."""
_LOOKED_AT = 200
State = Talk.State
Visible = QuerySet | None


class TalkError(ValueError):
    """A talk that can't be held so; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why nobody is given to call now: how many wait for their hour, and when the first of them may be called."""

    waiting: int
    first_at: datetime | None


def next_talk(survey: Survey, *, by: Person, at: datetime, visible: Visible = None) -> Talk | Waiting:
    """The talk that this operator has in hand, else the next to be called; nobody else is given it for LEASE.

    Bodies that lack most of their quota come first. Two operators who ask at once get two people.
    """
    if survey.ended_at is not None:
        raise TalkError("Опрос закончен: звонить больше не нужно.")
    with transaction.atomic():
        rows = Talk.objects.select_for_update().filter(survey=survey, state=State.WAITING)
        if visible is not None:
            rows = rows.filter(question__in=visible)
        mine = rows.filter(held_by=by, held_until__gt=at).order_by("held_until").first()
        found = mine or _first(survey, rows, at)
        if found is None:
            return _why_nobody(survey, rows, at)
        Talk.objects.filter(pk=found.pk).update(held_by=by, held_until=at + LEASE)
    return Talk.objects.select_related("question__appeal", "question__territory", "body", "answer").get(pk=found.pk)


def held(talk_id: int, *, by: Person, at: datetime) -> Talk:
    """A talk that this operator has in hand, locked, its lease renewed. Inside a transaction. Raises TalkError."""
    talk = Talk.objects.select_for_update().select_related("survey").filter(pk=talk_id).first()
    if talk is None:
        raise TalkError("Такого разговора нет: вернитесь к опросу.")
    if talk.state != State.WAITING:
        raise TalkError(f"Разговор уже записан: «{talk.get_state_display().lower()}».")
    if talk.survey.ended_at is not None:
        raise TalkError("Опрос закончен: разговор не записан.")
    if talk.held_by_id != by.pk and talk.held_until and talk.held_until > at:
        raise TalkError("Этого человека сейчас опрашивает другой оператор: возьмите следующего.")
    Talk.objects.filter(pk=talk.pk).update(held_by=by, held_until=at + LEASE)
    talk.held_by, talk.held_until = by, at + LEASE
    return talk


@transaction.atomic
def let_go(talk_id: int, *, by: Person, at: datetime) -> None:
    """Give a talk back untouched: another operator may call."""
    talk = held(talk_id, by=by, at=at)
    _keep(talk, held_by=None, held_until=None)


@transaction.atomic
def unreached(talk_id: int, *, by: Person, at: datetime) -> Talk:
    """Nobody answered: tried again after the pause of the survey; after the last try a spare stands in."""
    talk = held(talk_id, by=by, at=at)
    tries = talk.tries + 1
    if tries >= talk.survey.attempts:
        _end(talk, State.UNREACHED, by=by, at=at, tries=tries)
    else:
        after = at + timedelta(minutes=talk.survey.pause_minutes)
        _keep(talk, tries=tries, call_after=after, held_by=None, held_until=None)
    return talk


@transaction.atomic
def later(talk_id: int, *, when: datetime, by: Person, at: datetime) -> Talk:
    """The person asked to be called at another time; it counts as no try. Raises TalkError for a time that is past."""
    talk = held(talk_id, by=by, at=at)
    if when <= at:
        raise TalkError("Время перезвонить уже прошло: выберите час впереди.")
    _keep(talk, call_after=when, held_by=None, held_until=None)
    return talk


@transaction.atomic
def refused(talk_id: int, *, by: Person, at: datetime) -> Talk:
    """The person does not want to talk: they are not called again, a spare stands in."""
    talk = held(talk_id, by=by, at=at)
    _end(talk, State.REFUSED, by=by, at=at, tries=talk.tries + 1)
    return talk


def done(talk: Talk, given: Mapping[str, str], *, rating: Rating | None, by: Person, at: datetime) -> None:
    """Put down a talk that was held; `talk` comes from `held`, `given` from scripts.protocol, in one transaction."""
    is_claimed = talk.answer is not None and talk.answer.outcome == Answer.Outcome.SOLVED
    solved = scripts.is_solved(given)
    is_false = None if solved is None or not is_claimed else not solved
    _keep(
        talk, state=State.DONE, protocol=dict(given), is_false_closure=is_false, rating=rating, tries=talk.tries + 1,
        done_at=at, done_by=by, held_by=None, held_until=None,
    )  # fmt: skip


def opens_at(survey: Survey, territory_id: int | None, at: datetime) -> datetime | None:
    """When a person of this place may be called: `at` itself where it is open now, None where the calendar ends."""
    if survey.hours is None:
        return at
    try:
        return _opening(survey.hours, deadlines.zone_of(territory_id), at)
    except YearNotLoaded:
        return None


def _opening(row: OfficeHours, zone: tzinfo, at: datetime) -> datetime:
    """`at` where the office works, else the next time it opens. Raises YearNotLoaded."""
    hours = read_hours(row.code, row.week, row.short_day_cut_min)
    # Nothing is added: a moment outside of office time moves to the next opening, one inside loses its fraction.
    opening = worktime.add_working_seconds(at, 0, calendar=reference.calendar(), hours=hours, zone=zone)
    return max(at, opening)


def _first(survey: Survey, rows: QuerySet[Talk], at: datetime) -> Talk | None:
    free = Q(held_until=None) | Q(held_until__lte=at)
    due = Q(call_after=None) | Q(call_after__lte=at)
    # Who asked for this hour is called at it; the rest in the order of the lot.
    found = list(rows.filter(free, due).select_related("question").order_by("ordinal", "pk")[:_LOOKED_AT])
    filled = dict(
        Talk.objects.filter(survey=survey, state=State.DONE).values_list("body").annotate(times=Count("pk")).order_by()
    )
    places = {talk.question.territory_id for talk in found}
    open_at = {place: opens_at(survey, place, at) for place in places}
    can = [talk for talk in found if open_at[talk.question.territory_id] == at]
    return min(can, key=lambda talk: (talk.call_after is None, filled.get(talk.body_id, 0), talk.ordinal), default=None)


def _why_nobody(survey: Survey, rows: QuerySet[Talk], at: datetime) -> Waiting:
    waiting = list(rows.select_related("question").order_by("ordinal", "pk")[:_LOOKED_AT])
    places = {talk.question.territory_id for talk in waiting}
    open_at = {place: opens_at(survey, place, at) for place in places}
    moments = []
    for talk in waiting:
        opening = open_at[talk.question.territory_id]
        ready = [moment for moment in (talk.call_after, talk.held_until, opening) if moment is not None]
        if opening is not None:
            moments.append(max(ready))
    return Waiting(len(waiting), min(moments, default=None))


def _end(talk: Talk, state: str, *, by: Person, at: datetime, tries: int) -> None:
    _keep(talk, state=state, tries=tries, done_at=at, done_by=by, held_by=None, held_until=None)
    surveys.promote(talk)


def _keep(talk: Talk, **values: object) -> None:
    for name, value in values.items():
        setattr(talk, name, value)
    talk.save(update_fields=list(values))
