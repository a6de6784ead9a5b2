"""What an answer promises: days and periods in its text by which something is owed, and what is no promise left out."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from otklik.answers.promised import dates_told
from otklik.answers.promised.dates_told import Pattern, Season, Today, Told
from otklik.answers.promised.promise_cues import is_promise
from otklik.deadlines import worktime
from otklik.reference.rules import Calendar, YearNotLoaded

SEED = Path(__file__).parents[1] / "seed" / "seasons.csv"
LONGEST_READ = 20_000
LONGEST_TOLD = 300
_LETTERS = str.maketrans("ё\xa0\n\t", "е   ")
_BREAK = re.compile(r"[.!?;…]+(?=\s+[«\"(]?[А-ЯЁ\d])|\n\s*\n|[!?…]+")
# After these a full stop ends nothing: «ул. Ленина», «д. 5», «в г. Заречный».
_SHORT = re.compile(
    r"(?:(?<![а-яё\d])(?:ул|д|дом|пр|пер|пл|пос|с|п|ст|ч|им|т|тыс|руб|млн|кв|стр|корп|обл|р-н|др)|(?<!\d)(?<!\d\s)(?<![а-яё])г)$",
    re.IGNORECASE,
)
_SAME = re.compile(r"[\s,(–—-]*(?:(?:то есть|т\.\s?е\.|а именно|ориентировочно|примерно|предварительно)\s*)?")


class PromiseError(ValueError):
    """A promise that can't be changed as asked; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Read:
    """A promise in a text: where its day stands, in characters, the words there, the end of that day, its sentence."""

    begins: int
    ends: int
    words: str
    due_at: datetime
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Almanac:
    """What days are counted by: working days (None: Monday to Friday), and the seasons of the place."""

    calendar: Calendar | None = None
    seasons: tuple[Season, ...] = ()


def season(code: str, words: str, day: str) -> Season:
    """A season of a row: words parted by «;», the day as MM-DD."""
    month, number = day.split("-")
    told = " ".join(words.lower().translate(_LETTERS).split())
    return Season(code, tuple(word.strip() for word in told.split(";") if word.strip()), int(month), int(number))


def _factory() -> Almanac:
    with SEED.open(encoding="utf-8", newline="") as table:
        return Almanac(None, tuple(season(row["code"], row["words"], row["day"]) for row in csv.DictReader(table)))


ALMANAC = _factory()
"""Plain weeks and the seasons that come with the product."""


def promises(text: str, at: datetime, zone: tzinfo, almanac: Almanac = ALMANAC) -> tuple[Read, ...]:
    """Promises of an answer given at `at` to an author who lives in `zone`, in the order of the text.

    A day with no year is the next such day. What has been, what depends on a condition, what is denied, what the author
    or a rule of law does, what repeats is no promise.
    """
    text = text[:LONGEST_READ]
    plain = _plain(text)
    today = Today(at.astimezone(zone).date(), lambda days: _working(at, days, zone, almanac.calendar))
    patterns = dates_told.sought(plain, almanac.seasons)
    found: list[Read] = []
    for begins, ends in _sentences(text):
        for one in _promised(plain[begins:ends], today, patterns):
            due_at = datetime.combine(one.day, time(23, 59, 59), zone)
            first, last = begins + one.begins, begins + one.ends
            found.append(Read(first, last, text[first:last], due_at, _sentence(text, begins, ends, first)))
    return tuple(found)


def _sentence(text: str, begins: int, ends: int, first: int) -> str:
    """The sentence in one line; of a very long one the part in which the day stands."""
    if ends - begins <= LONGEST_TOLD:
        return " ".join(text[begins:ends].split())
    begins = max(begins, first - LONGEST_TOLD // 2)
    return f"…{' '.join(text[begins : min(ends, begins + LONGEST_TOLD - 2)].split())}…"


def _promised(sentence: str, today: Today, patterns: Sequence[Pattern]) -> list[Told]:
    told = [one for one in dates_told.told(sentence, today, patterns) if is_promise(sentence, one)]
    # «в течение 10 дней, до 15 июля» is one promise; the day says it better than the count.
    return [one for one, after in zip(told, [*told[1:], None], strict=False) if not _is_same(sentence, one, after)]


def _is_same(sentence: str, one: Told, after: Told | None) -> bool:
    return after is not None and one.is_span and bool(_SAME.fullmatch(sentence[one.ends : after.begins]))


def _plain(text: str) -> str:
    """Lower case, «е» for «ё», plain spaces; letter for letter, so that places stay."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return lowered.translate(_LETTERS)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    begins = 0
    for match in _BREAK.finditer(text):
        if match.group() == "." and _SHORT.search(text, begins, match.start()):
            continue
        yield begins, match.end()
        begins = match.end()
    if begins < len(text):
        yield begins, len(text)


def _working(at: datetime, days: int, zone: tzinfo, calendar: Calendar | None) -> date:
    if calendar is not None:
        try:
            ended = worktime.add_working_days(at, days, calendar=calendar, hours=None, zone=zone)
            return ended.astimezone(zone).date()
        except YearNotLoaded:
            # A count past the loaded years: better a day or two off than no promise at all.
            pass
    day = at.astimezone(zone).date()
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
