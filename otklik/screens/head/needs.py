"""Who needs the head and whom to thank: the worst and the best bodies with the reason, each by its own rows.

By the latest published ranking where there is one: those whose whole interval lies below or above the mean of their
league. Until then by the share in time of thirty days: those whose interval does not hold the share of all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from otklik.indicators.cutting import Figure
from otklik.indicators.highlights import BEFORE, JUDGED, LATELY, MONTH, Highlights
from otklik.indicators.indicator import Unit
from otklik.indicators.queries import SHELF
from otklik.indicators.rules import Period, Slice
from otklik.offices.queries import BodyCard
from otklik.offices.rules import Scope
from otklik.ranking import periods, queries
from otklik.ranking.rules import BODY, PARTS, Ranking, Standing
from otklik.satisfaction.intervals import share_of
from otklik.screens.head.saying import Piece, Sentence, sentence
from otklik.screens.parts.figures import change_told, told
from otklik.screens.parts.tell import number
from otklik.screens.ranking.choice import subject_url
from otklik.screens.slices.links import rows_url

FEWEST, SHOWN = 30, 3
"""Of fewer answers a body is neither praised nor blamed."""
IN_TIME, STARS = JUDGED.index("in_time"), JUDGED.index("satisfaction")
_NOBODY = tuple(Figure(None, 0) for _ in JUDGED)
Bodies = Mapping[int, BodyCard]


@dataclass(frozen=True, slots=True)
class Named:
    """A body with the reason why it is named."""

    title: str
    href: str
    says: Sentence


@dataclass(frozen=True, slots=True)
class Needs:
    """The worst and the best; `judged` bodies had enough to be compared; `ranked` names the month of the ranking."""

    worst: tuple[Named, ...]
    best: tuple[Named, ...]
    judged: int
    ranked: str = ""


def needs(seen: Highlights, bodies: Bodies, ranking: Ranking | None) -> Needs:
    """By a ranking, or by the share in time where there is none."""
    return _by_ranking(seen, bodies, ranking) if ranking else _by_share(seen, bodies)


def published(scope: Scope, *, now: datetime) -> Ranking | None:
    """The ranking of the last month that was published; None where none was: nothing is counted here."""
    # The first of the keys is the month that runs.
    months = [key for key in queries.keys(now=now)[1:] if key == periods.month_key(periods.period(key).since)]
    return queries.ranking(months[0], scope, now=now) if months else None


def _by_ranking(seen: Highlights, bodies: Bodies, ranking: Ranking) -> Needs:
    tables = [table for table in ranking.leagues if table.league.subjects == BODY]
    rows = [(row, table.mean, len(table.ranked)) for table in tables for row in table.ranked]
    below = sorted((one for one in rows if one[0].high < one[1]), key=lambda one: one[0].score - one[1])
    above = sorted((one for one in rows if one[0].low > one[1]), key=lambda one: one[1] - one[0].score)
    return Needs(
        tuple(_placed(seen, bodies, row, of, ranking.key, is_worst=True) for row, _, of in below[:SHOWN]),
        tuple(_placed(seen, bodies, row, of, ranking.key, is_worst=False) for row, _, of in above[:SHOWN]),
        len(rows), periods.title(ranking.key),
    )  # fmt: skip


def _placed(seen: Highlights, bodies: Bodies, row: Standing, of: int, key: str, *, is_worst: bool) -> Named:
    part = (min if is_worst else max)(row.parts, key=lambda one: one.points)
    places = f"{row.place_low}–{row.place_high}" if row.place_low != row.place_high else f"{row.place_low}"
    tone = "danger" if is_worst else "done"
    word = "слабее" if is_worst else "сильнее"
    points = f"{part.points:+.1f}".replace(".", ",").replace("-", "−")
    why = sentence(
        "место ", Piece(f"{places} из {of}", subject_url(row.subject, key), tone),
        f", {word} всего {PARTS[part.code].lower()} ({points} балла); ",
    )  # fmt: skip
    return Named(row.subject.title, _passport(bodies, row.subject.key), (*why, *_now(seen, row.subject.key)))


def _by_share(seen: Highlights, bodies: Bodies) -> Needs:
    lately = {key: figures for (key,), figures in seen.bodies[LATELY].items() if key and figures[IN_TIME].n >= FEWEST}
    whole = seen.days(0, MONTH)
    share = whole.in_time / whole.n if whole.n else 0.0
    intervals = {key: share_of(_hits(figures[IN_TIME]), figures[IN_TIME].n) for key, figures in lately.items()}
    below = sorted((one.high, key) for key, one in intervals.items() if one.high < share)
    above = sorted(((one.low, key) for key, one in intervals.items() if one.low > share), reverse=True)

    def named(found: Sequence[tuple[float, str]], tone: str) -> tuple[Named, ...]:
        return tuple(
            Named(_title(bodies, key), _passport(bodies, key), _now(seen, key, tone)) for _, key in found[:SHOWN]
        )

    return Needs(named(below, "danger"), named(above, "done"), len(lately))


def _now(seen: Highlights, key: str, tone: str = "") -> Sentence:
    """How the body stands today: in time of thirty days with the change, overdue now, what people think."""
    figures = seen.bodies[LATELY].get((key,), _NOBODY)
    month = Period(seen.today - timedelta(days=MONTH - 1), seen.today)
    asked = Slice(JUDGED, (), month, (("body", (key,)),))
    if figures[IN_TIME].value is None:
        return sentence("ответов за 30 дней почти нет", *_late(seen, key))
    share = Piece(told(figures[IN_TIME].value, Unit.SHARE), rows_url(asked, "in_time", hits=True), tone)
    answers = Piece(number(figures[IN_TIME].n), rows_url(asked, "in_time"))
    says = sentence("в срок ", share, " из ", answers, *_change(seen, key, figures[IN_TIME]), *_late(seen, key))
    if figures[STARS].value is None:
        return says
    return (
        *says,
        *sentence(", оценка ", Piece(told(figures[STARS].value, Unit.STARS), rows_url(asked, JUDGED[STARS]))),
    )


def _change(seen: Highlights, key: str, now: Figure) -> Sentence:
    before = seen.bodies[BEFORE].get((key,), _NOBODY)[IN_TIME]
    if before.value is None or now.value is None:
        return ()
    change = change_told(now.value - before.value, Unit.SHARE, SHELF["in_time"].better)
    return sentence(f" ({change.told} за месяц)") if change and change.icon != "equal" else ()


def _late(seen: Highlights, key: str) -> Sentence:
    late = seen.now.get(key, {}).get("overdue", 0)
    href = f"{reverse('head-rows')}?what=overdue&body={key}"
    return sentence(", просрочено ", Piece(number(late), href, "danger")) if late else ()


def _title(bodies: Bodies, key: str) -> str:
    card = bodies.get(int(key))
    return card.label if card else "Орган удалён"


def _passport(bodies: Bodies, key: str) -> str:
    card = bodies.get(int(key)) if key.isdecimal() else None
    return reverse("body-passport", args=[card.code]) if card else ""


def _hits(figure: Figure) -> int:
    return round((figure.value or 0) * figure.n)
