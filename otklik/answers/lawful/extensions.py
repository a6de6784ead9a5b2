"""The author is told that the term of the answer was extended (59-ФЗ art. 12 p. 2), and the notice called back."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from otklik.answers.models import Dispatch
from otklik.answers.talk.actions import HOLD, envelope
from otklik.appeals.models import Question
from otklik.deadlines import queries as deadlines

TEMPLATE = "Срок ответа по вашему вопросу № {number} продлён до {until}: {why}. Ответ придёт не позже этого дня."


def tell(question: Question, *, until: datetime, why: str, at: datetime) -> None:
    """Lay the notice for a sender; it leaves after a minute, until then the act may be undone."""
    day = timezone.localtime(until, deadlines.zone_of(question.territory_id))
    text = TEMPLATE.format(number=question.pk, until=f"{day:%d.%m.%Y}", why=why)
    Dispatch.objects.create(
        **envelope(question), kind=Dispatch.Kind.EXTENDED, text=text, created_at=at, send_after=at + HOLD
    )


def recall(question_ids: Sequence[int], at: datetime) -> None:
    """The extension of that moment was undone: its notice does not leave."""
    _of(question_ids, at).filter(state=Dispatch.State.WAITING).update(state=Dispatch.State.CANCELLED)


def is_gone(question_ids: Sequence[int], at: datetime) -> bool:
    """Whether the notice of that moment has left already."""
    return _of(question_ids, at).filter(state=Dispatch.State.SENT).exists()


def _of(question_ids: Sequence[int], at: datetime) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(question__in=question_ids, kind=Dispatch.Kind.EXTENDED, created_at=at)
