"""Hot topics: where people suddenly write more than usual, about what, in which words."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.facts.rules import FeedFilter
from otklik.indicators.bursts import WHOLE, Burst
from otklik.indicators.indicator import Unit
from otklik.indicators.rules import Period, Slice
from otklik.offices.rules import Scope
from otklik.screens.head.saying import Piece, Sentence, sentence
from otklik.screens.parts.figures import told
from otklik.screens.parts.tell import number, plural
from otklik.screens.slices.links import rows_url, slice_url
from otklik.triage.words.telling import telling

SHOWN, READ, WORDS = 3, 60, 3
_WORD = re.compile(r"[а-яёА-ЯЁ]{3,}")
_TELLING = frozenset({"subject", "trouble"})


@dataclass(frozen=True, slots=True)
class Hot:
    """One burst: the topic with its rows, the place with its passport, how many, the words that repeat."""

    topic: str
    place: str
    place_href: str
    says: Sentence
    words: str


def hot(
    found: Sequence[Burst], scope: Scope, titles: Mapping[str, Mapping[str, str]], *, now: datetime
) -> tuple[Hot, ...]:
    """The first few bursts in words. A query for each."""
    return tuple(_hot(one, scope, titles, now) for one in found[:SHOWN])


def _hot(one: Burst, scope: Scope, titles: Mapping[str, Mapping[str, str]], now: datetime) -> Hot:
    asked = _slice(one, now)
    is_known = one.place not in (WHOLE, "")
    place = titles["place"].get(one.place, one.place) if one.place != WHOLE else "по всему региону"
    usual = Piece(told(one.usual, Unit.SCORE), slice_url(_past(one, now)))
    return Hot(
        topic=titles["group"].get(one.topic, one.topic),
        place=place,
        place_href=reverse("place-passport", args=[one.place]) if is_known else "",
        says=sentence(Piece(number(one.count), rows_url(asked, "received"), "danger"), f" {_days(one.days)}, обычно ",
                      usual),
        words=", ".join(repeated(_excerpts(one, scope, now))),
    )  # fmt: skip


def repeated(texts: Iterable[str]) -> list[str]:
    """The words that say what is the matter and stand in the most texts, at least in two."""
    counted: Counter[str] = Counter()
    for text in texts:
        # Each once a text, in the order of the text: of words that stand in as many the first ones are told.
        said = dict.fromkeys(form for form, kind in map(telling, _WORD.findall(text)) if kind in _TELLING)
        counted.update(list(said))
    return [word for word, count in counted.most_common(WORDS) if count > 1]


def _excerpts(one: Burst, scope: Scope, now: datetime) -> list[str]:
    wanted = FeedFilter(topic=one.topic, territory="" if one.place == WHOLE else one.place or "-")
    begins = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=one.days - 1)
    rows = facts.narrowed(scope, wanted, now=now).filter(received_at__gte=begins).order_by("-question_id")
    return list(rows.values_list("excerpt", flat=True)[:READ])


def _slice(one: Burst, now: datetime) -> Slice:
    today = timezone.localdate(now)
    return Slice(("received",), (), Period(today - timedelta(days=one.days - 1), today), _filters(one))


def _past(one: Burst, now: datetime) -> Slice:
    """The days of the last nine weeks, to see what is usual."""
    today = timezone.localdate(now)
    return Slice(("received",), ("day",), Period(today - timedelta(days=62), today), _filters(one))


def _filters(one: Burst) -> tuple[tuple[str, tuple[str, ...]], ...]:
    place = () if one.place == WHOLE else (("place", (one.place,)),)
    return (("group", (one.topic,)), *place)


def _days(days: int) -> str:
    return "сегодня" if days == 1 else f"за {days} {plural(days, 'день', 'дня', 'дней')}"
