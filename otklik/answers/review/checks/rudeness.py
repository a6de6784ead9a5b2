"""Rude words, and the tone that lays the blame on the author."""

from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import STOP, AnswerCheck, AnswerText, Spot
from otklik.triage.readers import rudeness


def _look(cut: AnswerCut) -> Iterator[Spot]:
    (reading,) = rudeness.READER.read(cut.cuts)
    for place in reading.places if reading.rude else ():
        yield Spot(place.start, place.end, f"Уберите: {rudeness.KINDS[place.kind]}")
    for met in cut.met("blame"):
        yield Spot(*cut.span(met.first, met.last), "Звучит как упрёк: скажите то же без вины и поучений")


CHECK = AnswerCheck(
    code="rudeness",
    title="Грубость или упрёк",
    why="Орган отвечает вежливо, что бы ни написал человек",
    severity=STOP,
    good=AnswerText("Понимаем, что ждать неприятно. Воду дадим 5 ноября к 18:00."),
    bad=AnswerText("Надо было раньше думать, вы сами виноваты: читайте внимательнее объявления."),
    look=_look,
)
