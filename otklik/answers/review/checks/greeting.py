"""A letter greets by name; a public reply greets, but shows no surname or patronymic."""

import re
from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import HINT, AnswerCheck, AnswerText, Spot

_HEAD = 140
_FACELESS = re.compile(r"уважаем\w+ (?:заявител\w+|гражда\w+|автор\w*|житель\w*|жители|пользовател\w+|обративш\w+)")
_NAMED = re.compile(
    r"(?:уважаем\w+|здравствуйте|добрый день|добрый вечер|доброе утро),? (?:господин |госпожа )?"
    r"(?:[А-ЯЁ][а-яё]+ ?){1,3}[!,.]|\[ИМЯ\]|\{имя\w*\}",
    re.IGNORECASE,
)
_GREETED = re.compile(r"здравствуйте|добр(?:ый|ого|ое) (?:день|вечер|утро|времени)|уважаем|приветству|\[имя\]|\{имя")


def _look(cut: AnswerCut) -> Iterator[Spot]:
    head, low = cut.text[:_HEAD], cut.low[:_HEAD]
    faceless = _FACELESS.search(low)
    if faceless and cut.answer.greets:
        yield Spot(*faceless.span(), "Обратитесь по имени: напишите «{имя}», имя и отчество подставятся при отправке")
    elif cut.answer.greets and not _NAMED.search(head):
        yield Spot(0, 0, "Письмо начинают с обращения: «Здравствуйте, {имя}!»; имя и отчество подставятся при отправке")
    elif cut.answer.is_public and cut.text.strip() and not _GREETED.search(low):
        yield Spot(0, 0, "Поздоровайтесь: «Здравствуйте!»")


CHECK = AnswerCheck(
    code="greeting",
    title="Нет обращения к человеку",
    why="С обращения по имени начинается уважение; в открытой сети фамилию и отчество не называют",
    severity=HINT,
    good=AnswerText("Здравствуйте, {имя}! Пандус у подъезда поставили 3 ноября.", greets=True),
    bad=AnswerText("Уважаемый заявитель! Пандус у подъезда поставили 3 ноября.", greets=True),
    look=_look,
)
