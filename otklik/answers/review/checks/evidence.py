"""Who says that there is nothing amiss shows it: an act, a photo, a measurement."""

import re
from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import WARN, AnswerCheck, AnswerText, Spot

_MEASURED = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:°|градус|дб\b|децибел|мг|%|процент|люкс|лк\b|атм|бар\b|вольт|в\b|квт|куб|литр|м\b|см\b|мм\b"
    r"|метр|сантиметр|руб|₽|мкр?зв|мкг)"
)


def _look(cut: AnswerCut) -> Iterator[Spot]:
    if cut.answer.has_attachments or cut.met("proof") or _MEASURED.search(cut.low):
        return
    for met in cut.met("denied"):
        yield Spot(*cut.span(met.first, met.last), "Покажите, откуда это известно: акт, фото, замер, дата проверки")


CHECK = AnswerCheck(
    code="evidence",
    title="Опровержение без доказательств",
    why="Человек видел своими глазами: слову без акта, фото или замера он не поверит",
    severity=WARN,
    good=AnswerText("Замерили 3 ноября в вашей комнате: 21 градус, акт подписан жильцом. Нарушение не подтвердилось."),
    bad=AnswerText("Факты, изложенные в обращении, не подтвердились, нарушений не выявлено."),
    look=_look,
)
