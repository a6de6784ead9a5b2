"""What a person does when a letter does not say enough: asks its author, puts down what they answered."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from otklik.answers.models import Asking, Attachment
from otklik.answers.papers import files
from otklik.answers.papers.files import Laid
from otklik.answers.talk import actions as answers
from otklik.answers.talk import queries as asked
from otklik.answers.talk.actions import Asked
from otklik.answers.talk.queries import AskError, Plan
from otklik.appeals import additions
from otklik.appeals.additions import Told
from otklik.appeals.masking import mask
from otklik.appeals.models import Question
from otklik.appeals.states import Declined, Desk, check_open
from otklik.flow import run
from otklik.flow.desks import waiting
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.intake import replies
from otklik.intake.channels.form import FORM
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
        if question.waits_for == Desk.APPROVAL:
            raise Declined("Ответ на согласовании: отзовите его, потом спросите автора.")
        stood[question.pk] = (question.waits_for, question.wait_reason)
        until = timezone.localtime(plans[question.pk].wait.due_at)
        question.stage, question.try_after = "", None
        question.waits_for, question.wait_reason = Desk.AUTHOR, f"до {until:%d.%m.%Y %H:%M}"

    def keep(questions: Sequence[Question]) -> None:
        rows = (Asked(one, words, *stood[one.pk], plans[one.pk]) for one in questions)
        answers.ask(rows, by=by, at=at)

    def what(question: Question) -> dict[str, str]:
        return {"text": words, "from": at.isoformat(), "until": plans[question.pk].wait.due_at.isoformat()}

    return do(Order(Verb.WORK, waiting.ASKED, what, "", change, keep), question_ids, by, at, versions)


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

    order = Order(Verb.WORK, waiting.ANSWERED, lambda question: said[question.pk], "", change)
    return do(order, question_ids, by, at, versions)


def answered_by_link(*, question_id: int, text: str, laid: Sequence[Laid], at: datetime) -> None:
    """Take what the author wrote on their page, with files; the question goes on with it.

    Kept as any answer is: letter for letter among personal data, masked in the letter. Raises DeskError where nothing
    is asked any more, FileRefused where there are too many files.
    """
    with transaction.atomic():
        question = Question.objects.select_for_update(of=("self",)).select_related("appeal").get(pk=question_id)
        if question.waits_for != Desk.AUTHOR:
            raise DeskError("Ответа уже не ждут: по вопросу решили без него. Если он важен, напишите новое сообщение.")
        words = replies.file(question, text, by=None, at=at, channel=FORM.code)
        for one in laid:
            files.attach(one, question=question, side=Attachment.Side.AUTHOR, by=None, at=at)
        additions.add(Told(question, words), at=at, is_taken=False)
    waiting.take_answers(at)
    run.walk_now([question_id], at)


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
