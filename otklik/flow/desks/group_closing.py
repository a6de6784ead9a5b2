"""An interdepartmental group ends with one result, which may become the result of all its questions."""

from datetime import datetime
from uuid import UUID

from otklik.appeals.models import Question
from otklik.appeals.states import OPEN
from otklik.flow.desks import desk
from otklik.flow.desks.desk import Act
from otklik.improvement import actions, queries
from otklik.offices.models import Person

NOTHING = Act(UUID(int=0), (), ())


def close(group_id: int, *, result: str, with_questions: bool, by: Person, at: datetime) -> Act:
    """Close a group; with its questions, those still open are closed with the same result where the person may.

    Raises GroupError for an empty result or a group already closed.
    """
    group = actions.close_group(group_id, result=result, by=by, at=at)
    waiting = Question.objects.filter(pk__in=queries.questions_of(group_id), state__in=OPEN)
    numbers = list(waiting.values_list("pk", flat=True)) if with_questions else []
    return desk.finish(question_ids=numbers, result=group.result, by=by, at=at) if numbers else NOTHING
