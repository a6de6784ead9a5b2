"""Promises under control: they begin with a published answer or a person's act, and end kept, broken or withdrawn."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from otklik.answers.models import Answer, Promise
from otklik.answers.promised import promise_reading
from otklik.appeals import actions as appeals
from otklik.appeals.masking import mask
from otklik.appeals.models import Event, Question
from otklik.deadlines import clocks
from otklik.deadlines.rules import DeadlineError
from otklik.offices.models import Person

BROKEN = "promise_broken"
_BATCH = 500
Verdict = Promise.Verdict
Promises = QuerySet[Promise]


@dataclass(frozen=True, slots=True)
class Counted:
    """Promises due in some days, by what came of them; of `open` nothing is said yet."""

    kept: int = 0
    broken: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        return self.kept + self.broken + self.open

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.kept + other.kept, self.broken + other.broken, self.open + other.open)


@dataclass(frozen=True, slots=True)
class Given:
    """One promise as its card shows it: its words, what came of it and why, who said so (empty: the machine).

    `answer_id` None: a person put it under control.
    """

    words: str
    verdict: str
    why: str
    by: str
    answer_id: int | None


def control(answer: Answer, *, at: datetime) -> tuple[Promise, ...]:
    """Put what a published answer promises under control, a clock each; inside its publication; again adds nothing.

    A day that the question is owed already, promised before, is not promised twice; a day that is past is left out. A
    copy for a joined question promises nothing more: what is owed is owed on the question that it was joined to.
    """
    if answer.same_as_id is not None:
        return ()
    known = dict(answer.promises.values_list("begins", "pk"))
    owed = _open(answer.question_id).exclude(answer=answer).values_list("due_at", flat=True)
    elsewhere = set(owed)
    made = []
    for read in promise_reading.shown(answer, at=at):
        if read.due_at is None or read.begins in known or read.due_at in elsewhere:
            continue
        if read.due_at > at:
            place = {"begins": read.begins, "ends": read.ends}
            made.append(_begin(answer.question, mask(read.sentence).text, read.due_at, at, answer=answer, **place))
    return tuple(made)


def give(question: Question, *, words: str, due_at: datetime, at: datetime) -> Promise:
    """A person promised the author a day; inside the transaction of the act. Raises DeadlineError for a past one."""
    return _begin(question, words, due_at, at)


def forget(answer_ids: Iterable[int]) -> None:
    """Answers were recalled: they have promised nothing."""
    gone = Promise.objects.filter(answer__in=list(answer_ids))
    clocks.withdraw_promises(list(gone.exclude(clock=None).values_list("clock", flat=True)))
    gone.delete()


def keep(promise: Promise, *, was_in_time: bool, why: str, by: Person, at: datetime) -> None:
    """What was promised is done; nothing is owed any more. Inside the transaction of the act.

    After the term `was_in_time` says that only the mark is late: the promise counts as kept, else it stays broken.
    Raises DeadlineError where the promise has its end, or a mark that is late has no reason.
    """
    if at <= promise.due_at:
        was_in_time = True
    elif was_in_time and not why:
        raise DeadlineError("Срок прошёл: напишите, чем подтверждается, что выполнено в срок.")
    _end(promise, Verdict.KEPT if was_in_time else Verdict.BROKEN, why, by, at)


def give_up(promise: Promise, *, why: str, by: Person, at: datetime) -> None:
    """What was promised will not be done. Inside the transaction of the act; raises as `keep`."""
    _end(promise, Verdict.BROKEN, why, by, at)


def withdraw(promise: Promise, *, why: str, by: Person, at: datetime) -> None:
    """It was no promise, or it was taken back: it counts nowhere. Inside the transaction; raises as `keep`."""
    _end(promise, Verdict.WITHDRAWN, why, by, at)


def told(promise: Promise) -> dict[str, Any]:
    """How a promise stands, for the event of the act that ends it: `undo` reads it."""
    said_at = promise.said_at.isoformat() if promise.said_at else ""
    return {"id": promise.pk, "verdict": promise.verdict, "said_at": said_at, "by": promise.said_by_id,
            "why": promise.why}  # fmt: skip


def undo(*, given: Collection[int], ended: Iterable[Mapping[str, Any]]) -> None:
    """Acts were undone: clocks by which a person promised (they go with their questions' clocks), ends as `told`."""
    Promise.objects.filter(clock__in=given, answer=None).delete()
    for stood in ended:
        said_at = datetime.fromisoformat(stood["said_at"]) if stood["said_at"] else None
        Promise.objects.filter(pk=stood["id"]).update(
            verdict=stood["verdict"], said_at=said_at, said_by=stood["by"], why=stood["why"]
        )


def owed(clock_id: int) -> Promise:
    """The promise of a running clock, locked. Raises DeadlineError where none is owed by it."""
    found = Promise.objects.select_for_update().filter(clock=clock_id, clock__done_at=None).first()
    if found is None:
        raise DeadlineError("Такого обещания нет или оно уже снято с контроля: обновите страницу.")
    return found


def sweep(at: datetime) -> int:
    """Mark promises broken whose term passed with nothing said; they stay owed. Returns how many; safe to repeat."""
    with transaction.atomic():
        late = Promise.objects.select_for_update(of=("self",)).filter(verdict="", due_at__lt=at, clock__done_at=None)
        found = list(late.select_related("question").order_by("due_at", "pk")[:_BATCH])
        Promise.objects.filter(pk__in=[one.pk for one in found]).update(verdict=Verdict.BROKEN, said_at=at)
        appeals.tell(
            Event(
                appeal_id=one.question.appeal_id, question_id=one.question_id, kind=BROKEN, at=at,
                what={"clock": one.clock_id, "text": one.words}, why=f"Срок прошёл {one.due_at:%d.%m.%Y}",
            )
            for one in found
        )  # fmt: skip
    return len(found)


def counted(of: Promises, *, since: datetime, until: datetime) -> dict[int | None, Counted]:
    """By body (None: nobody's), promises that fell due from `since` to before `until`; what was withdrawn is left out.

    `of` are the promises that are counted: all of them, or those of some bodies, questions, topics.
    """
    rows = of.filter(due_at__gte=since, due_at__lt=until).exclude(verdict=Verdict.WITHDRAWN)
    sums = rows.order_by().values("body").annotate(
        kept=Count("pk", filter=Q(verdict=Verdict.KEPT)),
        broken=Count("pk", filter=Q(verdict=Verdict.BROKEN)),
        still=Count("pk", filter=Q(verdict="")),
    )  # fmt: skip
    return {row["body"]: Counted(row["kept"], row["broken"], row["still"]) for row in sums}


def of_question(question_id: int) -> dict[int, Given]:
    """What was promised on a question, by the number of the clock. One query."""
    rows = Promise.objects.filter(question=question_id, clock__isnull=False).select_related("said_by")
    return {
        row.clock_id or 0: Given(row.words, row.verdict, row.why, str(row.said_by or ""), row.answer_id) for row in rows
    }


def _open(question_id: int) -> Promises:
    return Promise.objects.filter(question=question_id, clock__done_at=None, clock__isnull=False)


def _begin(
    question: Question, words: str, due_at: datetime, at: datetime, *, answer: Answer | None = None, begins: int = 0,
    ends: int = 0,
) -> Promise:  # fmt: skip
    clock = clocks.promise(question.pk, due_at=due_at, at=at)
    body_id = answer.body_id if answer and answer.body_id else question.body_id
    return Promise.objects.create(
        answer=answer, question=question, body_id=body_id, clock=clock, begins=begins, ends=ends, words=words[:300],
        due_at=due_at,
    )  # fmt: skip


def _end(promise: Promise, verdict: str, why: str, by: Person, at: datetime) -> None:
    clocks.keep_promise(promise.clock_id or 0, at=at)
    promise.verdict, promise.said_at, promise.said_by, promise.why = verdict, at, by, why[:500]
    promise.save(update_fields=["verdict", "said_at", "said_by", "why"])
