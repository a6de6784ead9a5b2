"""Where a letter happens and what its blanks are filled with: the place as residents name it, days, routes, doctors."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from otklik.flow.demo import tables
from otklik.flow.demo.places import Settlement, Street
from otklik.flow.demo.region import Municipality

_PLAIN = ("days", "period", "uk", "emphatic")
"""Slots filled with any word of the kind that bears their name."""


@dataclass(frozen=True)
class Place:
    """What the text says of its place; None for what it does not say."""

    settlement: str | None = None
    street: str | None = None
    house: str | None = None


class Scene:
    """One letter's surroundings: fills the slots of a phrase and remembers in `place` what it has told."""

    def __init__(
        self, land: Municipality, *, at: datetime, indoors: bool, rng: random.Random, streets: int = 0,
        address: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        """`streets` above 0 keeps the letter on that many first streets of the centre: an accident has its quarter.

        `address` is the number of a street of the centre and a house: several letters are about one place.
        """
        self.place = Place()
        self._address_given = address
        self._is_told = False
        self._land, self._at, self._indoors, self._rng = land, at, indoors, rng
        self._settlement = land.settlements[0] if streets or address else self._settle()
        nearby = _streets_of(land, self._settlement.code)
        self._street = nearby[address[0] % len(nearby)] if address else rng.choice(nearby[:streets] or nearby)

    def slots(self) -> dict[str, Callable[[], str]]:
        """What fills each blank of a phrase."""
        plain = {kind: partial(self._word, kind) for kind in _PLAIN}
        return (
            plain
            | self._figures()
            | {
                "where": self.where,
                "in_town": self.in_town,
                "season_word": lambda: tables.words("month")[self._at.month - 1],
                "month_ago": lambda: tables.words("of_month")[self._at.month - 3],
                "stop": lambda: f"«{self._word('stop')}»",
                "at_stop": lambda: f"на остановке «{self._word('stop')}»",
                "clinic": lambda: self._clinic("поликлиники", "районной больницы"),
                "clinic_is": lambda: self._clinic("поликлиника", "районная больница"),
                "at_clinic": lambda: self._clinic("в поликлинике", "в районной больнице"),
                "to_clinic": lambda: self._clinic("в поликлинику", "в районную больницу"),
            }
        )

    def _figures(self) -> dict[str, Callable[[], str]]:
        draw = self._rng.randint
        return {
            "cold": lambda: str(draw(11, 16)),
            "sum": lambda: str(draw(24, 196) * 50),
            "sum_small": lambda: str(draw(38, 95)),
            "when_bus": lambda: f"{draw(7, 18)}:{draw(0, 11) * 5:02d}",
            "route": self._route,
            "school": lambda: str(self._number("школа")),
            "garden": lambda: str(self._number("детский сад")),
        }

    def _word(self, kind: str) -> str:
        return self._rng.choice(tables.words(kind))

    def in_town(self) -> str:
        """«в Белоустье», «у нас в селе Ключи»."""
        self._tell(settlement=self._settlement.name)
        return self._settlement.where if self._rng.random() < 0.8 else f"у нас {self._settlement.where}"

    def where(self) -> str:
        """The place as residents write it: «на Гагарина 58в», «возле школы № 5»; once told, «здесь»."""
        if self._is_told:
            return self._rng.choice(("здесь", "тут"))
        self._is_told = True
        by_landmark = not self._indoors and not self._address_given and self._rng.random() < 0.25
        told = self._landmark() if by_landmark else self._address()
        if self.place.settlement or self._rng.random() > 0.4:
            return told
        self._tell(settlement=self._settlement.name)
        return (
            f"{self._settlement.short}, {told}"
            if told.startswith(("ул", "пер", "пр"))
            else f"{self._settlement.where} {told}"
        )

    def aside(self) -> str:
        """The place in a sentence of its own, or "" where the letter has told one already."""
        if self._is_told or self.place.settlement:
            return ""
        self._is_told = True
        return self.bare_address() if self._indoors or self._rng.random() < 0.3 else f"Это {self.in_town()}"

    def bare_address(self) -> str:
        """«Мира, 5» for a line of its own."""
        self._tell(settlement=self._settlement.name, street=self._street.full, house=(house := self._house()))
        return f"{self._settlement.short}, {self._street.written}, {house}"

    def _address(self) -> str:
        street, rng = self._street, self._rng
        if not self._indoors and rng.random() < 0.35:
            self._tell(street=street.full)
            return rng.choice((f"на {street.spoken}", street.written, f"по {street.along}"))
        house = self._house()
        self._tell(street=street.full, house=house)
        forms = (
            f"на {street.spoken} {house}",
            f"{street.written} д. {house}",
            f"{street.written}, {house}",
            f"по адресу {street.written} {house}",
        )
        outdoors = (
            f"возле дома {house} на {street.spoken}",
            f"во дворе {street.written} {house}",
            f"у дома {house} по {street.along}",
        )
        return rng.choice(forms if self._indoors else forms + outdoors)

    def _landmark(self) -> str:
        marks = [mark for mark in self._land.landmarks if mark.settlement == self._settlement.code]
        return f"{self._rng.choice(('возле', 'около', 'у', 'напротив'))} {self._rng.choice(marks).beside}"

    def _house(self) -> str:
        if self._address_given:
            # Neighbours name the house itself or the one beside it.
            return str(self._address_given[1] + self._rng.choice((0, 0, 0, 0, 2)))
        number = str(self._rng.randint(1, self._street.houses))
        tail = self._rng.random()
        if tail < 0.12:
            return number + self._rng.choice("абвг")
        return f"{number}/{self._rng.randint(1, 4)}" if tail < 0.18 else number

    def _settle(self) -> Settlement:
        people = [each.population for each in self._land.settlements]
        return self._rng.choices(self._land.settlements, people)[0]

    def _tell(self, **known: str) -> None:
        told = {"settlement": self.place.settlement, "street": self.place.street, "house": self.place.house}
        self.place = Place(**{**told, **known})

    def _route(self) -> str:
        number = self._rng.choice(self._land.routes).number
        return number if self._rng.random() < 0.7 else f"№ {number}"

    def _number(self, kind: str) -> int:
        return self._rng.choice([mark.number for mark in self._land.landmarks if mark.kind == kind] or [1])

    def _clinic(self, numbered: str, only: str) -> str:
        found = [mark.number for mark in self._land.landmarks if mark.kind == "поликлиника"]
        return f"{numbered} № {self._rng.choice(found)}" if found else only


def _streets_of(land: Municipality, settlement: str) -> tuple[Street, ...]:
    return tuple(street for street in land.streets if street.settlement == settlement)
