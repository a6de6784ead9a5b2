"""Answers of the demo that are in hand: begun, on approval, back for rework, so that these desks are not empty."""

import random
from datetime import datetime, timedelta

from otklik.answers.models import Answer, Approval
from otklik.answers.writing import drafting
from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.flow.answering import approval
from otklik.flow.demo import region as land
from otklik.flow.demo import replies
from otklik.offices.models import Person
from otklik.reference.rules import group_code

MOST = 48
_EXCUSE = "Проверено: так и есть, в карточке есть подтверждение."
_BACK = (("no-specifics", "Напишите, кто и когда это сделал."), ("no-evidence", "Приложите фото после работ."))


def lay(*, until: datetime) -> int:
    """Begin answers to the newest open questions, send most of them, return some; how many."""
    chance = random.Random(land.SEED)
    executors = {one.login.removeprefix("exec-"): one for one in Person.objects.filter(login__startswith="exec-")}
    open_now = Question.objects.filter(state__in=(State.SENT, State.TAKEN), stage="", waits_for="", same_as=None)
    rows = open_now.exclude(pk__in=Answer.objects.filter(state__in=drafting.IN_HAND).values("question"))
    laid = 0
    for question in rows.select_related("appeal", "topic", "body").order_by("-pk")[: MOST * 2]:
        at = until - timedelta(minutes=chance.randint(20, 400))
        executor = executors.get(question.body.code if question.body else "")
        if executor is None or question.appeal.received_at > at - timedelta(hours=1) or laid >= MOST:
            continue
        laid += 1
        _one(question, executor, at, chance, laid)
    return laid


def _one(question: Question, executor: Person, at: datetime, chance: random.Random, number: int) -> None:
    body, group = question.body, group_code(question.topic.code) if question.topic else ""
    told = replies.reply(body.code if body else "", group, at, chance)
    answer = drafting.open_for(question, by=executor, at=at)
    drafting.save(answer.pk, text=told.text, filled={}, outcome=told.outcome, kind=Answer.Kind.FINAL, version=0,
                  by=executor, at=at)  # fmt: skip
    drafting.release(answer.pk, by=executor)
    if number % 6 == 0:
        return
    reasons = dict.fromkeys(approval.stops(answer.pk), _EXCUSE)
    sent = approval.submit(answer_id=answer.pk, by=executor, at=at + timedelta(minutes=5), reasons=reasons)
    if sent.changed and number % 5 == 0:
        _return(answer, at + timedelta(minutes=12), *chance.choice(_BACK))


def _return(answer: Answer, at: datetime, reason: str, words: str) -> None:
    row = Approval.objects.filter(answer=answer, said="", asked_at__isnull=False, person__isnull=False).first()
    if row and row.person:
        approval.send_back(approval_id=row.pk, version=1, reason_code=reason, words=words, by=row.person, at=at)
