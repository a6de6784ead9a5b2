"""An appeal by 59-ФЗ gets its number; a letter changes its legal kind on a ground that is kept."""

from collections.abc import Sequence
from datetime import datetime

from otklik.appeals import registry
from otklik.appeals.models import Appeal, KindChange, Question
from otklik.appeals.states import OPEN, Declined, Stage, State
from otklik.deadlines import milestones
from otklik.deadlines.models import Clock
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.flow.desks.waiting import KIND_CHANGED, REGISTERED
from otklik.offices.models import Person
from otklik.offices.rules import Verb

_TO_APPEAL = ("epgu", "site", "paper", "visit", "mistake")
_TO_MESSAGE = ("not", "mistake")
GROUNDS = {Appeal.LegalKind.APPEAL: _TO_APPEAL, Appeal.LegalKind.MESSAGE: _TO_MESSAGE}


def register(*, question_ids: Sequence[int], by: Person, at: datetime, versions: Versions = None) -> Act:
    """Register the appeals of questions: each gets a number, its clocks of registration stop (59-ФЗ art. 8 p. 2)."""
    given: dict[int, str] = {}

    def change(question: Question) -> None:
        appeal = question.appeal
        if appeal.legal_kind != Appeal.LegalKind.APPEAL:
            raise Declined("Это сообщение, по 59-ФЗ его не регистрируют: если это обращение, сначала смените вид.")
        if kept := registry.registration(appeal.pk):
            raise Declined(f"Обращение уже зарегистрировано: № {kept.number}.")
        given[question.pk] = registry.register(appeal, by=by, at=at).number

    def keep(questions: Sequence[Question]) -> None:
        of_letters = Question.objects.filter(appeal__in={question.appeal_id for question in questions})
        milestones.done(of_letters.values_list("pk", flat=True), Clock.Kind.REGISTRATION, at=at)

    order = Order(Verb.DECIDE, REGISTERED, lambda question: {"text": f"№ {given[question.pk]}"}, "", change, keep)
    return do(order, question_ids, by, at, versions)


def change_kind(
    *, question_ids: Sequence[int], ground: str, words: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Make a message an appeal by 59-ФЗ, or an appeal a message, on a ground; its terms are counted anew.

    The former clocks are kept as withdrawn. Raises DeskError without a ground or words.
    """
    if ground not in KindChange.Ground.values:
        raise DeskError("Основание не выбрано: назовите, почему вид письма другой.")
    if not words.strip():
        raise DeskError("Напишите, чем подтверждается основание: номер заявления, опись, запись приёма.")
    label = KindChange.Ground(ground).label
    turned: list[int] = []

    def change(question: Question) -> None:
        appeal = question.appeal
        if appeal.pk in turned:
            _time_anew(question)
            return
        before, after = Appeal.LegalKind(appeal.legal_kind), other_kind(appeal.legal_kind)
        if ground not in GROUNDS[after]:
            raise Declined(f"Основание «{label}» не делает письмо видом «{after.label}»: выберите другое.")
        if after == Appeal.LegalKind.MESSAGE and (kept := registry.registration(appeal.pk)):
            raise Declined(f"Обращение зарегистрировано под № {kept.number}: сначала отмените регистрацию.")
        kept_change = KindChange(
            appeal=appeal, at=at, by=by, before=before, after=after, ground=ground, words=words.strip()[:500]
        )
        registry.change_kind(appeal, kept_change)
        turned.append(appeal.pk)
        _time_anew(question)

    def keep(questions: Sequence[Question]) -> None:
        why = f"Вид письма изменён: {label}"
        milestones.withdraw([question.pk for question in questions], why=why, by=by, at=at)

    letters = Question.objects.filter(pk__in=question_ids).values("appeal")
    siblings = Question.objects.filter(appeal__in=letters, state__in=OPEN).values_list("pk", flat=True)
    order = Order(Verb.DECIDE, KIND_CHANGED, {"text": label}, words.strip()[:500], change, keep)
    return do(order, question_ids, by, at, versions, also=siblings)


def other_kind(legal_kind: str) -> Appeal.LegalKind:
    """The kind that a letter may be changed to."""
    is_appeal = legal_kind == Appeal.LegalKind.APPEAL
    return Appeal.LegalKind.MESSAGE if is_appeal else Appeal.LegalKind.APPEAL


def _time_anew(question: Question) -> None:
    if question.state in (State.SENT, State.TAKEN):
        question.stage = Stage.DEADLINES
