"""Where a question stands, in plain words: a headline, a sentence, and the steps on the way to the answer."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils import timezone

from otklik.answers.models import Answer
from otklik.appeals.models import Question
from otklik.appeals.states import OPEN, Desk, State
from otklik.deadlines import phases
from otklik.deadlines.models import Passage
from otklik.deadlines.phases import PhaseSpan
from otklik.screens.parts.tell import day_of

Phase = Passage.Phase
DONE, NOW, NEXT = "done", "now", "next"
_WORKED = {DONE: "Вопросом занимались", NOW: "Вопросом занимаются", NEXT: "Займутся вопросом"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the words are made of: the question, its phases so far, its latest answer, whether one was rated
    and whether that or a talk opened it again."""

    question: Question
    spans: tuple[PhaseSpan, ...]
    answer: Answer | None
    is_rated: bool
    is_reopened: bool

    @property
    def phase(self) -> str:
        return phases.standing(self.question).phase

    @property
    def body(self) -> str:
        return self.question.body.name if self.question.body else ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its words, where it stands («done», «now», «next») and the day it came about."""

    title: str
    state: str
    says: str


def headline(where: Standing) -> tuple[str, str]:
    """What is happening, and one sentence more."""
    question = where.question
    if question.waits_for == Desk.AUTHOR:
        return "Ждём вашего ответа", "Без него работу не продолжить: ответьте ниже, это займёт минуту."
    if question.state in OPEN:
        return _at_work(where)
    if question.state == State.ANSWERED and where.answer is None:
        return "Ответ отправляется", "Он появится здесь через минуту-другую: обновите страницу."
    if question.state == State.ANSWERED:
        return "Ответ готов", "Прочитайте его и оцените: по оценке вопрос закроют или вернут в работу."
    if question.state == State.REJECTED:
        return "Вопрос не рассматривается", "Если это ошибка, напишите снова и уточните, что случилось."
    return _closed(where)


def steps(where: Standing, zone: tzinfo) -> tuple[Step, ...]:
    """The steps on the way: taken in, the body found, worked on, answered; a rejected question has but the first."""
    began = timezone.localtime(where.question.appeal.received_at, zone)
    first = Step("Приняли сообщение", DONE, day_of(began))
    if where.question.state == State.REJECTED:
        return (first,)
    found = next((span.started_at for span in where.spans if span.phase == Phase.EXECUTION), None)
    is_ended = where.question.state not in OPEN
    is_found = where.phase in (Phase.EXECUTION, Phase.APPROVAL) or is_ended
    worked = DONE if is_ended else NOW if is_found else NEXT
    return (
        first,
        Step("Нашли, кто ответит", DONE, _found(where, found, zone))
        if is_found
        else Step("Ищем, кто ответит", NOW, ""),
        Step(_WORKED[worked], worked, "ответ проверяют" if where.phase == Phase.APPROVAL else ""),
        Step(_last(where), DONE, _answered(where, zone)) if is_ended else Step("Ответ вам", NEXT, ""),
    )  # fmt: skip


def _last(where: Standing) -> str:
    return "Ответили" if where.answer is not None or where.question.state == State.ANSWERED else "Вопрос закрыли"


def _at_work(where: Standing) -> tuple[str, str]:
    body = where.body or "Исполнитель"
    if where.is_reopened:
        return "Вопрос снова в работе", f"{body}: готовят новый ответ, им занимается другой сотрудник."
    match where.phase:
        case Phase.APPROVAL:
            return "Ответ подготовлен, его проверяют", f"{body}: руководитель смотрит ответ перед отправкой."
        case Phase.EXECUTION:
            return "Вопросом занимаются", f"Отвечает {where.body}." if where.body else "Исполнитель назначен."
        case Phase.COORDINATION:
            return "Определяем, кто должен ответить", "Вопрос прочитан, выбираем орган, который может его решить."
        case _:
            return "Сообщение принято", "Читаем его, чтобы направить тому, кто может помочь."


def _closed(where: Standing) -> tuple[str, str]:
    result = where.question.result
    if where.is_rated:
        return "Вопрос закрыт", "Спасибо за оценку: по ней видно, как работает орган."
    if where.answer is not None:
        return "Вопрос закрыт", "Ответ дан. Если дело не сделано, скажите об этом в оценке."
    return "Вопрос закрыт", f"Итог: {result}." if result else ""


def _found(where: Standing, at: datetime | None, zone: tzinfo) -> str:
    day = day_of(timezone.localtime(at, zone)) if at else ""
    return ", ".join(filter(None, (where.body, day)))


def _answered(where: Standing, zone: tzinfo) -> str:
    at = (where.answer.published_at if where.answer else None) or where.question.closed_at
    return day_of(timezone.localtime(at, zone)) if at else ""
