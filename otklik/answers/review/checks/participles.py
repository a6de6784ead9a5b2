"""Chains of participles and gerunds in one sentence: nobody reads them to the end."""

from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut, Form
from otklik.answers.review.check import HINT, AnswerCheck, AnswerText, Spot

MOST = 2
"""Participles and gerunds that one sentence bears."""


def _look(cut: AnswerCut) -> Iterator[Spot]:
    for sentence in cut.sentences:
        heavy = [at for at in range(sentence.first, sentence.last) if cut.forms[at] & (Form.PARTICIPLE | Form.GERUND)]
        if len(heavy) > MOST:
            yield Spot(*cut.span(heavy[0], heavy[-1]), "Разбейте на два-три предложения с глаголами: кто что сделал")


CHECK = AnswerCheck(
    code="participles",
    title="Цепочка причастий и деепричастий",
    why="Такое предложение приходится перечитывать",
    severity=HINT,
    good=AnswerText("Комиссия осмотрела двор 3 ноября. Она увидела, что бордюр сломан. Его заменят до 10 ноября."),
    bad=AnswerText(
        "Комиссией, осмотревшей территорию, прилегающую к дому, построенному в 1980 году, учитывая изложенное, отмечен "
        "повреждённый бордюр."
    ),
    look=_look,
)
