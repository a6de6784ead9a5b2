"""A promise names its date: «в ближайшее время» is none."""

from collections.abc import Iterator

from otklik.answers.review import deeds
from otklik.answers.review.answer_cut import AnswerCut, Sentence
from otklik.answers.review.answer_text import PLANNED, SOLVED
from otklik.answers.review.check import WARN, AnswerCheck, AnswerText, Spot


def _look(cut: AnswerCut) -> Iterator[Spot]:
    is_told = _is_told(cut)
    for at, sentence in enumerate(cut.sentences):
        vague = [met for met in cut.met("vague") if sentence.first <= met.first < sentence.last]
        is_dated = bool(_dates(cut, sentence))
        if vague and not is_dated:
            for met in vague:
                yield Spot(*cut.span(met.first, met.last), f"Это не срок: {met.turn.advice}")
        elif not is_dated and not is_told and not _is_dated_near(cut, at):
            coming = deeds.to_come(cut, sentence)
            if coming:
                yield Spot(*cut.span(coming[0], coming[-1]), "Обещание без даты: назовите день, неделю или месяц")


def _is_told(cut: AnswerCut) -> bool:
    """Whether a promise has a date, or a solved answer a dated deed: what it adds in passing needs none."""
    dated = [one for one in cut.sentences if _dates(cut, one)]
    if any(deeds.to_come(cut, one) for one in dated):
        return True
    return cut.answer.outcome == SOLVED and any(deeds.done(cut, one) for one in dated)


def _is_dated_near(cut: AnswerCut, at: int) -> bool:
    """Whether the sentence before or after names the date; that of a thing done is not of the promise."""
    near = [*cut.sentences[max(0, at - 1) : at], *cut.sentences[at + 1 : at + 2]]
    return any(_dates(cut, one) and (not deeds.done(cut, one) or deeds.to_come(cut, one)) for one in near)


def _dates(cut: AnswerCut, sentence: Sentence) -> list[str]:
    return [when.kind for when in cut.whens_in(sentence) if when.kind != "hour"]


CHECK = AnswerCheck(
    code="promise_date",
    title="Обещание без срока",
    why="Срок без даты нельзя проверить: человек напишет снова",
    severity=WARN,
    good=AnswerText("Лавочки у подъезда поставим до 25 мая.", outcome=PLANNED),
    bad=AnswerText("Вопрос с лавочками решим в ближайшее время.", outcome=PLANNED),
    look=_look,
)
