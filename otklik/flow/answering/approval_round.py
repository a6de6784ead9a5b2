"""The machine's part of approval: reminds of overdue says, asks others where people have gone, finds lost answers."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from otklik.answers.approval import approving
from otklik.answers.models import Answer, Approval
from otklik.appeals import actions as appeals
from otklik.appeals.models import Question
from otklik.appeals.states import Desk, State
from otklik.deadlines import phases
from otklik.facts.models import Fact
from otklik.flow.answering import approval_news, approvers, dropping
from otklik.offices import absences

BATCH = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look did: says reminded of, asked of others, answers put aside, taken out of approval."""

    reminded: int = 0
    renewed: int = 0
    dropped: int = 0
    taken_out: int = 0


def look(at: datetime) -> Looked:
    """Safe to repeat, to be killed and to run twice at once: each part is one transaction over locked rows."""
    return Looked(_remind(at), _renew(at), _drop(at), _take_out(at))


@transaction.atomic
def _remind(at: datetime) -> int:
    owed = Approval.objects.select_for_update(of=("self",)).filter(
        said="", asked_at__isnull=False, due_at__lte=at, reminded_at=None, answer__state=Answer.State.APPROVAL
    )
    rows = list(owed.select_related("answer").order_by("pk")[:BATCH])
    approval_news.overdue(rows, at)
    Approval.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    return len(rows)


def _renew(at: datetime) -> int:
    """Steps of which everybody asked has left or is away with nobody in their place."""
    away = absences.on(timezone.localdate(at))
    gone = [one for one in away.deputies if all(away.is_away(two) for two in away.chain(one))]
    owed = Approval.objects.filter(said="", asked_at__isnull=False, answer__state=Answer.State.APPROVAL)
    lost = owed.filter(Q(person__in=gone) | Q(person__is_active=False)).values_list("answer", flat=True).distinct()
    return sum(_ask_others(answer_id, set(gone), at) for answer_id in list(lost[:BATCH]))


@transaction.atomic
def _ask_others(answer_id: int, gone: set[int], at: datetime) -> int:
    answer = approving.locked(answer_id)
    rows = [row for row in approving.says(answer) if not row.said and row.asked_at]
    steps: dict[int, list[Approval]] = {}
    for row in rows:
        steps.setdefault(row.step, []).append(row)
    fresh = 0
    for own in steps.values():
        if any(row.person and row.person.is_active and row.person_id not in gone for row in own):
            continue
        known, now = {row.person_id for row in own}, approvers.renewed(answer, own, answer.question, at)
        added = [row for row in now if row.person_id not in known]
        approval_news.waits(added, answer.question, at=at)
        fresh += len(added)
    return fresh


@transaction.atomic
def _drop(at: datetime) -> int:
    """Answers in hand whose question was closed or went to another body by the machine or by a way of its own."""
    ended = Q(question__state__in=(State.CLOSED, State.REJECTED))
    moved = ~Q(question__body=F("body")) & Q(body__isnull=False, question__body__isnull=False)
    rows = Answer.objects.filter(ended | moved, state__in=approving.IN_HAND).select_related("question__body")
    gone = {row.question_id: dropping.why_gone(row.question, row.body_id) for row in rows.order_by("pk")[:BATCH]}
    return dropping.drop({number: why for number, why in gone.items() if why}, at=at)


def _take_out(at: datetime) -> int:
    """Answers on approval whose question waits for something else, and questions that wait for a round that is over."""
    lost = Answer.objects.filter(state=Answer.State.APPROVAL).exclude(question__waits_for=Desk.APPROVAL)
    with transaction.atomic():
        numbers = list(lost.order_by("pk").values_list("question", flat=True)[:BATCH])
        questions = Question.objects.select_for_update().filter(pk__in=numbers).exclude(waits_for=Desk.APPROVAL)
        taken = dropping.take_out(questions, at=at)
        _let_go(at)
    return taken


def _let_go(at: datetime) -> None:
    in_hand = Answer.objects.filter(state__in=(Answer.State.APPROVAL, Answer.State.APPROVED)).values("question")
    # Facts have an index of what waits; the question itself is asked again under its lock.
    stuck = Fact.objects.filter(waits_for=Desk.APPROVAL).exclude(pk__in=in_hand).order_by("pk")
    numbers = list(stuck.values_list("pk", flat=True)[:BATCH])
    waiting = Question.objects.select_for_update().filter(pk__in=numbers, waits_for=Desk.APPROVAL)
    questions = list(waiting.exclude(pk__in=in_hand).order_by("pk"))
    stood = phases.standings(questions)
    for question in questions:
        question.waits_for = question.wait_reason = ""
    appeals.save(questions)
    phases.keep(questions, stood, by_id=None, at=at)
