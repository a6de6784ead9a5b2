"""Who writes in the demo region: invented people with habits, some of whom write often."""

import random
from dataclasses import dataclass

from otklik.flow.demo import tables
from otklik.flow.demo.people import full_name
from otklik.flow.demo.region import Municipality, Region
from otklik.flow.demo.texts import Manner
from otklik.flow.demo.truth import MAIL_DOMAIN, PHONE_CODE

AUTHORS = 2_600
LOYAL = 150
"""So many of the authors write a third of all letters."""


@dataclass(frozen=True)
class Author:
    """An invented resident or firm; phone and mail lie in ranges that belong to nobody."""

    name: str
    kind: str
    phone: str
    email: str
    pseudonym: str
    home: Municipality
    manner: Manner


def crowd(region: Region, rng: random.Random) -> dict[str, list[Author]]:
    """All authors by the code of the municipality they live in; the loyal ones first in each list."""
    weights = [each.population**0.8 for each in region.municipalities]
    homes = list(region.municipalities) * 3 + rng.choices(region.municipalities, weights, k=AUTHORS)
    found: dict[str, list[Author]] = {each.code: [] for each in region.municipalities}
    for number, home in enumerate(homes):
        found[home.code].append(_author(number, home, rng))
    return found


def pick(crowded: list[Author], rng: random.Random) -> Author:
    """One of a municipality's authors: a third of the letters fall to the few loyal ones."""
    loyal = max(1, len(crowded) * LOYAL // AUTHORS)
    return crowded[rng.randrange(loyal if rng.random() < 0.33 else len(crowded))]


def _author(number: int, home: Municipality, rng: random.Random) -> Author:
    surnames = tables.words("surname")
    is_woman = rng.random() < 0.62
    name = full_name(rng.choice(surnames), rng.choice(tables.words("woman" if is_woman else "man")), is_woman=is_woman)
    nick = f"{rng.choice(tables.words('nick'))}{number}"
    kind = "entity" if rng.random() < 0.02 else "citizen"
    shown = f"ООО «{rng.choice(surnames)} и партнёры»" if kind == "entity" else name
    phone = f"+7 ({PHONE_CODE}) {number // 10_000 + 550:03d}-{number % 10_000 // 100:02d}-{number % 100:02d}"
    return Author(shown, kind, phone, f"{nick}@{MAIL_DOMAIN}", nick, home, _manner(rng))


def _manner(rng: random.Random) -> Manner:
    return Manner(
        lower=rng.random() < 0.12,
        typos=rng.choice((0.0, 0.0, 0.0, 0.02, 0.06)),
        careless=rng.random() < 0.25,
        emoji=rng.random() < 0.15,
        polite=rng.random() < 0.6,
    )
