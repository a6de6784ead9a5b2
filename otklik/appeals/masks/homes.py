"""Where a person lives to the flat, and when they were born."""

import re
from collections.abc import Iterator, Sequence

from otklik.appeals.masks.spans import Kind, Span

FLAT = Kind("flat", "[КВАРТИРА]")
BIRTH = Kind("birth", "[ДАТА РОЖДЕНИЯ]")
KINDS = (BIRTH, FLAT)

_NOT_AREA = r"(?![\d-]*\d)(?!\s?(?:кв|м\b|м2|м²|метр|тыс|руб|р\b|%|лет|год|чел|эт|семе|дет|[.,]\d))"
_FLAT = re.compile(
    rf"\b(?:кв(?:артир[аеуы])?|ком(?:нат[аеуы])?|апартамент\w{{0,3}})\b\.?\s{{0,2}}(?:№\s?)?\d{{1,4}}[а-в]?\b{_NOT_AREA}"
    rf"|\bкв\d{{1,4}}\b{_NOT_AREA}"
    r"|(?<![\w.,])\d{1,4}(?:-?(?:й|я|ю|ой|ая|ую|ей))?\s?(?:квартир[еуы]|кв)\b(?!\.?\s?(?:м|№?\s?\d))"
)
_AFTER_HOUSE = re.compile(r"(?<!д\. )(?<!д\.)\b(?:д\.|дом)\s?\d{1,3}[а-я]?(?:/\d{1,3})?\s?-\s?(\d{1,4})\b")
_COUNTED = re.compile(r"(?:\b(?:в|из|с|со|от|для|и|на|собственник\w*)\s)$")

_MONTH = r"(?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)\w*"
_DAY = rf"(?:\d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?(?:\d{{4}}|\d\d)|\d{{1,2}}\s{_MONTH}\s\d{{4}})"
_BORN = re.compile(
    rf"\b(?:{_DAY}|(?:19|20)\d\d)\s?(?=(?:г\.?|года?)?,?\s?(?:г\s?\.\s?р\b|гр\b|рожд\.|рожден|рождён|р\.))"
    rf"|(?<=рожд)(?:ени[яе]|\.)?(?:\s?\([^)\d]{{0,20}}\))?\s?[:,-]?\s?(?:реб[её]нка\s?)?({_DAY})"
    rf"|\bрод(?:ил(?:ся|ась)|\.)\s({_DAY}|в\s(?:19|20)\d\d\sгоду)",
)
_MAY_BE_BORN = re.compile(r"\d\s?г?\.?\s?(?:г\s?р|г\s?\.\s?р|р\.)")
_DATE_NEXT = re.compile(rf"[ ,(]{{1,3}}({_DAY})(?=\s?(?:г\.?|года)?\s?(?:[),;\n]|г\.?\s?р|$))")


def spans(text: str, named: Sequence[Span]) -> Iterator[Span]:
    """Flats and birth dates of `text`; a date right after a full name of `named` counts as one of birth."""
    low = text.lower()
    if len(low) != len(text):
        low = text
    if "рожд" in low or "родил" in low or ("р" in low and _MAY_BE_BORN.search(low)):
        yield from _births(low)
    for name in named:
        if name.end - name.start > 12 and (found := _DATE_NEXT.match(low, name.end)):
            yield Span(BIRTH.code, *found.span(1))
    if "кв" in low or "ком." in low or "комнат" in low or "апарт" in low:
        yield from _flats(low)
    if "-" in low and ("д." in low or "дом" in low):
        yield from (Span(FLAT.code, *found.span(1)) for found in _AFTER_HOUSE.finditer(low))


def _births(low: str) -> Iterator[Span]:
    for found in _BORN.finditer(low):
        start, end = found.span(found.lastindex or 0)
        yield Span(BIRTH.code, start, start + len(low[start:end].rstrip()))


def _flats(low: str) -> Iterator[Span]:
    for found in _FLAT.finditer(low):
        start, end = found.span()
        if found.group()[0].isdigit() and not _COUNTED.search(low[max(0, start - 20) : start]):
            continue
        yield Span(FLAT.code, start, end)
