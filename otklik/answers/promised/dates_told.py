"""Days and periods as people write them, each with the day on which it is over: «до 15 июля», «в III квартале»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from otklik.answers.promised import dates_read as read
from otklik.answers.promised.dates_read import Match, Season, Today

_END = r"(?![\w-])"
_MONTH = r"(?P<{0}>январ[ьяею]|феврал[ьяею]|март[аеу]?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]|август[аеу]?|" \
    r"сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])(?![а-я])"  # fmt: skip
_YEAR = (
    r"(?:[\s,]*(?P<year>20\d\d)(?:\s*(?:года|году|год|г\b\.?))?|\s*(?P<own>(?:текущ\w+|эт\w+|нынешн\w+)\s+года|[тс]\.\s?г\.?)"
    r"|\s*(?P<next>(?:следующ|будущ)\w+\s+года))?"
)
_BY = (
    r"(?:(?:в\s+срок\s+)?(?:не\s+позд?нее(?:\s+чем)?|не\s+позже(?:\s+чем)?|до|ко?|по|на|в|во|с|со|от|за|после|начиная\s+с)"
    r"\s+)?"
)
_DAY = r"(?P<{0}>[12]\d|3[01]|0?[1-9])(?:-?(?:го|е|ого|му))?"
_PART = r"(?P<part>конц[аеу]|начал[аеу]|середин[аеуы]|первой\s+половин[аеуы]|второй\s+половин[аеуы]|исход[аеу])\s+"
_NUMBER = (
    r"(?:\d{1,3}\s*[-–—]\s*)?(?P<amount>\d{1,3}|(?:"
    + "|".join(read.NUMBERS)
    + r")[а-я]*)(?:\s*\([\w\s]{1,20}\))?(?:-?(?:х|ти|ми|и))?"
)
_UNIT = (
    r"(?P<unit>дн[яейю]\w*|день|сут[а-я]+|недел[а-я]+|месяц[а-я]*|квартал[а-я]*|год[а-я]*|лет|час[а-я]*|декад[а-я]+)"
)
_KIND = r"(?P<kind>(?:(?:ближайш|последующ|следующ)[а-я]+\s+)?(?:(?:рабоч|календарн|банковск|полн)[а-я]+\s+)?)"


@dataclass(frozen=True, slots=True)
class Told:
    """Words that name a day or a period, in characters, and its last day. `is_span`: so many days, from some moment."""

    begins: int
    ends: int
    day: date
    is_span: bool = False
    is_past: bool = False


def sought(text: str, seasons: Sequence[Season]) -> "list[Pattern]":
    """The patterns that may stand somewhere in a text: to look for a plain piece is far cheaper than to seek."""
    patterns = (*_PATTERNS, *map(_of_season, seasons))
    return [pattern for pattern in patterns if pattern.may_stand_in(text)]


def told(text: str, today: Today, patterns: "Sequence[Pattern]") -> list[Told]:
    """All that `text` (lower case, «е» for «ё») names, in order, the longest words of each place."""
    met = (
        _one(match, pattern, today)
        for pattern in patterns
        if pattern.may_stand_in(text)
        for match in pattern.words.finditer(text)
    )
    found: list[Told] = []
    for one in sorted(filter(None, met), key=lambda one: (one.begins - one.ends, one.begins)):
        if all(one.ends <= other.begins or other.ends <= one.begins for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.begins)


def _one(match: Match, pattern: "Pattern", today: Today) -> Told | None:
    try:
        day = pattern.read(match, today)
    except (ValueError, OverflowError):
        # «31 июня» is no day.
        return None
    words = match.group().rstrip(" ,")
    return Told(match.start(), match.start() + len(words), day, pattern.is_span, day < today.day)


@lru_cache(maxsize=256)
def _of_season(season: Season) -> "Pattern":
    words = "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in season.words)
    before = (
        r"(?:(?:после|до|к|ко|в|во|на|перед|по|с|со|при|как\s+только)\s+)?"
        r"(?:(?:конц[аеу]|начал\w+|окончани\w+|завершени\w+|наступлени\w+|установлени\w+|прохождени\w+|ближайш\w+)\s+)?"
    )
    sought = re.compile(rf"(?<![\w-]){before}(?:{words})(?!\w){_YEAR}")
    anchors = tuple({word.split()[0].split("*")[0] for word in season.words})
    return Pattern(anchors, sought, partial(read.season, season))


_D1, _D2 = _DAY.format("d1"), _DAY.format("d")
_M1, _M = _MONTH.format("m1"), _MONTH.format("month")
_ROMANS = r"(?P<which>i{1,3}|iv|[1-4]|перв\w+|втор\w+|трет\w+|четверт\w+)(?:-?(?:й|го|ом|м|е|ый))?"
_DASH = r"\s*[-–—]\s*"
_UP = r"\s+(?:по|до|на)\s+"
_THIS = r"(?P<which>(?:эт|текущ|следующ|будущ|нынешн|ближайш)[а-я]+\s+)"

_WHOSE = r"(?P<which>(?:эт|ближайш|следующ|будущ)[а-я]+\s+)?"
_WEEKDAYS = (
    r"(?P<name>понедельник[а-я]?|вторник[а-я]?|сред[уыа]|четверг[а-я]?|пятниц[уыае]|суббот[уыае]|воскресень[ея])"
)
_G = r"(?:\s*(?:года|г\b\.?))?"
_SPAN_BY = (
    r"(?:в\s+течени[еи]|через|спустя|за|не\s+позд?нее\s+чем\s+через|не\s+позже\s+чем\s+через|не\s+позд?нее|"
    r"в\s+срок(?:,?\s+(?:до|не\s+более(?:\s+чем)?|не\s+превышающий))?|не\s+более(?:\s+чем)?|в)\s+"
)
_AMOUNT_OF = rf"{_KIND}{_NUMBER}\s*{_KIND.replace('kind', 'kind2')}{_UNIT}{_END}"
_ONE_OF = r"(?P<unit>полугода|недел[юи]|месяца?|суток|сутки|часа|час|года?|квартала?|декады)"
_COMPOUND = rf"(?P<amount>\d{{1,3}}-?(?:ти|х|и)?|(?:{'|'.join(read.NUMBERS)})[а-я]*?)?-?"
_LONG = r"(?P<unit>дневн|недельн|месячн|суточн|годичн)[а-я]+\s+(?P<kind>(?:рабоч[а-я]+\s+)?)срок"
_MONTHS = (*(stem for stem in read.MONTHS if stem != "ма"), "мая", "мае", "май", "маю")
_UNITS = ("дн", "день", "сут", "недел", "месяц", "кварт", "год", "лет", "час", "декад")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words sought, one of `anchors` standing among them, and who reads them."""

    anchors: tuple[str, ...]
    words: re.Pattern[str]
    read: read.Reader
    is_span: bool = False

    def may_stand_in(self, text: str) -> bool:
        """Whether an anchor is there."""
        return any(anchor in text for anchor in self.anchors)


def _p(anchors: tuple[str, ...], pattern: str, reader: read.Reader, *, is_span: bool = False) -> Pattern:
    return Pattern(anchors, re.compile(r"(?<![\w.,/-])" + pattern), reader, is_span)


_PATTERNS = (
    _p((".20", ".2", ".3"), rf"{_BY}(?P<d>\d{{1,2}})\.(?P<m>\d{{2}})\.(?P<y>20\d\d|\d\d)(?!\d){_G}", read.numeric),
    _p((".20", ".2", ".3"), r"(?:с|со)\s+\d{1,2}\.\d{2}(?:\.\d{2,4})?"
       rf"{_UP}(?P<d>\d{{1,2}})\.(?P<m>\d{{2}})\.(?P<y>20\d\d|\d\d)(?!\d){_G}", read.numeric),
    _p((".0", ".1"), r"(?:до|по|к|с|не\s+позднее|не\s+позже)\s+(?P<d>[0-3]?\d)\.(?P<m>0[1-9]|1[0-2])"
       r"(?![\d.%]*\d|\s*[%°])", read.numeric),
    _p(("20",), rf"{_BY}(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d){_END}", read.iso),
    _p(_MONTHS, rf"{_BY}{_D2}\s+{_M}{_YEAR}", read.day_of_month),
    _p(_MONTHS, rf"(?:(?:в\s+период\s+)?(?:с|со)\s+)?{_D1}(?:\s+{_M1}(?:\s+20\d\d(?:\s+года)?)?)?"
       rf"(?:{_UP}|{_DASH}){_D2}\s+{_M}{_YEAR}", read.day_of_month),
    _p(_MONTHS, r"(?:(?:до|ко?|в|во|на|с|по|за|не\s+позднее|не\s+позже)\s+)"
       rf"(?:{_PART})?(?:{_M1}{_DASH})?{_M}{_YEAR}", read.whole_month),
    _p(("20",), rf"(?:{_M1}{_DASH})?{_M}[\s,]*(?P<year>20\d\d){_G}", read.whole_month),
    _p(("декад",), rf"(?:в|во|до|к|конца)\s+(?P<which>перв\w+|втор\w+|треть\w+)\s+декад\w+\s+{_M}{_YEAR}", read.decade),
    _p(("кварт", "кв."), rf"(?:(?:до|ко?|в|во|на|за|не\s+позднее)\s+)?(?:{_PART})?"
       rf"(?:(?:i{{1,3}}|[1-3])\s*(?:[-–—]|и)\s*)?{_ROMANS}\s*(?:квартал[аеу]?|кв\.){_YEAR}", read.quarter),
    _p(("полугоди",), r"(?:(?:до|в|во|на|за)\s+)?(?:конц[аеу]\s+)?"
       rf"(?P<which>i{{1,2}}|[12]|перв\w+|втор\w+)(?:-?(?:го|ом|м))?\s+полугоди\w+{_YEAR}", read.half),
    _p(("20",), rf"(?:(?:до|к|в|на|за|с|не\s+позднее)\s+)(?:{_PART})?(?:20\d\d\s*(?:[-–—]|и)\s*)?(?P<last>20\d\d)\s*"
       r"(?:годах|году|года|годы|год|гг?\b\.?)", read.year_told),
    _p(("недел", "месяц", "кварт", "год", "дня", "суток"), rf"(?:в|до|к|на|не\s+позднее)\s+{_PART}{_THIS}?"
       rf"(?P<period>недели|месяца|квартала|года|дня|суток){_END}", read.this_or_next),
    _p(("недел", "месяц", "кварт", "год", "дня", "день", "суток"), rf"(?:в|на|в\s+течение|до|за)\s+{_THIS}"
       rf"(?P<period>недел\w+|месяц\w*|квартал\w*|год\w*|дня|день|суток){_END}", read.this_or_next),
    _p(("дня",), r"в\s+течение\s+(?P<which>сегодняшнего\s+|текущего\s+|рабочего\s+)?"
       rf"(?P<period>дня){_END}", read.this_or_next),
    _p(("завтра", "сегодня"), r"(?:(?:до|на|в\s+течение)\s+)?"
       rf"(?P<word>сегодняшнего\s+дня|завтрашнего\s+дня|послезавтра|завтра|сегодня){_END}", read.near),
    _p(read.WEEKDAYS, rf"(?:в|во|до|ко?|не\s+позднее)\s+{_WHOSE}{_WEEKDAYS}{_END}", read.weekday),
    _p(("выходн",), r"(?:в|на|до)\s+(?:эти|ближайши[ех]|предстоящи[ех]|эти\s+же)\s+выходн\w+", read.weekend),
    _p(("нового года",), rf"(?:до|к)\s+нового\s+года{_END}", read.new_year),
    _p(_UNITS, _SPAN_BY + _AMOUNT_OF, read.span, is_span=True),
    _p(_UNITS, rf"(?:в\s+течени[еи]|через|спустя|в)\s+(?P<kind>(?:ближайш[а-я]+\s+)?){_ONE_OF}{_END}", read.span,
       is_span=True),
    _p(("срок",), rf"(?:в|во)\s+{_COMPOUND}{_LONG}", read.span, is_span=True),
    # «Срок устранения — десять дней».
    Pattern(("срок",), re.compile(rf"(?<=[—–:-]\s){_AMOUNT_OF}"), read.span, is_span=True),
)  # fmt: skip
