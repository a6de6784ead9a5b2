"""What people say of questions that look the same again: joined into one matter, or different."""

from collections.abc import Sequence
from datetime import datetime

from otklik.appeals.models import Question
from otklik.appeals.states import Desk, Stage, State, check_open
from otklik.flow import line
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.offices.models import Person
from otklik.offices.rules import Verb
from otklik.triage import actions as triage
from otklik.triage.models import Likeness


def join(*, question_ids: Sequence[int], into: int, by: Person, at: datetime, versions: Versions = None) -> Act:
    """Join questions to an earlier one: one matter, one body, one result; each author still gets an answer.

    Raises DeskError where there is no such question or it would be joined to itself.
    """
    head = Question.objects.filter(pk=into).select_related("same_as").first()
    head = head.same_as if head and head.same_as else head
    if head is None or head.pk in question_ids:
        raise DeskError(f"К вопросу № {into} объединить нельзя: выберите другой.")

    def change(question: Question) -> None:
        check_open(question.state)
        question.same_as_id = head.pk
        question.topic_id, question.decided_by = head.topic_id, "person"
        question.territory_id = question.territory_id or head.territory_id
        question.waits_for = question.wait_reason = ""
        if head.body_id is None:
            question.waits_for = Desk.TRIAGE if head.topic_id is None else Desk.ROUTING
        else:
            line.move(question, State.SENT)
            question.body_id, question.stage = head.body_id, Stage.DEADLINES

    def keep(questions: Sequence[Question]) -> None:
        for question in questions:
            triage.judge(question_id=question.pk, earlier_id=into, verdict=Likeness.Verdict.JOINED)

    order = Order(Verb.DECIDE, "joined", {"into": head.pk}, "", change, keep)
    return do(order, question_ids, by, at, versions)


def differ(*, question_ids: Sequence[int], earlier: int, by: Person, at: datetime, versions: Versions = None) -> Act:
    """Say that questions are not what the earlier one is; nobody is asked again."""

    def keep(questions: Sequence[Question]) -> None:
        for question in questions:
            triage.judge(question_id=question.pk, earlier_id=earlier, verdict=Likeness.Verdict.DIFFERENT)

    order = Order(Verb.DECIDE, "differs", {"from": earlier}, "", lambda question: None, keep)
    return do(order, question_ids, by, at, versions)
