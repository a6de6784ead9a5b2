"""An urgent question is taken: from then on one person answers for it, and it rings for nobody."""

from collections.abc import Sequence
from datetime import datetime

from otklik.appeals.models import Question
from otklik.appeals.states import Declined, State, check_open
from otklik.flow import line
from otklik.flow.desk import Act, Order, Versions, do
from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.offices.rules import Verb
from otklik.routing import takings


def take(*, question_ids: Sequence[int], by: Person, at: datetime, versions: Versions = None) -> Act:
    """Take questions into work: who and when is kept; one that was sent to a body is in work from now on."""
    known = takings.taken(question_ids)
    names = offices.names_of_people({one.who_id for one in known.values()})

    def change(question: Question) -> None:
        check_open(question.state)
        if question.pk in known:
            raise Declined(f"Уже в работе: взял(а) {names.get(known[question.pk].who_id, 'другой сотрудник')}.")
        if question.state == State.SENT:
            line.move(question, State.TAKEN)

    def keep(questions: Sequence[Question]) -> None:
        takings.take(questions, by=by, at=at)

    return do(Order(Verb.WORK, "taken", {}, "", change, keep), question_ids, by, at, versions)
