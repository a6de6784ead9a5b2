"""Four figures of the head's page as sentences: how much, and whether that is more than usual."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.urls import reverse

from otklik.indicators.cutting import SMALL
from otklik.indicators.highlights import MONTH, SPARK, Day, Highlights
from otklik.indicators.indicator import Better, Unit
from otklik.indicators.rules import Period, Slice
from otklik.screens.head.saying import Piece, Sentence, sentence
from otklik.screens.head.spark import Spark, draw
from otklik.screens.parts.figures import FEW, change_told, told
from otklik.screens.parts.tell import number, plural
from otklik.screens.slices.links import rows_url, slice_url

_ON = ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям")
_WEEKS, _ENOUGH_WEEKS, _SURE = 8, 3, 1.96
_TONES = {"good": "done", "bad": "danger", "": ""}


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: its heading, the figure itself, what there is to say of it, its thirty days."""

    title: str
    figure: Piece
    says: Sentence
    spark: Spark | None


def cards(seen: Highlights) -> tuple[Card, ...]:
    """Received yesterday, answered in time, what people think of it, overdue now."""
    return (received(seen), in_time(seen), satisfaction(seen), overdue(seen))


def received(seen: Highlights) -> Card:
    """Yesterday beside the middle of the same weekday of eight weeks; within the scatter of days it is as usual."""
    day, came = seen.today - timedelta(days=1), seen.received[1]
    asked = Slice(("received",), (), Period(day, day))
    same = [seen.received[age] for age in range(8, 2 + 7 * _WEEKS, 7) if age <= known_days(seen)]
    line = [float(count) for count in reversed(seen.received[1 : SPARK + 1])]
    return Card(
        "Получено вчера", Piece(number(came), rows_url(asked, "received")),
        _usual(came, same, day) if len(same) >= _ENOUGH_WEEKS else sentence(_too_new(seen)),
        draw(line, f"По дням за {SPARK} дней: от {number(int(min(line)))} до {number(int(max(line)))}"),
    )  # fmt: skip


def in_time(seen: Highlights) -> Card:
    """The last thirty days beside the thirty before them."""
    now, then = seen.days(0, MONTH), seen.days(MONTH, MONTH)
    asked = Slice(("in_time",), (), _month(seen))
    share, before = _part(now.in_time, now.n), _part(then.in_time, then.n)
    if share is None:
        return Card("В срок за 30 дней", Piece(FEW), sentence(_few(now.n, asked, "in_time")), None)
    late = Piece(number(now.n - now.in_time), rows_url(asked, "late_by"))
    answers = Piece(number(now.n), rows_url(asked, "in_time"))
    change = _compared(share, before, _scatter(share, now.n, before, then.n), Unit.SHARE)
    return Card(
        "В срок за 30 дней", Piece(told(share, Unit.SHARE), rows_url(asked, "in_time", hits=True)),
        sentence("опоздали ", late, " из ", answers, " ", plural(now.n, "ответа", "ответов", "ответов"), "; ", *change),
        draw(_daily(seen, lambda day: _part(day.in_time, day.n)), "Доля в срок по дням за 30 дней"),
    )  # fmt: skip


def satisfaction(seen: Highlights) -> Card:
    """The mean of first ratings with how many spoke at all."""
    now, then = seen.days(0, MONTH), seen.days(MONTH, MONTH)
    asked = Slice(("satisfaction",), (), _month(seen))
    mean, before = _mean(now), _mean(then)
    title = "Средняя оценка за 30 дней"
    if mean is None:
        return Card(title, Piece(FEW), sentence(_few(now.rated, asked, "satisfaction")), None)
    rated = Piece(number(now.rated), rows_url(asked, "satisfaction"))
    spoke = f" ответов; хоть что-то сказал {_percent(now.spoke, now.replied)} авторов; "
    change = _compared(mean, before, _star_scatter(mean, now.rated, before, then.rated), Unit.STARS)
    return Card(
        title, Piece(f"{told(mean, Unit.STARS)} из 5", rows_url(asked, "satisfaction")),
        sentence("оценили ", rated, spoke, *change),
        draw(_daily(seen, lambda day: day.stars / day.rated if day.rated >= SMALL else None),
             "Средняя оценка по дням за 30 дней"),
    )  # fmt: skip


def overdue(seen: Highlights) -> Card:
    """Now beside a week ago, and what is about to become so."""
    now, risk = seen.standing("overdue"), seen.standing("at_risk")
    then = Piece(number(seen.late_then), _marked("late_then") if seen.late_then else "")
    change = change_told(float(seen.late[-1] - seen.late_then), Unit.QUESTIONS, Better.DOWN)
    word = Piece(_fewer(seen.late[-1] - seen.late_then), tone=_TONES[change.tone] if change else "")
    at_risk = Piece(number(risk), _marked("at_risk") if risk else "", "risk" if risk else "")
    # A term may be of a reaction or of a solution too; a week ago is known of answers alone.
    own = sentence("без ответа ", number(seen.late[-1]), "; ") if seen.late[-1] != now else ()
    return Card(
        "Просрочено сейчас", Piece(number(now), _marked("overdue") if now else "", "danger" if now else ""),
        sentence(*own, "неделю назад ", then, ": ", word, "; под угрозой ", at_risk),
        draw([float(count) for count in seen.late], f"По дням за 30 дней: от {min(seen.late)} до {max(seen.late)}"),
    )  # fmt: skip


def known_days(seen: Highlights) -> int:
    """How many days back letters are known of: 0 is a region of today."""
    return max((age for age, count in enumerate(seen.received) if count), default=0)


def _usual(came: int, same: list[int], day: date) -> Sentence:
    usual = median(same)
    weeks = Slice(("received",), ("day",), Period(day - timedelta(days=7 * _WEEKS), day - timedelta(days=1)),
                  (("weekday", (str(day.isoweekday()),)),))  # fmt: skip
    of = Piece(number(round(usual)), slice_url(weeks), hint="Середина по тем же дням недели за восемь недель")
    scatter = max(math.sqrt(usual), _spread(same, usual))
    on = _ON[day.weekday()]
    if abs(came - usual) <= 2 * scatter:
        return sentence(f"как обычно по {on}: ", of)
    word = "больше" if came > usual else "меньше"
    tone = "risk" if came > usual else ""
    share = f"на {round(100 * abs(came - usual) / usual)} % " if usual else ""
    return sentence(Piece(f"{share}{word}", tone=tone), f", чем обычно по {on}: ", of)


def _spread(same: list[int], usual: float) -> float:
    """How far such days usually stand from their middle, as a standard deviation; one odd week does not widen it."""
    return 1.4826 * median(abs(one - usual) for one in same)


def _too_new(seen: Highlights) -> str:
    days = known_days(seen)
    begun = f"данные есть за {days} {plural(days, 'день', 'дня', 'дней')}" if days else "данные только за сегодня"
    return f"сравнивать пока не с чем: {begun}, нужно три недели"


def _few(n: int, asked: Slice, measure: str) -> Piece:
    if not n:
        return Piece("за 30 дней ни одного: доля появится с первыми пятью")
    return Piece(f"их всего {n}, а доля считается от {SMALL}", rows_url(asked, measure))


def _compared(value: float, before: float | None, scatter: float, unit: Unit) -> Sentence:
    """«на 2,1 п. п. хуже, чем месяцем раньше»; what chance alone could do is told as no change."""
    if before is None:
        return sentence("месяцем раньше сравнивать не с чем")
    was = f"месяцем раньше {told(before, unit)}"
    change = change_told(value - before, unit, Better.UP)
    if change is None or abs(value - before) <= _SURE * scatter:
        return sentence("без заметных изменений", Piece(f" ({was})"))
    return sentence(Piece(f"на {change.told.lstrip('+−')} {change.words}", tone=_TONES[change.tone]), f": {was}")


def _scatter(share: float, n: int, before: float | None, then: int) -> float:
    """The standard error of the difference of two shares."""
    return 0.0 if before is None else math.sqrt(share * (1 - share) / n + before * (1 - before) / then)


def _star_scatter(mean: float, n: int, before: float | None, then: int) -> float:
    """At most: ratings 1..5 of this mean can't scatter more (Bhatia and Davis, 2000)."""
    return 0.0 if before is None else math.sqrt((mean - 1) * (5 - mean) / n + (before - 1) * (5 - before) / then)


def _fewer(change: int) -> str:
    if not change:
        return "столько же"
    return f"{'больше' if change > 0 else 'меньше'} на {number(abs(change))}"


def _daily(seen: Highlights, told_of: Callable[[Day], float | None]) -> list[float | None]:
    return [told_of(day) for day in reversed(seen.answered[:SPARK])]


def _part(hits: int, n: int) -> float | None:
    return hits / n if n >= SMALL else None


def _mean(day: Day) -> float | None:
    return day.stars / day.rated if day.rated >= SMALL else None


def _percent(part: int, whole: int) -> str:
    return told(part / whole if whole else 0.0, Unit.SHARE)


def _month(seen: Highlights) -> Period:
    return Period(seen.today - timedelta(days=MONTH - 1), seen.today)


def _marked(mark: str) -> str:
    return f"{reverse('head-rows')}?what={mark}"
