"""A small region for the head's page and passports, and a plain recount of it from the tables of questions."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from html import unescape

from django.test import Client
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.appeals.states import OPEN
from otklik.deadlines.models import Clock
from otklik.flow.answering import verdicts
from otklik.offices.models import Body, Person
from otklik.ranking import actions as ranking_actions
from otklik.ranking import models as ranking
from otklik.ranking.rules import PartFigure
from otklik.satisfaction.models import Rating
from otklik.satisfaction.ratings import Said
from tests import region
from tests.flow.judged import answer
from tests.region import ROADS, RUBBISH, TOWN, VILLAGE, person, send

PHONE = "+7 912 000-00-"


def staff() -> dict[str, Person]:
    """A head, a head of one body, one who answers, one who has no right to figures."""
    region.found()
    return {
        "head": person("head", "head"), "roads": person("olga", "head", body="roads"),
        "town": person("anna", "analyst", territory=TOWN), "worker": person("worker", "executor", body="roads"),
    }  # fmt: skip


def letters(worker: Person) -> None:
    """Forty days of a region: half a day's letters each, some answered late, some never, a burst in the village."""
    now = timezone.now()
    for days, roads, answered in ((45, 6, 6), (40, 6, 5), (20, 8, 7), (3, 5, 2), (1, 4, 1)):
        at = now - timedelta(days=days)
        texts = [f"{ROADS} {days} {number}" for number in range(roads)]
        sent = [*_sent(texts, "Дороги", TOWN, at, days), *_sent([f"{RUBBISH} {days}"], "Мусор/Свалки/ТКО", TOWN, at)]
        for number, question in enumerate(sent[:answered]):
            # The last of each day is answered when most of the time since has passed.
            later = timedelta(hours=2) if number < answered - 1 else (now - at) * 0.9
            answer(question, worker, at=at + later)
            if number < 3 and days == 20:
                said = Said((5, 2, 4)[number], number != 1)
                verdicts.hear(question_id=question.pk, source="page", said=said, by=None, at=at + timedelta(hours=5))
    _sent([f"{RUBBISH} сегодня {number}" for number in range(9)], "Мусор/Свалки/ТКО", VILLAGE, now)


def _sent(texts: list[str], topic: str, territory: str, at: datetime, days: int = 0) -> list[Question]:
    made: list[Question] = []
    for number, text in enumerate(texts):
        made += send(text, topic=topic, territory=territory, author={"phone": f"{PHONE}{days:02d}{number}"}, at=at)
    return made


def questions(*, body: str = "", place: str = "") -> list[Question]:
    """The questions themselves, of a body or of a place."""
    found = Question.objects.select_related("appeal", "territory", "topic").order_by("pk")
    if body:
        found = found.filter(body=Body.objects.get(code=body))
    return list(found.filter(territory__code__startswith=place) if place else found)


def on(moment: datetime | None, since: date, until: date) -> bool:
    """Whether a moment lies in these days, where the region is."""
    return moment is not None and since <= timezone.localdate(moment) <= until


def answer_clocks(rows: Iterable[Question]) -> list[Clock]:
    """The latest term of an answer of each."""
    found = {one.question_id: one for one in Clock.objects.filter(kind="answer").order_by("ordinal", "pk")}
    return [found[row.pk] for row in rows if row.pk in found]


def judged(rows: Iterable[Question], since: date, until: date) -> tuple[int, int]:
    """Of the answers of these days how many were in time, and how many there were."""
    done = [one for one in answer_clocks(rows) if on(one.done_at, since, until)]
    return sum(one.done_at <= one.due_at for one in done), len(done)


def overdue(rows: Iterable[Question], now: datetime) -> list[int]:
    """Those that are open and owe something whose term has passed."""
    opened = {row.pk for row in rows if row.state in OPEN}
    late = Clock.objects.filter(question__in=opened, done_at=None, paused_at=None, due_at__lt=now)
    return sorted(set(late.values_list("question_id", flat=True)))


def stars(rows: Iterable[Question]) -> list[int]:
    """The first rating of each question."""
    found: dict[int, int] = {}
    for one in Rating.objects.filter(question__in=[row.pk for row in rows], source__in=("page", "channel")).order_by(
        "pk"
    ):
        found.setdefault(one.question_id, one.stars or 0)
    return list(found.values())


def rows_of(browser: Client, address: str) -> int:
    """How many questions all pages of a list hold, whichever list it is."""
    total = 0
    while address:
        page = browser.get(address)
        assert page.status_code == 200, (address, page.status_code)
        main = page.content.decode().split("<main", 1)[-1]
        total += len(set(re.findall(r'href="/questions/(\d+)/', main)))
        more = re.search(r'class="more"><a class="btn" href="([^"]+)"', main)
        address = unescape(more.group(1)) if more else ""
    return total


def ranked(scores: dict[str, float]) -> None:
    """A published ranking of the last month: bodies by score, the mean of their league is 50."""
    now = timezone.now()
    last = timezone.localdate(now).replace(day=1) - timedelta(days=1)
    ranking_actions.seed(now)
    formula = ranking.Formula.objects.get(number=1)
    league = next(one["code"] for one in formula.leagues if one["subjects"] == "body")
    counted = ranking.Counted.objects.create(
        key=f"{last:%Y-%m}", since=last.replace(day=1), until=last, formula=formula, counted_at=now, digest="",
        is_published=True, of_bodies=b"", of_places=b"",
    )  # fmt: skip
    for number, (code, score) in enumerate(sorted(scores.items(), key=lambda pair: -pair[1]), 1):
        body = Body.objects.get(code=code)
        parts = [
            PartFigure(part, 0.5, 0.4, 0.6, 0.5, 0.5, 0.9, points, 40)
            for part, points in (("quantity", 0.1), ("speed", score - 50), ("quality", 0.2), ("completeness", 0.0))
        ]
        ranking.Place.objects.create(
            counted=counted, kind="body", key=str(body.pk), code=code, title=str(body), league=league, mean=50, n=40,
            score=score, low=score - 3, high=score + 3, place=number, place_low=number, place_high=number, band=number,
            parts=[asdict(part) for part in parts], why={},
        )  # fmt: skip
