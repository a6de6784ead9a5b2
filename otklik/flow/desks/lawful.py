"""What a person does with a suggestion by 59-ФЗ: applies it with a notice to the author, or says that it is wrong."""

from collections.abc import Sequence
from datetime import datetime

from otklik.answers.lawful import law
from otklik.answers.lawful.law import Suggestion
from otklik.answers.models import LawVerdict
from otklik.answers.talk import filling, notices
from otklik.appeals.models import Question
from otklik.appeals.states import Declined, Desk, State, check_open
from otklik.flow import line
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.flow.desks.waiting import LAW
from otklik.offices.models import Person
from otklik.offices.rules import Verb


def apply(
    *, question_ids: Sequence[int], check: str, text: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Do what the law lets do with a letter, and tell its author `text` (empty: nothing).

    Raises DeskError for an unknown check and a text that can't be sent.
    """
    words = text.strip()
    if words and (flaws := filling.flaws(words)):
        raise DeskError(" ".join(flaws))
    suggestions: dict[int, Suggestion] = {}

    def change(question: Question) -> None:
        check_open(question.state)
        suggestions[question.pk] = _spoken(question, check, at)
        _follow(question, suggestions[question.pk], at)

    def what(question: Question) -> dict[str, str | int | None]:
        one = suggestions[question.pk]
        return {"check": check, "text": f"{one.check.title}: {one.outcome}", "article": one.article, "days": one.days}

    def keep(questions: Sequence[Question]) -> None:
        law.answer(questions, check, LawVerdict.Said.APPLIED, "", by=by, at=at)
        for question in (question for question in questions if words):
            notices.tell_outcome(question, words, at=at)

    return do(Order(Verb.DECIDE, LAW, what, _article(check), change, keep), question_ids, by, at, versions)


def decline(
    *, question_ids: Sequence[int], check: str, why: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Say that a suggestion is wrong and why; it is shown there no more. Raises DeskError without a why."""
    if not why.strip():
        raise DeskError("Напишите, почему подсказка неверна: по этим словам её поправят.")

    def change(question: Question) -> None:
        _spoken(question, check, at)

    def keep(questions: Sequence[Question]) -> None:
        law.answer(questions, check, LawVerdict.Said.WRONG, why.strip(), by=by, at=at)

    what = {"check": check, "text": f"«{_title(check)}» — не так"}
    return do(Order(Verb.DECIDE, LAW, what, why.strip()[:500], change, keep), question_ids, by, at, versions)


def _follow(question: Question, suggestion: Suggestion, at: datetime) -> None:
    """Move a question as the outcome says; a note moves nothing."""
    if suggestion.check.act == "reject":
        line.move(question, State.REJECTED)
        question.stage = question.waits_for = question.wait_reason = ""
        question.closed_at = at
    elif suggestion.check.act == "forward":
        question.stage, question.waits_for = "", Desk.ROUTING
        question.wait_reason = f"{suggestion.outcome} ({suggestion.article})"[:500]
        if question.state != State.NEW:
            line.move(question, State.NEW)


def _spoken(question: Question, check: str, at: datetime) -> Suggestion:
    for suggestion in law.suggested(question, at):
        if suggestion.check.code == check:
            return suggestion
    raise Declined("Этой подсказки на вопросе больше нет: обновите страницу.")


def _title(check: str) -> str:
    return law.CHECKS[check].title if check in law.CHECKS else check


def _article(check: str) -> str:
    if check not in law.CHECKS:
        raise DeskError(f"Проверки «{check}» нет: обновите страницу.")
    return law.CHECKS[check].why
