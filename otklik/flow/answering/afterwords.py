"""What an author writes after the answer: a verdict by its tone, and somebody reads it."""

from datetime import datetime

from otklik.answers.models import Answer
from otklik.appeals.additions import HEAD
from otklik.appeals.models import Addition, Question
from otklik.appeals.states import State
from otklik.flow.alarms import telling
from otklik.satisfaction import ratings

_UNHAPPY = "negative"


def hear(addition: Addition, question: Question, at: datetime) -> None:
    """Keep the tone of what was added to an answered question; its executor reads it, a complaint its curator too.

    Inside the transaction that takes the addition. Nothing is opened by words alone: the machine may misread them.
    """
    found = Answer.objects.filter(question=question, state=Answer.State.PUBLISHED, kind=Answer.Kind.FINAL)
    answer = found.order_by("-published_at", "-pk").first()
    if question.state not in (State.ANSWERED, State.CLOSED) or answer is None:
        return
    text = question.appeal.text[addition.begins : addition.ends].removeprefix(HEAD)
    rating = ratings.heard(question, answer, text, at=addition.at)
    is_unhappy = rating.tone == _UNHAPPY
    words = "Автор недоволен и написал после ответа" if is_unhappy else "Автор написал после ответа"
    telling.tell(question, ("executor", "curator") if is_unhappy else ("executor",), f"{words}: прочитайте", at=at)
