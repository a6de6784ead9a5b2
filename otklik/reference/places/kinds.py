"""What a file of places may hold: six kinds, and the columns by which each is told."""

from dataclasses import dataclass

from otklik.reference.rules import ReferenceRefused


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: the field it fills, its title in our own files, and other names it is met under."""

    field: str
    title: str
    names: tuple[str, ...]
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of places: its code for commands, its title, its columns; `is_drawn` needs GeoJSON."""

    code: str
    title: str
    columns: tuple[Column, ...]
    is_territory: bool = False
    is_drawn: bool = False

    def needed(self) -> str:
        """The columns without which nothing can be loaded, as a person reads them."""
        return ", ".join(f"«{column.title}»" for column in self.columns if column.is_needed)


_CODE = Column("code", "Код ОКТМО", ("код", "октмо", "oktmo", "oktmo8", "oktmo11", "code"))
_CODE_NEEDED = Column(_CODE.field, _CODE.title, _CODE.names, is_needed=True)
_NAME = Column("name", "Название", ("наименование", "имя", "name", "title", "city", "district"), is_needed=True)
_OTHER = Column("aliases", "Другие имена", ("синонимы", "aliases", "alt_name"))
_PEOPLE = Column("population", "Население", ("численность", "population"))
_LATITUDE = Column("latitude", "Широта", ("lat", "latitude", "geo_lat", "y"))
_LONGITUDE = Column("longitude", "Долгота", ("lon", "lng", "longitude", "geo_lon", "x"))
_TYPE = Column("type", "Тип", ("вид", "type", "city_type", "settlement_type", "street_type"))
_TOWN = Column("settlement", "Населённый пункт", ("населенный пункт", "нп", "город", "settlement", "city", "town"))
_WITHIN = Column("municipality", "Муниципалитет", (
    "муниципальное образование", "мо", "район", "округ", "территория", "municipality", "district"))  # fmt: skip


def _named(*others: str) -> Column:
    return Column("name", "Название", ("наименование", "имя", "name", "title", *others), is_needed=True)


KINDS = {
    kind.code: kind
    for kind in (
        Kind("municipalities", "Муниципалитеты", (_CODE_NEEDED, _NAME, _OTHER, _PEOPLE, _LATITUDE, _LONGITUDE),
             is_territory=True),
        Kind("settlements", "Населённые пункты",
             (_CODE_NEEDED, _NAME, _TYPE, _WITHIN, _OTHER, _PEOPLE, _LATITUDE, _LONGITUDE), is_territory=True),
        Kind("borders", "Границы муниципалитетов", (_CODE, _NAME), is_territory=True, is_drawn=True),
        Kind("streets", "Улицы", (_named("улица", "street"), _TYPE, _TOWN, _WITHIN)),
        Kind("landmarks", "Ориентиры", (_named("ориентир", "объект"), _TOWN, _WITHIN)),
        Kind("routes", "Маршруты", (_named("маршрут", "номер", "номер маршрута", "route", "ref"), _TOWN, _WITHIN)),
    )
}  # fmt: skip
"""Kinds by code."""

ROW_OF = {"streets": "street", "landmarks": "landmark", "routes": "route"}
"""The kind of a PlaceName by the kind of its file."""


def kind_named(code: str) -> Kind:
    """The kind of that code. Raises ReferenceRefused, naming those there are."""
    if code not in KINDS:
        raise ReferenceRefused(f"Вида мест «{code}» нет; есть {', '.join(KINDS)}.")
    return KINDS[code]
