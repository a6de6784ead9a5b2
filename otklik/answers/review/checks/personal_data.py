"""Personal data that the answer would show: other people's names and numbers; in public also the author's own."""

import re
from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import STOP, AnswerCheck, AnswerText, Spot
from otklik.appeals.masking import Span, mask

_NEAR = 70
_GREETING_ENDS = 120
_OFFICIAL = re.compile(
    r"тел(?:\.|ефон)|горяч\w+ лини|диспетчер|приемн|справочн|дежурн|единый номер|аварийн|колл-центр|звонить|звоните"
    r"|почт\w* (?:для|отдел|учрежден|админ)|обращ"
)
_ROLE = re.compile(
    r"начальник|директор|глав[аеоыу]\b|главврач|главн|замест|министр|специалист|инспектор|исполнитель|исп\.|мастер|инженер|"
    r"контакт|руководител|председател|куратор|участков|завед|ответственн|консультант|прораб|диспетчер|управляющ|депутат|"
    r"губернатор|мэр|подпис|врач\b|и\.\s?о\."
)
_MOBILE = re.compile(r"(?:\+?7|8)?[\s(.-]*9\d\d")
_OWN_MAIL = re.compile(r"@(?:mail|yandex|ya|gmail|bk|list|inbox|rambler|icloud|hotmail)\.", re.IGNORECASE)
_WHAT = {
    "name": "чьё-то имя", "phone": "личный телефон", "email": "личная почта", "card": "номер карты",
    "snils": "СНИЛС", "inn": "ИНН", "passport": "паспорт", "plate": "номер машины", "flat": "номер квартиры",
    "birth": "дата рождения", "profile": "страница в сети",
}  # fmt: skip


def _look(cut: AnswerCut) -> Iterator[Spot]:
    for span in mask(cut.text).spans:
        if _is_personal(cut, span):
            what = _WHAT.get(span.kind, "личные данные")
            yield Spot(span.start, span.end, f"Здесь {what}: уберите или напишите без личных данных")


def _is_personal(cut: AnswerCut, span: Span) -> bool:
    before = cut.low[max(0, span.start - _NEAR) : span.start]
    value = cut.text[span.start : span.end]
    if span.kind == "name":
        return not _ROLE.search(before) and not (cut.answer.greets and _is_greeted(cut, span))
    if span.kind == "phone":
        return bool(_MOBILE.match(value)) and not _OFFICIAL.search(before)
    if span.kind == "email":
        return bool(_OWN_MAIL.search(value)) and not _OFFICIAL.search(before)
    if span.kind == "inn":
        return sum(letter.isdigit() for letter in value) == 12
    return cut.answer.is_public or span.kind not in _OWN


def _is_greeted(cut: AnswerCut, span: Span) -> bool:
    return span.end <= _GREETING_ENDS and cut.text[span.end : span.end + 2].lstrip()[:1] in ("!", ",")


_OWN = frozenset(("flat", "profile"))
"""In a letter to the author alone their own flat may stand."""

CHECK = AnswerCheck(
    code="personal_data",
    title="Личные данные в ответе",
    why="Чужие личные данные публиковать нельзя (152-ФЗ), в открытом ответе нельзя и данные автора",
    severity=STOP,
    good=AnswerText(
        "Мастер управляющей компании починил замок 5 ноября. Диспетчерская: 8 (800) 555-35-35.", is_public=True
    ),
    bad=AnswerText(
        "Шумел ваш сосед Петров Сергей Иванович из квартиры 17, его телефон 8 912 345-67-89.", is_public=True
    ),
    look=_look,
)
