"""Where a person lives to the flat, and when they were born."""

import re
from collections.abc import Iterator, Sequence

from otklik.appeals.masks.spans import Kind, Span

FLAT = Kind("flat", "[КВАРТИРА]")
BIRTH = Kind("birth", "[ДАТА РОЖДЕНИЯ]")
KINDS = (BIRTH, FLAT)

_NOT_AREA = r"(?![\d-]*\d)(?!\s?(?:кв|м\b|м2|м²|метр|тыс|руб|р\b|%|°|лет|год|град|гр\b|чел|эт|семе|дет|[.,]\d))"
_FLAT = re.compile(
    rf"\b(?:кв(?:артир[аеуы])?|ком(?:нат[аеуы])?|апартамент\w{{0,3}}|пом(?:ещени[ея])?)\b\.?\s{{0,2}}(?:№\s?)?\d{{1,4}}[а-в]?\b{_NOT_AREA}"
    rf"|\bкв\d{{1,4}}\b{_NOT_AREA}"
    r"|(?<![\w.,])\d{1,4}(?:-?(?:й|я|ю|ой|ая|ую|ей))?\s?(?:квартир[еуы]|кв)\b(?!\.?\s?(?:м|№?\s?\d))"
)
_AFTER_HOUSE = re.compile(r"(?<!д\. )(?<!д\.)\b(?:д\.|дом)\s?\d{1,3}[а-я]?(?:/\d{1,3})?\s?-\s?(\d{1,4})\b(?!\.\d)")
_AFTER_STREET = re.compile(
    r"(?:(?i:\bул(?:\.|иц[аеы])?\s?[\w-]{3,}(?:\s[а-яё]{3,})?,?\s(?:д\.?\s?)?)|\[ИМЯ\],?\s?|\b[А-ЯЁ]{3,}(?:АЯ|ИЙ|ОГО|ОВА|ЕВА|ИНА)\s|\b(?!Пн|Вт|Ср|Чт|Пт|Сб|Вс|ГОСТ|Время|Понедельник|Суббот|Воскресен)[А-ЯЁ][а-яё]+"
    r"(?:ая|ий|ый|ой|яя|ого|его|ых|[аяиы])(?:\s[А-ЯЁ][а-яё]+)?,?\s|\b9\s[Мм]ая\s)"
    r"\d{1,3}[а-я]?(?:/\d{1,2})?\s?-\s?(?!(?:00|30|15|45)\b)(\d{1,3})\b(?![-./:]\d|\s?(?:лет|м\b|час|эт|год|руб|%|°|град|и\s\d))"
)
_DASH_NUMBER = re.compile(r"-\s?\d")
_HOUSING = re.compile(r"\bд(?:ом|\.)?\s?\d{1,3}[а-я]?,?\s(к\.\s?\d{2,4})\b")
_FLAT_WORDS = ("кв", "ком.", "комнат", "апарт", "пом.", "пом ", "помещ")
_AREA_ON = re.compile(r"\bна\s$")
_COUNTED = re.compile(r"(?:\b(?:в|из|с|со|от|для|и|на|собственник\w*)\s)$")

_MONTH = r"(?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)\w*"
_DAY = rf"(?:\d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?(?:\d{{4}}|\d\d)|\d{{1,2}}\s{_MONTH}\s\d{{4}})"
_BORN = re.compile(
    rf"\b(?:{_DAY}|(?:19|20)\d\d)\s?(?=(?:г\.?|года?)?,?\s?(?:г\s?\.\s?р\b|гр\b|рожд\.|рожден|рождён|р\.))"
    rf"|(?<=рожд)(?:ени[яе]|\.)?(?:\s?\([^)\d]{{0,20}}\))?\s?[:,-]?\s?(?:реб[её]нка\s?)?({_DAY})"
    rf"|\bрод(?:ил(?:ся|ась)|\.)\s({_DAY}|в\s(?:19|20)\d\d\sгоду)"
    rf"|\bд[./]\s?р\.?[:\s]\s?({_DAY})",
)
_MAY_BE_BORN = re.compile(r"\d\s?г?\.?\s?(?:г\s?р|г\s?\.\s?р|р\.)")
_AFTER_MARK = re.compile(
    rf"\[имя\](?:\s\w+)?[ ,(]{{1,3}}({_DAY})(?=\s?(?:г\.?|года)?\s?(?:[),;.\n]|г\.?\s?р|$))"
    r"|\[имя\] (\d\d[./]\d\d[./]19\d\d)\b"
)
_DATE_NEXT = re.compile(rf"[ ,(]{{1,3}}({_DAY})(?=\s?(?:г\.?|года)?\s?(?:[),;\n]|г\.?\s?р|$))")


def spans(text: str, named: Sequence[Span]) -> Iterator[Span]:
    """Flats and birth dates of `text`; a date right after a full name of `named` counts as one of birth."""
    low = text.lower()
    if len(low) != len(text):
        low = text
    if "рожд" in low or "родил" in low or "род." in low or _short_of_birth(low):
        yield from _births(low)
    if "[имя]" in low:
        yield from (Span(BIRTH.code, *found.span(found.lastindex or 1)) for found in _AFTER_MARK.finditer(low))
    for name in named:
        if name.end - name.start > 12 and (found := _DATE_NEXT.match(low, name.end)):
            yield Span(BIRTH.code, *found.span(1))
    if any(word in low for word in _FLAT_WORDS):
        yield from _flats(low)
    yield from _after_houses(text, low)


def _after_houses(text: str, low: str) -> Iterator[Span]:
    if "-" in low and ("д." in low or "дом" in low):
        yield from (Span(FLAT.code, *found.span(1)) for found in _AFTER_HOUSE.finditer(low))
    if "-" in text and _DASH_NUMBER.search(text):
        yield from (Span(FLAT.code, *found.span(1)) for found in _AFTER_STREET.finditer(text))
    if " к." in low:
        yield from (Span(FLAT.code, *found.span(1)) for found in _HOUSING.finditer(low))


def _short_of_birth(low: str) -> bool:
    return "д.р" in low or "д/р" in low or "д. р" in low or ("р" in low and _MAY_BE_BORN.search(low) is not None)


def _births(low: str) -> Iterator[Span]:
    for found in _BORN.finditer(low):
        start, end = found.span(found.lastindex or 0)
        yield Span(BIRTH.code, start, start + len(low[start:end].rstrip()))


def _flats(low: str) -> Iterator[Span]:
    for found in _FLAT.finditer(low):
        start, end = found.span()
        before = low[max(0, start - 20) : start]
        if found.group()[0].isdigit() and not _COUNTED.search(before):
            continue
        if found.group().endswith("кв") and _AREA_ON.search(before):
            continue
        yield Span(FLAT.code, start, end)
