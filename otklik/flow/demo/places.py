"""What stands in a municipality: settlements, streets, schools, clinics, stops and bus routes, placed by seed."""

import random
from dataclasses import dataclass

from otklik.flow.demo import tables
from otklik.flow.demo.borders import Cell, Point, on_the_ground


@dataclass(frozen=True)
class Outline:
    """A municipality before it is drawn: `at` is its place on the plan (the square -1..1)."""

    code: str
    name: str
    short: str
    genitive: str
    kind: str
    population: int
    at: Point
    centre: str
    centre_kind: str
    villages: tuple[str, ...]


def _outline(row: dict[str, str]) -> Outline:
    centre, is_town = row["centre"], row["kind"] == "город"
    return Outline(
        code=row["code"],
        name=f"Городской округ город {centre}" if is_town else f"{centre}ий муниципальный округ",
        short=centre if is_town else f"{centre}ий округ",
        genitive=f"города {of(centre)}" if is_town else f"{centre}ого муниципального округа",
        kind="городской округ" if is_town else "муниципальный округ",
        population=int(row["population"]),
        at=(float(row["x"]), float(row["y"])),
        centre=centre,
        centre_kind="город" if is_town else "рабочий посёлок",
        villages=tuple(row["villages"].split(",")),
    )


def of(town: str) -> str:
    """The genitive of an invented town's name: those ending in -ск, -рг or -дск take -а, those in -ье take -ья."""
    return town[:-1] + "я" if town.endswith("ье") else town + "а"


def inside(town: str) -> str:
    """The prepositional of an invented town's name, after «в»."""
    return town if town.endswith("ье") else town + "е"


OUTLINES = tuple(_outline(row) for row in tables.rows("municipalities"))
"""Twelve invented municipalities; the first is the capital. No such town or district is on the map of Russia."""


@dataclass(frozen=True)
class Settlement:
    """A town or a village: `code` of 11 digits that begins with its municipality's; `where` is «в селе Ключи»."""

    code: str
    kind: str
    name: str
    where: str
    short: str
    population: int
    point: Point


@dataclass(frozen=True)
class Street:
    """A street of one settlement: `full` as in a register, `spoken` stands after «на», `along` after «по»."""

    settlement: str
    kind: str
    full: str
    written: str
    spoken: str
    along: str
    houses: int


@dataclass(frozen=True)
class Landmark:
    """A school, kindergarten, clinic, park or shop; `beside` stands after «возле»."""

    settlement: str
    kind: str
    number: int
    name: str
    beside: str
    point: Point


@dataclass(frozen=True)
class Route:
    """A bus route of a municipality."""

    number: str
    kind: str


@dataclass(frozen=True)
class Settled:
    """What was placed in one municipality."""

    settlements: tuple[Settlement, ...]
    streets: tuple[Street, ...]
    landmarks: tuple[Landmark, ...]
    routes: tuple[Route, ...]


def settle(outline: Outline, cell: Cell, *, seed: int) -> Settled:
    """Fill a drawn cell: 3 to 8 settlements, 20 to 60 streets, landmarks and routes by the size of the population."""
    rng = random.Random(f"{seed}:{outline.code}")
    settlements = _settlements(outline, cell, rng)
    wanted = min(60, 20 + outline.population // 2_500)
    streets = _streets(settlements, wanted, rng)
    landmarks = tuple(mark for each in settlements for mark in _landmarks(each, rng))
    return Settled(settlements, streets, landmarks, _routes(outline, rng))


def _settlements(outline: Outline, cell: Cell, rng: random.Random) -> tuple[Settlement, ...]:
    sizes = [rng.uniform(0.015, 0.05) for _ in outline.villages]
    head = round(outline.population * (1 - sum(sizes)))
    letter = "г." if outline.centre_kind == "город" else "рп."
    centre = Settlement(
        code=f"{outline.code}001",
        kind=outline.centre_kind,
        name=outline.centre,
        where=f"в {inside(outline.centre)}",
        short=f"{letter} {outline.centre}",
        population=head,
        point=on_the_ground(outline.at),
    )
    found = [centre]
    towards = rng.sample(cell.corners, len(cell.corners)) * 2
    for number, (village, share) in enumerate(zip(outline.villages, sizes, strict=True), start=2):
        at = _between(outline.at, towards[number], rng.uniform(0.3, 0.6))
        found.append(_village(f"{outline.code}{number:03d}", village, round(outline.population * share), at))
    return tuple(found)


def _village(code: str, village: str, population: int, at: Point) -> Settlement:
    kind, name = _kind_and_name(village)
    in_kind, short = {"посёлок": ("посёлке", "пос."), "деревня": ("деревне", "д."), "село": ("селе", "с.")}[kind]
    return Settlement(code, kind, name, f"в {in_kind} {name}", f"{short} {name}", population, on_the_ground(at))


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _streets(settlements: tuple[Settlement, ...], wanted: int, rng: random.Random) -> tuple[Street, ...]:
    """Villages get two or three streets each, the centre the rest of `wanted`."""
    found: list[Street] = []
    for village in settlements[1:]:
        found += _pick(village, rng.randint(2, 3), rng)
    return (*_pick(settlements[0], wanted - len(found), rng), *found)


def _pick(settlement: Settlement, count: int, rng: random.Random) -> list[Street]:
    known = tables.words("street_in_village")
    names = (*tables.words("street"), *known) if settlement.population > 3_000 else known
    chosen = [("улица", name) for name in rng.sample(names, min(count, len(names)))]
    if count > 15:
        chosen[-4:] = [("переулок", name) for name in rng.sample(tables.words("lane"), 4)]
    if count > 40:
        chosen[-10:-4] = [_kind_and_name(big) for big in tables.words("avenue")]
    most = 140 if settlement.population > 20_000 else 60
    return [_street(settlement.code, kind, name, rng.randint(most // 4, most)) for kind, name in chosen]


def _kind_and_name(place: str) -> tuple[str, str]:
    kind, name = place.split(" ", 1)
    return kind, name


def _street(settlement: str, kind: str, name: str, houses: int) -> Street:
    if kind == "улица":
        return Street(settlement, kind, f"улица {name}", f"ул. {name}", _spoken(name), f"ул. {_spoken(name)}", houses)
    short = {"переулок": "пер.", "проспект": "пр.", "бульвар": "бульвар", "шоссе": "шоссе", "проезд": "проезд"}[kind]
    after_na = {"переулок": f"пер. {name}", "проспект": f"проспекте {name}", "бульвар": f"бульваре {name}"}
    full = f"{name} {kind}" if kind in ("переулок", "проезд") else f"{kind} {name}"
    return Street(
        settlement, kind, full, f"{short} {name}", after_na.get(kind, f"{short} {name}"), f"{short} {name}", houses
    )


def _spoken(name: str) -> str:
    """The name after «на»: Садовая gives Садовой, Рабочая gives Рабочей, Гагарина stays."""
    if " " in name:
        return name
    if name.endswith(("яя", "чая", "щая")):
        return name[:-2] + "ей"
    return name[:-2] + "ой" if name.endswith("ая") else name


def _landmarks(settlement: Settlement, rng: random.Random) -> list[Landmark]:
    many = 1 + settlement.population // 12_000
    found = [_numbered(settlement, "школа", "школы", n, rng) for n in range(1, min(many, 25) + 1)]
    if settlement.population > 1_000:
        found += [
            _numbered(settlement, "детский сад", "детского сада", n, rng) for n in range(1, min(2 * many, 40) + 1)
        ]
    if settlement.population > 30_000:
        found += [_numbered(settlement, "поликлиника", "поликлиники", n, rng) for n in range(1, min(many, 8) + 1)]
    elif settlement.code.endswith("001"):
        found.append(
            Landmark(settlement.code, "больница", 0, "районная больница", "районной больницы", _near(settlement, rng))
        )
    for kind, name, beside in _UNNUMBERED:
        found.append(Landmark(settlement.code, kind, 0, name, beside, _near(settlement, rng)))
    return found


_UNNUMBERED = (
    ("магазин", "магазин «Продукты»", "магазина"),
    ("дом культуры", "дом культуры", "дома культуры"),
    ("почта", "почта", "почты"),
    ("остановка", "остановка", "остановки"),
    ("парк", "парк", "парка"),
)


def _numbered(settlement: Settlement, kind: str, genitive: str, number: int, rng: random.Random) -> Landmark:
    return Landmark(
        settlement.code, kind, number, f"{kind} № {number}", f"{genitive} № {number}", _near(settlement, rng)
    )


def _near(settlement: Settlement, rng: random.Random) -> Point:
    lon, lat = settlement.point
    return round(lon + rng.uniform(-0.03, 0.03), 5), round(lat + rng.uniform(-0.015, 0.015), 5)


def _routes(outline: Outline, rng: random.Random) -> tuple[Route, ...]:
    count = 3 + min(25, outline.population // 9_000)
    numbers = sorted(rng.sample([n for n in range(1, 69) if n != 14], count))
    city = (Route("14", "автобус"),) if outline.population > 200_000 else ()
    return (
        city
        + tuple(Route(str(number), "автобус") for number in numbers)
        + (Route(str(100 + numbers[0]), "пригородный автобус"),)
    )
