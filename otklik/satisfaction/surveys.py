"""Campaigns of talks: whom a survey may draw, how many of each body, its beginning and its end."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from otklik.answers.models import Answer
from otklik.appeals import bulk
from otklik.citizens import queries as citizens
from otklik.offices.models import Person
from otklik.reference.models import OfficeHours
from otklik.satisfaction import sampling
from otklik.satisfaction.models import Quota, Rating, Survey, SurveyScript, Talk
from otklik.satisfaction.sampling import Drawn, Unit

QUIET = timedelta(days=30)
"""Whoever was spoken to in a survey is left in peace for so long."""
MOST_PER_BODY, MOST_ATTEMPTS, LONGEST_PERIOD = 500, 10, timedelta(days=366)
_SOURCES = {Survey.Kind.POLL: Rating.Source.PHONE, Survey.Kind.CONTROL: Rating.Source.CONTROL}
Visible = QuerySet | None


class SurveyError(ValueError):
    """A survey that can't be begun or changed so; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """A survey as a form gives it; `quotas` say otherwise than `per_body` for some bodies (id -> how many)."""

    kind: str
    title: str
    script_code: str
    since: date
    until: date
    per_body: int
    seed: int
    quotas: Mapping[int, int] = field(default_factory=dict)
    attempts: int = 3
    pause_minutes: int = 180
    hours_code: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Answered questions of a period by body: how many, and those that may be drawn, with the answer spoken of."""

    answered: Mapping[int, int]
    units: tuple[Unit, ...]
    answers: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A body in a plan: answered, can be drawn, wanted, drawn, spares behind."""

    body_id: int
    answered: int
    frame: int
    wanted: int
    drawn: int
    spares: int


def source_of(kind: str) -> str:
    """As what a talk of this kind of survey is heard; empty where nobody speaks: a visit."""
    return _SOURCES.get(Survey.Kind(kind), "")


def plan(draft: SurveyDraft, visible: Visible, *, at: datetime) -> tuple[PlanLine, ...]:
    """What a survey would draw, writing nothing. Raises SurveyError."""
    _check(draft)
    frame = frame_of(draft, visible, at=at)
    return _lines(draft, frame, _drawn(draft, frame))


def frame_of(draft: SurveyDraft, visible: Visible, *, at: datetime) -> Frame:
    """The questions that may be drawn: answered in the period, by phone where it is called, not asked of late."""
    rows = list(_answered(draft, visible))
    answered = Counter(row["body_id"] for row in rows)
    if source := source_of(draft.kind):
        known = Rating.objects.filter(source=source, answer__in=[row["pk"] for row in rows])
        spoken = set(known.values_list("answer", flat=True))
        keys = {row["question__appeal__author_key"] for row in rows} - {None}
        reached = citizens.with_phone(keys) - _lately(at)
        rows = [row for row in rows if row["question__appeal__author_key"] in reached and row["pk"] not in spoken]
    units = tuple(
        Unit(row["question_id"], row["body_id"], str(row["question__appeal__author_key"] or "") if source else "")
        for row in rows
    )
    return Frame(answered, units, {row["question_id"]: row["pk"] for row in rows})


@transaction.atomic
def start(draft: SurveyDraft, visible: Visible, *, by: Person, at: datetime) -> Survey:
    """Draw the sample and begin: quotas and talks stand from now on. Raises SurveyError where nobody can be drawn."""
    script = _check(draft)
    frame = frame_of(draft, visible, at=at)
    drawn = _drawn(draft, frame)
    if not drawn:
        raise SurveyError(_why_nobody(draft, frame))
    survey = Survey.objects.create(
        kind=draft.kind, title=draft.title.strip(), script=script.script, since=draft.since, until=draft.until,
        seed=draft.seed, per_body=draft.per_body, attempts=draft.attempts, pause_minutes=draft.pause_minutes,
        hours=OfficeHours.objects.filter(code=draft.hours_code).first(), by=by, at=at,
    )  # fmt: skip
    Quota.objects.bulk_create(
        # A body with fewer than wanted is asked whole: its quota is what can be filled.
        Quota(survey=survey, body_id=one.body_id, wanted=one.drawn, frame=one.frame, answered=one.answered)
        for one in _lines(draft, frame, drawn)
    )
    bulk.insert(
        Talk(
            survey=survey, question_id=one.question_id, body_id=one.body_id, ordinal=one.ordinal,
            answer_id=frame.answers[one.question_id], state=Talk.State.SPARE if one.is_spare else Talk.State.WAITING,
        )
        for one in drawn
    )  # fmt: skip
    return survey


@transaction.atomic
def end(survey_id: int, *, at: datetime) -> None:
    """No more calls; what was told stays. Safe to repeat."""
    Survey.objects.filter(pk=survey_id, ended_at=None).update(ended_at=at)


def promote(talk: Talk) -> None:
    """The first spare of the body stands in for a talk that fell out; inside the transaction that ends the talk."""
    spares = Talk.objects.filter(survey=talk.survey_id, body=talk.body_id, state=Talk.State.SPARE)
    first = spares.order_by("ordinal").select_for_update().first()
    if first is not None:
        Talk.objects.filter(pk=first.pk).update(state=Talk.State.WAITING)


def _answered(draft: SurveyDraft, visible: Visible) -> QuerySet:
    zone = timezone.get_default_timezone()
    begins = datetime.combine(draft.since, time.min, zone)
    ends = datetime.combine(draft.until + timedelta(days=1), time.min, zone)
    found = Answer.objects.filter(
        state=Answer.State.PUBLISHED, kind=Answer.Kind.FINAL, published_at__gte=begins, published_at__lt=ends,
        body__isnull=False,
    )  # fmt: skip
    if draft.kind != Survey.Kind.POLL:
        # What was never said to be solved can't be falsely closed.
        found = found.filter(outcome=Answer.Outcome.SOLVED)
    if visible is not None:
        found = found.filter(question__in=visible)
    # The last answer of a question is the one that is spoken of.
    return found.order_by("published_at", "pk").values("pk", "question_id", "body_id", "question__appeal__author_key")


def _lately(at: datetime) -> set:
    states = (Talk.State.DONE, Talk.State.REFUSED)
    spoken = Talk.objects.filter(state__in=states, done_at__gte=at - QUIET).exclude(survey__kind=Survey.Kind.MYSTERY)
    return set(spoken.values_list("question__appeal__author_key", flat=True))


def _drawn(draft: SurveyDraft, frame: Frame) -> tuple[Drawn, ...]:
    return sampling.draw(frame.units, draft.quotas, per_body=draft.per_body, seed=draft.seed)


def _lines(draft: SurveyDraft, frame: Frame, drawn: Collection[Drawn]) -> tuple[PlanLine, ...]:
    can = Counter(unit.body_id for unit in frame.units)
    taken = Counter((one.body_id, one.is_spare) for one in drawn)
    return tuple(
        PlanLine(
            body_id, answered, can[body_id], draft.quotas.get(body_id, draft.per_body), taken[body_id, False],
            taken[body_id, True],
        )
        for body_id, answered in sorted(frame.answered.items())
    )  # fmt: skip


def _check(draft: SurveyDraft) -> SurveyScript:
    flaws = [] if draft.title.strip() else ["Название пусто: назовите опрос."]
    if draft.until < draft.since or draft.until - draft.since > LONGEST_PERIOD:
        flaws.append("Период неверен: конец раньше начала или длиннее года.")
    if not 1 <= draft.per_body <= MOST_PER_BODY:
        flaws.append(f"На орган {draft.per_body} разговоров: нужно от 1 до {MOST_PER_BODY}.")
    if not 1 <= draft.attempts <= MOST_ATTEMPTS:
        flaws.append(f"Попыток {draft.attempts}: нужно от 1 до {MOST_ATTEMPTS}.")
    script = SurveyScript.objects.filter(code=draft.script_code, kind=draft.kind).first()
    if script is None:
        flaws.append("Скрипт не выбран или он для другого вида опроса: выберите из списка.")
    if flaws or script is None:
        raise SurveyError(" ".join(flaws))
    return script


def _why_nobody(draft: SurveyDraft, frame: Frame) -> str:
    if not frame.answered:
        kind = "ответов" if draft.kind == Survey.Kind.POLL else "ответов «решено»"
        return f"Звонить некому: с {draft.since:%d.%m.%Y} по {draft.until:%d.%m.%Y} {kind} нет. Возьмите другой период."
    return (
        "Звонить некому: ответы за эти дни есть, но у авторов нет телефона, их уже спросили об этом ответе"
        f" или говорили с ними меньше {QUIET.days} дней назад."
    )
