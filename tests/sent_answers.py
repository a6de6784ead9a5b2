"""Answers for tests: written, sent to approval; a matrix of approval of one rule."""

from otklik.answers.models import Answer, Approval, ApprovalRule, ApprovalStep
from otklik.answers.writing import drafting
from otklik.appeals.models import Question
from otklik.flow.answering import approval
from otklik.offices.models import Person
from tests.region import AT

GOOD = (
    "Здравствуйте! Яму на улице Лесной заделали 14 ноября 2026 года: бригада Управления дорог уложила асфальт на "
    "участке у дома 5 и восстановила проезд. Работы принял инженер участка, фотографии приложены к карточке. "
    "Если яма появится снова, позвоните в Управление дорог: 8 (800) 100-00-00."
)
# A reason for each check that may stop: tests of approval are not tests of the checks.
EXCUSES = dict.fromkeys(("question_uncovered", "personal", "every_question"), "так надо")


def written(
    question: Question, by: Person, *, text: str = GOOD, outcome: str = "solved", kind: str = "final"
) -> Answer:
    answer = drafting.open_for(question, kind=kind, by=by, at=AT)
    drafting.save(answer.pk, text=text, filled={}, outcome=outcome, kind=kind, version=0, by=by, at=AT)
    return Answer.objects.get(pk=answer.pk)


def matrix(*steps: tuple[int, str], **limits: str) -> ApprovalRule:
    """The only rule: these steps, each (turn, role), of four working hours."""
    ApprovalRule.objects.all().delete()
    rule = ApprovalRule.objects.create(title="Правило", source="своё", **limits)
    ApprovalStep.objects.bulk_create(
        ApprovalStep(rule=rule, ordinal=ordinal, role=role, amount=4, unit="working_hours") for ordinal, role in steps
    )
    return rule


def sent(question: Question, by: Person, **kept: str) -> Answer:
    answer = written(question, by, **kept)
    act = approval.submit(answer_id=answer.pk, by=by, at=AT, reasons=EXCUSES)
    assert act.changed, act.refused
    return fresh(answer)


def fresh(answer: Answer) -> Answer:
    return Answer.objects.get(pk=answer.pk)


def say(answer: Answer, by: Person | None = None) -> Approval:
    """The say that waits, of this person where there are several."""
    rows = Approval.objects.filter(answer=answer, said="", asked_at__isnull=False)
    return rows.get(person=by) if by else rows.get()
