"""Where on the ground a demo letter points: a street runs one way from its corner, its houses stand along it."""

import math
import re
from zlib import crc32

from otklik.flow.demo import region
from otklik.flow.demo.borders import Point
from otklik.flow.demo.stream import DemoLetter

_POINTING = {"ВКонтакте": 50, "Телеграм": 30, "Одноклассники": 40, "Портал обращений": 60, "Мобильное приложение": 90}
"""In how many letters of a hundred that name a street a source gives the point too."""
_REACH = (0.022, 0.011)
"""How far from the middle of its town a street begins, in degrees east and north."""
_HOUSE = 0.00012
"""Degrees of latitude from one house to the next: 13 metres."""


def spot(letter: DemoLetter) -> Point | None:
    """Longitude and latitude that the letter's source gives with it; None where it gives none. The same each time."""
    known = letter.truth
    if not known.street or crc32(letter.outside_id.encode()) % 100 >= _POINTING.get(letter.source_name, 0):
        return None
    towns = region.build().municipality(known.territory_code).settlements
    town = next((each for each in towns if each.name == known.settlement), towns[0])
    name = f"{town.code}:{known.street}"
    east, north = (_spread(name, axis) * reach for axis, reach in zip("xy", _REACH, strict=True))
    way, far = math.pi * _spread(name, "way"), _HOUSE * _number(known.house)
    longitude = town.point[0] + east + far * math.cos(way) / math.cos(math.radians(town.point[1]))
    return round(longitude, 5), round(town.point[1] + north + far * math.sin(way), 5)


def _spread(name: str, axis: str) -> float:
    """From -1 to 1, by the name alone."""
    return crc32(f"{axis}:{name}".encode()) / 0x7FFF_FFFF - 1


def _number(house: str | None) -> int:
    found = re.match(r"\d+", house or "")
    return int(found[0]) if found else 0
