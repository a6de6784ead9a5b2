"""What people do with questions: choose a topic, send to a body, name a place, refuse, undo."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.states import Declined, Desk, Stage, State, StateError, check_open
from otklik.deadlines import clocks, milestones, phases
from otklik.deadlines.models import Clock
from otklik.facts import queries as facts
from otklik.flow import line, run
from otklik.flow.answering import dropping
from otklik.flow.desks import closing, parts, waiting
from otklik.flow.desks.passing import passing
from otklik.flow.desks.snapshot import Snapshot, restore, take, unborn
from otklik.flow.timeline import MENTIONS, VERDICTS
from otklik.offices import queries as offices
from otklik.offices.models import Body, Person
from otklik.offices.rules import Verb
from otklik.reference.models import Territory, Topic
from otklik.routing import takings, transfers
from otklik.triage import actions as triage


class DeskError(ValueError):
    """An act that can't be done as asked; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one question was left as it is (Russian)."""

    question_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Act:
    """What a person's act changed and what it could not; `id` undoes it whole."""

    id: UUID
    changed: tuple[int, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One act in preparation: the verb it needs, the event it leaves, what it does to a question."""

    verb: Verb
    kind: str
    what: Mapping[str, Any] | Callable[[Question], Mapping[str, Any]]
    why: str
    change: Callable[[Question], None]
    keep: Callable[[Sequence[Question]], None] = lambda questions: None
    # What the act makes new of what it changed: questions, each with what its event tells.
    bear: Callable[[Sequence[Question]], Sequence[tuple[Question, Mapping[str, Any]]]] = lambda questions: ()


Versions = Mapping[int, int] | None


def decide(
    *, question_ids: Sequence[int], topic_code: str, by: Person, at: datetime, versions: Versions = None,
    taken_rank: int | None = None,
) -> Act:  # fmt: skip
    """Set one topic; the line then routes the questions anew, but for those whose body a person chose."""
    topics = dict.fromkeys(question_ids, topic_code)
    return decide_each(topics=topics, by=by, at=at, versions=versions, taken_rank=taken_rank)


def decide_each(
    *, topics: Mapping[int, str], by: Person, at: datetime, versions: Versions = None, taken_rank: int | None = None
) -> Act:
    """Set a topic of its own for each question (id -> code), as one act."""
    chosen = _topics(set(topics.values()))
    chosen_by_people = waiting.routed_by_people(list(topics))

    def change(question: Question) -> None:
        check_open(question.state)
        question.topic_id, question.decided_by = chosen[topics[question.pk]].pk, "person"
        if question.pk not in chosen_by_people:
            line.resume(question)
        elif question.waits_for == Desk.TRIAGE:
            question.waits_for = question.wait_reason = ""

    def remember(questions: Sequence[Question]) -> None:
        triage.remember(questions=questions, taken_rank=taken_rank, by=by, at=at)

    def what(question: Question) -> dict[str, Any]:
        return {"topic": topics[question.pk], "rank": taken_rank}

    return do(Order(Verb.DECIDE, "decided", what, "", change, remember), list(topics), by, at, versions)


def send(
    *, question_ids: Sequence[int], body_code: str, why: str = "", by: Person, at: datetime, versions: Versions = None,
    also: Callable[[Sequence[Question]], None] = lambda questions: None,
) -> Act:  # fmt: skip
    """Send to a body that a person chose; its clocks start if they have not; `also` is kept in the same act."""
    body = Body.objects.filter(code=body_code).first()
    if body is None or body.closed_on is not None:
        raise DeskError(f"Орган «{body.name if body else body_code}» не принимает вопросы: выберите другой.")
    known, left = passing(question_ids), dict[int, int]()

    def change(question: Question) -> None:
        known.check(question)
        if known.is_transfer(question, body.pk):
            left[question.pk] = question.body_id or 0
        line.move(question, State.SENT)
        question.body_id, question.stage = body.pk, Stage.DEADLINES
        question.waits_for = question.wait_reason = ""

    def keep(questions: Sequence[Question]) -> None:
        milestones.done([question.pk for question in questions], Clock.Kind.FORWARDING, at=at)
        transfers.keep(left, None, by=by, at=at, words=why)
        also(questions)

    order = Order(Verb.ROUTE, "routed", {"body": body_code, "by": "person"}, why, change, keep)
    return do(order, question_ids, by, at, versions)


def place(
    *, question_ids: Sequence[int], territory_code: str, place: str = "", by: Person, at: datetime,
    versions: Versions = None,
) -> Act:  # fmt: skip
    """Set where it happens; the line then routes the question anew unless a person chose its body."""
    territory = Territory.objects.filter(code=territory_code).first() if territory_code else None
    if territory_code and territory is None:
        raise DeskError(f"Территории с кодом «{territory_code}» нет в справочнике: выберите из списка.")
    chosen_by_people = waiting.routed_by_people(question_ids)

    def change(question: Question) -> None:
        check_open(question.state)
        question.territory_id, question.place = territory.pk if territory else None, place[:300]
        if question.topic_id and question.pk not in chosen_by_people:
            question.stage, question.waits_for, question.wait_reason = Stage.ROUTING, "", ""

    what = {"territory": territory_code}
    return do(Order(Verb.DECIDE, "placed", what, "", change), question_ids, by, at, versions)


def reject(*, question_ids: Sequence[int], reason: str, by: Person, at: datetime, versions: Versions = None) -> Act:
    """Leave without consideration, for a reason that is kept."""
    if not reason.strip():
        raise DeskError("Причина пуста: напишите, почему вопрос не рассматривается.")

    def change(question: Question) -> None:
        line.move(question, State.REJECTED)
        question.stage = question.waits_for = question.wait_reason = ""
        question.closed_at = at

    return do(Order(Verb.DECIDE, "rejected", {}, reason.strip()[:500], change), question_ids, by, at, versions)


def finish(*, question_ids: Sequence[int], result: str, by: Person, at: datetime, versions: Versions = None) -> Act:
    """Close with a result in a few words, with all questions joined to them; the clocks stop."""
    if not result.strip():
        raise DeskError("Результат пуст: напишите в нескольких словах, чем кончился вопрос.")

    def change(question: Question) -> None:
        closing.close_one(question, result.strip(), at)

    def keep(questions: Sequence[Question]) -> None:
        clocks.stop({question.pk: at for question in questions})

    order = Order(Verb.WORK, "closed", {"text": result.strip()[:40]}, "", change, keep)
    joined = Question.objects.filter(same_as__in=question_ids, state__in=(State.SENT, State.TAKEN))
    return do(order, question_ids, by, at, versions, also=joined.values_list("pk", flat=True))


def retry(*, question_ids: Sequence[int], by: Person, at: datetime) -> Act:
    """Put questions from quarantine back into the line, after what broke them is mended."""

    def change(question: Question) -> None:
        if question.waits_for != Desk.QUARANTINE:
            raise StateError("вопрос не в карантине")
        line.resume(question)

    return do(Order(Verb.QUARANTINE, "retried", {}, "", change), question_ids, by, at, None)


def undo(*, act_id: UUID, by: Person, at: datetime) -> Act:
    """Put back what an act changed, where nobody acted after it."""
    events = list(Event.objects.filter(act=act_id, what__has_key="before"))
    if not events:
        raise DeskError("Это действие уже нельзя отменить: оно не найдено.")
    if any(event.by_id != by.pk for event in events) and not offices.scope(by).may(Verb.SETTINGS):
        raise DeskError("Отменить действие может тот, кто его сделал, или администратор.")
    if waiting.is_past_recall(events):
        raise DeskError("Автору об этом уже отправлено: отозвать нельзя. Вопрос автору можно решить и без ответа.")
    before = {event.question_id: Snapshot.read(event.what["before"]) for event in events if event.question_id}
    touched = set(
        Event.objects.filter(question_id__in=before, pk__gt=max(event.pk for event in events))
        .filter(Q(by__isnull=False) | Q(kind__in=VERDICTS))
        .exclude(kind__in=MENTIONS).values_list("question_id", flat=True)
    )  # fmt: skip
    if reason := waiting.why_final(events) or parts.why_not_joined(events, touched):
        raise DeskError(reason)
    with transaction.atomic():
        questions = _locked([number for number in before if number not in touched])
        waiting.undo(events, questions, at)
        takings.undo(events, [question.pk for question in questions])
        transfers.undo(events, [question.pk for question in questions])
        stood = phases.standings(questions)
        restore(questions, before, by=by, at=at)
        appeals.save(questions)
        phases.keep(questions, stood, by_id=by.pk, at=at)
        parts.join(events, at)
        triage.withdraw_verdicts([question.pk for question in questions if question.same_as_id is None])
        for event in (event for event in events if event.kind == "differs" and event.question_id not in touched):
            triage.judge(question_id=event.question_id or 0, earlier_id=event.what["from"], verdict="")
        triage.forget(question_ids=[question.pk for question in questions], chosen_at=events[0].at)
        told = [_told(question, "undone", {"undone": str(act_id)}, "", by, at, act_id) for question in questions]
        appeals.tell(told)
    refused = tuple(Refusal(number, reason) for number, reason in waiting.why_kept(touched).items())
    changed = tuple(question.pk for question in questions)
    run.walk_now(changed, at)
    return Act(act_id, changed, refused)


def do(
    order: Order, question_ids: Sequence[int], by: Person, at: datetime, versions: Versions, also: Iterable[int] = ()
) -> Act:
    """Do one act as ordered, where scope and versions allow; then the line walks on.

    `also`: questions that go with those asked for; they need the right to them, not the right to bulk acts.
    """
    act_id, wanted = uuid4(), list(dict.fromkeys((*question_ids, *also)))
    reached = set(_reached(order.verb, wanted, by, is_bulk=len(set(question_ids)) > 1))
    refused = [Refusal(number, "Нет права на этот вопрос.") for number in wanted if number not in reached]
    with transaction.atomic():
        changed, told = [], []
        questions = _locked([number for number in wanted if number in reached])
        before, stood = take(questions), phases.standings(questions)
        for question in questions:
            if reason := _refusal(order, question, versions):
                refused.append(Refusal(question.pk, reason))
                continue
            changed.append(question)
            said = order.what(question) if callable(order.what) else order.what
            what = {**said, "before": before[question.pk].written()}
            told.append(_told(question, order.kind, what, order.why, by, at, act_id))
        appeals.save(changed)
        phases.keep(changed, stood, by_id=by.pk, at=at)
        order.keep(changed)
        waiting.drop([one for one in changed if before[one.pk].waits_for == Desk.AUTHOR != one.waits_for], at)
        dropping.follow(changed, before, act_id, at)
        for question, said in order.bear(changed):
            changed.append(question)
            what = {**said, "before": unborn(question).written()}
            told.append(_told(question, order.kind, what, order.why, by, at, act_id))
        appeals.tell(told)
    numbers = tuple(question.pk for question in changed)
    run.walk_now(numbers, at)
    return Act(act_id, numbers, tuple(refused))


def _topics(codes: set[str]) -> dict[str, Topic]:
    """Topics in force by code, of the newest edition that has the code."""
    rows = Topic.objects.filter(code__in=codes, closed_on=None).order_by("edition__valid_from")
    found = {topic.code: topic for topic in rows}
    if missing := sorted(codes - set(found)):
        raise DeskError(f"Темы с кодом «{missing[0]}» нет в действующем классификаторе: выберите тему из списка.")
    return found


def _refusal(order: Order, question: Question, versions: Versions) -> str:
    if versions is not None and versions.get(question.pk, question.version) != question.version:
        return "Вопрос изменён, пока страница была открыта: посмотрите, что стало, и повторите."
    try:
        order.change(question)
    except Declined as refusal:
        return str(refusal)
    except StateError:
        return f"В состоянии «{State(question.state).label}» это сделать нельзя."
    return ""


def _reached(verb: Verb, question_ids: Sequence[int], by: Person, *, is_bulk: bool) -> Iterable[int]:
    scope = offices.scope(by).for_verb(verb)
    if is_bulk:
        scope = scope.for_verb(Verb.QUARANTINE if verb is Verb.QUARANTINE else Verb.BULK)
    return facts.reachable(scope, question_ids)


def _locked(question_ids: Sequence[int]) -> list[Question]:
    return list(Question.objects.filter(pk__in=question_ids).select_for_update().order_by("pk"))


def _told(question: Question, kind: str, what: dict[str, Any], why: str, by: Person, at: datetime, act: UUID) -> Event:
    return Event(appeal_id=question.appeal_id, question=question, kind=kind, at=at, by=by, act=act, what=what, why=why)
