"""Numbers of houses and their buildings, after a street, before it («дом 5 по Ленина») and on their own."""

import re

from otklik.triage.places.found import Draft

_LETTER = r"(?:\s?[\"«“'][а-яА-Я][\"»”']|-?[а-яА-Я](?![\w-])|\s(?-i:[АБВГДЖ])(?!\w))?"
_NUMBER = rf"[1-9]\d{{0,2}}(?!\d){_LETTER}(?:\s?/\s?\d{{1,3}}(?!\d)[а-еА-Е]?)?(?![\w%]|[.,:]\d|-[^\W\d]|-\d{{2}}-)"
UNITS = (
    r"(?!\s*(?:%|№|°|₽|/\d|(?:лет|год|человек|чел|дн|день|дня|сут|час|мин|сек|недел|месяц|мес|раза?\b|руб|тыс|млн|т\.р|р\b"
    r"|км|метр|м\b|м2|кв\.?\s?м|этаж|эт\b|подъезд|под\b|квартир|числ|январ|феврал|март|апрел|ма[яйе]\b|июн|июл|август"
    r"|сентябр|октябр|ноябр|декабр|маршрут|автобус|трамва|троллейб|процент|градус|групп|класс|степен|детей|ребен"
    r"|ребён|машины?\b|контейнер(?:а|ов)\b|бак(?:а|ов)\b|дом(?:а|ов)\b|семь|семей|штук|шт\b|ступен|лист|летн|комнат|утра|вечера|ночи|столб(?:а|ов)\b"
    r"|фонар(?:я|ей)\b|остановк|палат|кабинет|километр|тонн|литр|баз|минут|секунд|полос|пункт|стат|сот|г\.|гг|года)))"
)
_WORD = r"(?:(?:дом(?:а|е|у|ом|ов|ах|ами)?|д)\b\.?\s*)"
HOUSE = rf"{_NUMBER}{UNITS}"
_AFTER = re.compile(
    rf"[»\"]?(?:\s*[,(]?\s*(?:(?:между|от|напротив|возле|около|у|за|в\sрайоне|рядом\sс|во\sдворе)\s+)?"
    rf"|\s*\.?\s*(?={_WORD})){_WORD}?(?:№\s*|N\s*)?(?P<house>{HOUSE})",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"(?:\s*(?:,|;|и|или|до)\s*|\s+-\s+|\s*[–—]\s*){_WORD}?(?:№\s*)?(?P<house>{HOUSE})(?!\s*-?\s*(?:й|я|м|го)\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:{_WORD}(?:№\s*|N\s*)?(?P<house>{_NUMBER})(?:\s*(?:и|,|-)\s*(?P<more>{_NUMBER}))?"
    rf"|(?P<early>{_NUMBER})\s+дом(?:а|е|у)?)\s*,?\s*(?:(?:по|на)\s+)?$",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:дом(?:а|е|у|ом)?\s*(?:№\s*)?|д\.\s*(?:№\s*)?)(?P<house>{HOUSE})", re.IGNORECASE)
_BUILDING = re.compile(
    r"[\s,]*(?:(?:корпус\w{0,2}|корп|строение|строен|стр|литера?|лит|блок)\.?\s*(?P<named>\d{1,2}[а-я]?|[А-Яа-я])(?!\w)"
    r"|к(?:\.\s?|)(?P<short>\d{1,2})(?![\w:%])"
    rf"|к\s(?P<apart>\d)(?![\w:%-]){UNITS})",
    re.IGNORECASE,
)
BACK = 40
"""Characters before a street in which its house may stand."""


def around(text: str, street: Draft) -> list[Draft]:
    """The houses and buildings of a street: those that follow it, else the one named before it."""
    return after(text, street, street.end) or _before(text, street)


def after(text: str, street: Draft | None, at: int) -> list[Draft]:
    """The houses and their buildings that begin right at `at`."""
    found: list[Draft] = []
    match = _AFTER.match(text, at)
    while match and len(found) < 16:
        house = _draft(text, match, "house", street)
        found.append(house)
        at = house.end
        if building := _BUILDING.match(text, at):
            kind = next(name for name in ("named", "short", "apart") if building[name])
            found.append(Draft("building", building[kind].lower(), 0.85, *building.span(kind), parent=house))
            at = building.end()
        match = _NEXT.match(text, at)
    return found


def alone(text: str, at: int) -> list[Draft]:
    """«дом № 5» where no street stands beside it."""
    match = _ALONE.match(text, at)
    return [_draft(text, match, "house", None)] if match else []


def is_preceded(text: str, at: int) -> bool:
    """Whether «дом 5 по» stands right before `at`."""
    return _BEFORE.search(text[max(0, at - BACK) : at]) is not None


def is_followed(text: str, at: int) -> bool:
    """Whether the number of a house begins right at `at`."""
    return _AFTER.match(text, at) is not None


def _before(text: str, street: Draft) -> list[Draft]:
    window = max(0, street.start - BACK)
    match = _BEFORE.search(text[window : street.start])
    if not match:
        return []
    return [
        Draft("house", _plain(match[name]), 0.85, window + match.start(name), window + match.end(name), parent=street)
        for name in ("house", "more", "early")
        if match[name]
    ]


def _draft(text: str, match: re.Match[str], name: str, street: Draft | None) -> Draft:
    start, end = match.span(name)
    return Draft(
        "house", _plain(text[start:end]), min(0.95, street.confidence) if street else 0.5, start, end, parent=street
    )


def _plain(number: str) -> str:
    """«58 "В"» -> «58в»."""
    return "".join(sign for sign in number.lower() if sign.isalnum() or sign == "/")
