"""A region for tests of the map: a town and a village side by side, letters of roads and rubbish, some with a point."""

from datetime import datetime, timedelta

from django.utils import timezone

from otklik.offices.models import Person
from otklik.reference.models import Territory
from tests import region
from tests.region import ROADS, RUBBISH, TOWN, UNCLEAR, VILLAGE, person, send

WEST, EAST = 170.0, 172.0
POINT = (57.01234, 170.51239)
"""Latitude and longitude of the house of four letters."""


def square(west: float, east: float) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[west, 56], [east, 56], [east, 58], [west, 58], [west, 56]]]}


def ground() -> None:
    """Borders of both, residents of the town alone."""
    Territory.objects.filter(code=TOWN).update(border=square(WEST, 171.0), population=10_000)
    Territory.objects.filter(code=VILLAGE).update(border=square(171.0, EAST), population=None)


def letters() -> datetime:
    """Nine of roads in the town (four with one point, one a kilometre away), six of rubbish in the village, one of

    nowhere; half of them five days ago, half two days ago. Returns the later moment.
    """
    early, late = timezone.now() - timedelta(days=5), timezone.now() - timedelta(days=2)
    roads = {"topic": "Дороги", "territory": TOWN}
    at_point = {"latitude": str(POINT[0]), "longitude": str(POINT[1])}
    send(*(f"{ROADS} {number}" for number in range(4)), at=early, **roads, **at_point)
    send(f"{ROADS} поодаль", at=late, **roads, latitude="57.02234", longitude="170.51239")
    send(*(f"{ROADS} без точки {number}" for number in range(4)), at=late, **roads)
    send(*(f"{RUBBISH} {number}" for number in range(6)), topic="Мусор/Свалки/ТКО", territory=VILLAGE, at=late)
    send(UNCLEAR, at=late)
    return late


def staff() -> dict[str, Person]:
    """An analyst of all, one of the roads, one of the village; an administrator."""
    region.found()
    return {
        "analyst": person("anna", "analyst"), "roads": person("olga", "analyst", body="roads"),
        "village": person("vera", "analyst", territory=VILLAGE), "boss": person("boss", "administrator"),
    }  # fmt: skip
