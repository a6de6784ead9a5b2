"""What a person does when a letter does not say enough: asks its author, puts down what they answered."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from otklik.answers import actions as answers
from otklik.answers import queries as asked
from otklik.answers.actions import Asked
from otklik.answers.models import Asking
from otklik.answers.queries import AskError, Plan
from otklik.appeals import additions
from otklik.appeals.additions import Told
from otklik.appeals.masking import mask
from otklik.appeals.models import Question
from otklik.appeals.states import Declined, Desk, check_open
from otklik.flow import waiting
from otklik.flow.desk import Act, DeskError, Order, Versions, do
from otklik.intake import replies
from otklik.offices.models import Person
from otklik.offices.rules import Verb

LONGEST = 500


def ask(*, question_ids: Sequence[int], text: str, by: Person, at: datetime, versions: Versions = None) -> Act:
    """Ask the authors of questions one thing; they wait, with a term, until an answer comes.

    Raises DeskError for an empty, too long or telling text, and where no rule says how long to wait.
    """
    words = _checked(text)
    plans = _plans(question_ids, at)
    stood: dict[int, tuple[str, str]] = {}

    def change(question: Question) -> None:
        check_open(question.state)
        if question.waits_for == Desk.AUTHOR:
            raise Declined("Автора уже спросили: дождитесь ответа или отмените вопрос.")
        stood[question.pk] = (question.waits_for, question.wait_reason)
        until = timezone.localtime(plans[question.pk].wait.due_at)
        question.stage, question.try_after = "", None
        question.waits_for, question.wait_reason = Desk.AUTHOR, f"до {until:%d.%m.%Y %H:%M}"

    def keep(questions: Sequence[Question]) -> None:
        rows = (Asked(one, words, *stood[one.pk], plans[one.pk]) for one in questions)
        answers.ask(rows, by=by, at=at)

    def what(question: Question) -> dict[str, str]:
        return {"text": words, "from": at.isoformat(), "until": plans[question.pk].wait.due_at.isoformat()}

    return do(Order(Verb.DECIDE, waiting.ASKED, what, "", change, keep), question_ids, by, at, versions)


def answered(*, question_ids: Sequence[int], text: str, by: Person, at: datetime, versions: Versions = None) -> Act:
    """Put down what the author answered by phone or elsewhere; the question goes on with it.

    The words are kept as they were said among personal data; the letter takes them masked. Raises DeskError.
    """
    words = text.strip()
    if not words:
        raise DeskError("Ответ пуст: запишите, что сказал автор.")
    chosen_by_people = waiting.routed_by_people(question_ids)
    said: dict[int, dict[str, str]] = {}

    def change(question: Question) -> None:
        check_open(question.state)
        if question.waits_for != Desk.AUTHOR:
            raise Declined("Автора не спрашивали: сначала задайте вопрос.")
        open_now = Asking.objects.filter(question=question, ended_at=None).first()
        said[question.pk] = waiting.span(open_now, at) if open_now else {}
        addition = additions.add(Told(question, replies.file(question, words, by=by, at=at), by), at=at, is_taken=True)
        answers.end([question.pk], Asking.Ending.ANSWERED, at=at, answer=addition)
        waiting.go_on(question, is_routed_by_person=question.pk in chosen_by_people)

    order = Order(Verb.DECIDE, waiting.ANSWERED, lambda question: said[question.pk], "", change)
    return do(order, question_ids, by, at, versions)


def _checked(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise DeskError("Вопрос автору пуст: напишите, что нужно уточнить.")
    if len(words) > LONGEST:
        raise DeskError(f"Вопрос автору длиннее {LONGEST} знаков: сократите до одного-двух предложений.")
    if spans := mask(words).spans:
        shown = words[spans[0].start : spans[0].end]
        raise DeskError(f"В вопросе автору есть личные данные («{shown}»): ответ могут увидеть все, уберите их.")
    return words


def _plans(question_ids: Sequence[int], at: datetime) -> dict[int, Plan]:
    found = Question.objects.filter(pk__in=question_ids).select_related("appeal")
    try:
        return {question.pk: asked.plan(question, at) for question in found}
    except AskError as error:
        raise DeskError(str(error)) from error
