"""What an answer promises, as its approver is shown it before publication, and the approver's corrections."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from otklik.answers.models import Answer, PromiseCorrection
from otklik.answers.promised import promising, seasons
from otklik.answers.promised.promising import Almanac, PromiseError
from otklik.appeals.models import Question
from otklik.deadlines import queries as deadlines
from otklik.offices.models import Person
from otklik.reference import queries as reference
from otklik.reference.models import Territory
from otklik.reference.rules import YearNotLoaded


@dataclass(frozen=True, slots=True)
class Shown:
    """A promise of an answer: where it stands in the text, by when it is owed.

    `due_at` None: a person said that it is no promise. `read_at`: what the machine read. `by`: who corrected it.
    """

    begins: int
    ends: int
    words: str
    due_at: datetime | None
    read_at: datetime
    by: str
    sentence: str

    @property
    def is_dropped(self) -> bool:
        return self.due_at is None

    @property
    def is_corrected(self) -> bool:
        return bool(self.by)


def shown(answer: Answer, *, at: datetime) -> tuple[Shown, ...]:
    """Promises of the text as it stands, with the corrections of people, in the order of the text."""
    question = answer.question
    reads = promising.promises(answer.text, at, deadlines.zone_of(question.territory_id), almanac(question))
    kept = PromiseCorrection.objects.filter(answer=answer.pk).select_related("by") if answer.pk else ()
    said = {(row.words, row.nth): row for row in kept}
    met = Counter[str]()
    found = []
    for read in reads:
        row = said.get((read.words[:300], met[read.words]))
        met[read.words] += 1
        found.append(
            Shown(
                begins=read.begins, ends=read.ends, words=read.words, due_at=row.due_at if row else read.due_at,
                read_at=read.due_at, by=str(row.by) if row else "",
                sentence=read.sentence,
            )
        )  # fmt: skip
    return tuple(found)


@transaction.atomic
def correct(answer: Answer, *, begins: int, due_on: date | None, by: Person, at: datetime) -> Shown:
    """Say by which day a promise read at `begins` is really owed (None: it is no promise), before it is published.

    Kept by the words, so that it outlives a new draft in which they stand. Raises PromiseError (Russian).
    """
    if answer.state == Answer.State.PUBLISHED:
        raise PromiseError("Ответ уже опубликован: обещание правят на карточке вопроса.")
    now = shown(answer, at=at)
    found = next((one for one in now if one.begins == begins), None)
    if found is None:
        raise PromiseError("Такого обещания в тексте нет: текст изменился, обновите страницу.")
    zone = deadlines.zone_of(answer.question.territory_id)
    due_at = datetime.combine(due_on, time(23, 59, 59), zone) if due_on else None
    if due_at is not None and due_at <= at:
        raise PromiseError(f"День {due_on:%d.%m.%Y} уже прошёл: назовите день впереди.")
    key: dict[str, Any] = {"answer": answer, "words": found.words[:300], "nth": _nth(now, found)}
    if due_at is not None and due_at == found.read_at:
        PromiseCorrection.objects.filter(**key).delete()
    else:
        PromiseCorrection.objects.update_or_create(**key, defaults={"due_at": due_at, "by": by, "at": at})
    return next(one for one in shown(answer, at=at) if one.begins == begins)


def almanac(question: Question) -> Almanac:
    """The working days and the seasons of the place of a question."""
    code = Territory.objects.filter(pk=question.territory_id or 0).values_list("code", flat=True).first() or ""
    try:
        calendar = reference.calendar(code)
    except YearNotLoaded:
        calendar = None
    return Almanac(calendar, seasons.of(code))


def _nth(now: Sequence[Shown], found: Shown) -> int:
    return sum(one.words == found.words and one.begins < found.begins for one in now)
