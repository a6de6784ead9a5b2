"""What people do with promises: give one, say that it is kept, will not be kept, or was none."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from otklik.answers.models import Promise
from otklik.answers.promised import promises
from otklik.appeals.models import Question
from otklik.appeals.states import Declined, check_open
from otklik.deadlines import queries as deadlines
from otklik.flow.desks import waiting
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.flow.desks.terms import checked, or_declined
from otklik.offices.models import Person
from otklik.offices.rules import Verb


def give(
    *, question_ids: Sequence[int], day: date | None, words: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Put a date promised to the author under control: it is owed to the end of that day where the question is.

    Raises DeskError for no day, no words, personal data in them.
    """
    if day is None:
        raise DeskError("День не назван: укажите, к какому дню обещано.")
    text = checked(words, "Обещание пусто: напишите, что обещано автору.")
    owed: dict[int, int] = {}

    def change(question: Question) -> None:
        check_open(question.state)
        due_at = datetime.combine(day, time(23, 59, 59), deadlines.zone_of(question.territory_id))
        given = or_declined(lambda: promises.give(question, words=text, due_at=due_at, at=at))
        owed[question.pk] = given.clock_id

    def what(question: Question) -> dict[str, Any]:
        return {"clock": owed[question.pk], "until": str(day), "text": f"до {day:%d.%m.%Y} — {text}"}

    return do(Order(Verb.WORK, waiting.PROMISED, what, "", change), question_ids, by, at, versions)


def keep(
    *, question_ids: Sequence[int], clock_id: int, was_in_time: bool = False, words: str = "", by: Person,
    at: datetime, versions: Versions = None,
) -> Act:  # fmt: skip
    """Mark a promise kept, on a closed question too: closing does not take back what was promised.

    After its term `was_in_time` with a reason says that only the mark is late. Raises DeskError for personal data.
    """
    why = checked(words, "") if words.strip() else ""

    def end(promise: Promise) -> None:
        promises.keep(promise, was_in_time=was_in_time, why=why, by=by, at=at)

    return _ended("promise_kept", end, clock_id, why, question_ids, by, at, versions)


def give_up(
    *, question_ids: Sequence[int], clock_id: int, words: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Say that a promise will not be kept, and why. Raises DeskError for no words, personal data in them."""
    why = checked(words, "Причина пуста: напишите, почему обещание не будет выполнено.")

    def end(promise: Promise) -> None:
        promises.give_up(promise, why=why, by=by, at=at)

    return _ended("promise_broken", end, clock_id, why, question_ids, by, at, versions)


def withdraw(
    *, question_ids: Sequence[int], clock_id: int, words: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Take a promise off control: it was read wrongly, or taken back. Raises DeskError as `give_up`."""
    why = checked(words, "Причина пуста: напишите, почему обещание снимается с контроля.")

    def end(promise: Promise) -> None:
        promises.withdraw(promise, why=why, by=by, at=at)

    return _ended("promise_withdrawn", end, clock_id, why, question_ids, by, at, versions)


def _ended(
    kind: str, end: Callable[[Promise], None], clock_id: int, why: str, question_ids: Sequence[int], by: Person,
    at: datetime, versions: Versions,
) -> Act:  # fmt: skip
    stood: dict[int, dict[str, Any]] = {}

    def change(question: Question) -> None:
        promise: Promise = or_declined(lambda: promises.owed(clock_id))
        if promise.question_id != question.pk:
            raise Declined("Такого обещания у вопроса нет: обновите страницу.")
        stood[question.pk] = {"clock": clock_id, "promise": promises.told(promise), "text": promise.words}
        or_declined(lambda: end(promise))

    def what(question: Question) -> dict[str, Any]:
        return stood[question.pk]

    return do(Order(Verb.WORK, kind, what, why, change), question_ids, by, at, versions)
