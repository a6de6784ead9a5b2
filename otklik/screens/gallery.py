"""The pieces of pages side by side, for those who build pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.feed import Part
from otklik.screens.operator.rows import STATES, WAITS, Mark, Row


@dataclass(frozen=True, slots=True)
class GalleryScreen:
    """Samples of every piece."""

    part: Part
    marks: tuple[Mark, ...]
    moments: tuple[datetime, ...]
    amount: int


@needs(Verb.SETTINGS)
def show(request: ScopedRequest) -> HttpResponse:
    """Every part in each of its states."""
    now = timezone.now()
    marks = (*WAITS.values(), *STATES.values())
    screen = GalleryScreen(
        part=Part(tuple(_row(number, mark, now) for number, mark in enumerate(marks, 1)), "", "", may_mark=True),
        marks=marks,
        moments=tuple(now + timedelta(minutes=minutes) for minutes in (-3, -200, -2000, -90_000, 50, 400, 5000)),
        amount=18_047,
    )
    return render(request, "screens/gallery.html", {"gallery": screen})


def _row(number: int, mark: Mark, now: datetime) -> Row:
    return Row(
        id=number,
        version=1,
        mark=mark,
        source="ВКонтакте",
        source_icon="brand-vk",
        received_at=now - timedelta(hours=number),
        excerpt="На улице Лесной у дома 14 уже вторую неделю яма посреди дороги. Когда сделают ремонт?",
        topic="Ямы на дорогах",
        is_proposed=mark in WAITS.values(),
        sure=max(0, 100 - 9 * number),
        is_low=number > 4,
        where="Заречный район, улица Лесная",
        body="Министерство дорог",
        due_at=now + timedelta(hours=10 * number - 30),
        due_tone=("danger", "risk", "")[min(number // 3, 2)],
        is_urgent=number == 1,
        is_alike=number == 2,
        shared="соисполнитель" if number == 3 else "",
    )
