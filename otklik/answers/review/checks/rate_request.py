"""Who is refused, or still waits, is not asked to rate."""

from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.answer_text import INTERIM, PLANNED, REFUSED
from otklik.answers.review.check import STOP, AnswerCheck, AnswerText, Spot


def _look(cut: AnswerCut) -> Iterator[Spot]:
    answer = cut.answer
    if answer.kind == INTERIM or answer.outcome in (REFUSED, PLANNED):
        for met in cut.met("rate"):
            if not met.is_denied:
                yield Spot(*cut.span(met.first, met.last), "Уберите просьбу об оценке: вопрос ещё не решён")


CHECK = AnswerCheck(
    code="rate_request",
    title="Просьба об оценке при нерешённом вопросе",
    why="Просьба оценить отказ или обещание злит и портит доверие к оценкам",
    severity=STOP,
    good=AnswerText(
        "Ограждение не поставим: рядом пожарный проезд, по нормам он должен быть свободен.", outcome=REFUSED
    ),
    bad=AnswerText("Отказано в установке ограждения. Просим оценить ответ на пять.", outcome=REFUSED),
    look=_look,
)
