"""An answer says what was or will be done, when, and who answers for it; a refusal says why."""

from collections.abc import Iterator

from otklik.answers.review import deeds
from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.answer_text import EXPLAINED, INTERIM, PLANNED, REFUSED, SOLVED
from otklik.answers.review.check import WARN, AnswerCheck, AnswerText, Spot

_WHAT, _TO_BE, _WHEN, _WHO, _WHY = "что сделали", "что сделают", "когда", "кто отвечает", "почему так"


def _look(cut: AnswerCut) -> Iterator[Spot]:
    missing = list(_missing(cut))
    # Alone it is no flaw: who signs the answer answers for it.
    if set(missing) - {_WHO}:
        yield Spot(0, 0, f"Не сказано: {', '.join(missing)}")


def _missing(cut: AnswerCut) -> Iterator[str]:
    answer = cut.answer
    if answer.kind == INTERIM:
        yield from [] if _has_date(cut) else [_WHEN]
    elif answer.outcome == SOLVED:
        yield from [] if deeds.has_done(cut) else [_WHAT]
        yield from [] if _has_date(cut) else [_WHEN]
    elif answer.outcome == PLANNED:
        yield from [] if any(deeds.to_come(cut, one) for one in cut.sentences) else [_TO_BE]
        yield from [] if deeds.has_due(cut) else [_WHEN]
        yield from [] if cut.met("who") else [_WHO]
    elif answer.outcome in (EXPLAINED, REFUSED):
        yield from _unexplained(cut)


def _unexplained(cut: AnswerCut) -> Iterator[str]:
    """A reason, a way to go, a date or a thing that happened explain."""
    labels = ("reason", "not_ours", "ours_elsewhere", *(["denied"] if cut.met("proof") else []))
    if cut.answer.outcome == EXPLAINED:
        labels = (*labels, "where_to", "step")
    if not cut.met(*labels) and not _has_date(cut) and not deeds.has_done(cut):
        yield _WHY


def _has_date(cut: AnswerCut) -> bool:
    return any(when.kind != "hour" for when in cut.whens)


CHECK = AnswerCheck(
    code="concrete",
    title="Мало конкретики",
    why="Без дела, даты и ответственного ответ читают как отписку",
    severity=WARN,
    good=AnswerText("Яму у дома 7 засыпала 12 ноября бригада Дорсервиса.", outcome=SOLVED),
    bad=AnswerText("Ваше обращение рассмотрено, необходимые меры приняты.", outcome=SOLVED),
    look=_look,
)
