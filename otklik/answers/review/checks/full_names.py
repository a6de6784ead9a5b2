"""Full names of acts and of structures make an answer unreadable: a short name and a link are enough."""

import re
from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import HINT, AnswerCheck, AnswerText, Spot

_ACT = re.compile(
    r"(?:федеральн\w+ (?:конституционн\w+ )?закон\w*|закон\w* [\w\s-]{3,40}(?:края|области|республики)|постановлени\w+"
    r"|распоряжени\w+|приказ\w*|указ\w*|решени\w+ [\w\s-]{3,40}думы)[^.;«»\n]{0,120}?от (?:\d{1,2}\.\d{1,2}\.\d{2,4}"
    r"|\d{1,2} [а-я]{3,9} \d{4})\s?(?:г\.|года)?\s?(?:№|n)\s?[\w./-]+(?:\s*«[^»]{5,300}»)?"
)
_LONG_ACT = 60


def _look(cut: AnswerCut) -> Iterator[Spot]:
    for act in _ACT.finditer(cut.low):
        if act.end() - act.start() >= _LONG_ACT or "«" in act[0]:
            yield Spot(*act.span(), "Хватит короткого имени: «по закону об обращениях», «по 59-ФЗ», «по правилам 354»")
    for met in cut.met("full_name"):
        yield Spot(*cut.span(met.first, met.last), f"Короче: {met.turn.advice}")


CHECK = AnswerCheck(
    code="full_names",
    title="Полное название акта или ведомства",
    why="Длинные названия закрывают суть: человеку нужно, что из них следует",
    severity=HINT,
    good=AnswerText("По закону об обращениях граждан (59-ФЗ) письмо передали в Роспотребнадзор 3 ноября."),
    bad=AnswerText(
        "В соответствии с Федеральным законом от 02.05.2006 № 59-ФЗ «О порядке рассмотрения обращений граждан "
        "Российской Федерации» сообщаем следующее."
    ),
    look=_look,
)
