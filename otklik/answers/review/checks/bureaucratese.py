"""Officialese from a table, each turn with plain words to put instead."""

from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import HINT, AnswerCheck, AnswerText, Spot


def _look(cut: AnswerCut) -> Iterator[Spot]:
    for met in cut.met("officialese"):
        yield Spot(*cut.span(met.first, met.last), f"Проще: {met.turn.advice}")


CHECK = AnswerCheck(
    code="bureaucratese",
    title="Канцеляризм",
    why="Простыми словами понятнее и короче",
    severity=HINT,
    good=AnswerText("Сейчас чиним трубу. Воду дадим сегодня к 18:00."),
    bad=AnswerText(
        "В настоящее время осуществляется производство ремонтных работ в целях восстановления водоснабжения."
    ),
    look=_look,
)
