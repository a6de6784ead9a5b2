"""The thirty invented bodies of the demo region: a tree under the government, in eight blocks."""

from dataclasses import dataclass

from otklik.flow.demo import region as land
from otklik.flow.demo import tables

BLOCKS = {row["block"]: row["name"] for row in tables.rows("blocks")}
"""The eight blocks: code and name."""


@dataclass(frozen=True)
class Body:
    """One body: `code` a slug; `parent` None for the government alone; `block` "" where it stands over all blocks.

    `territory` is the code of the region or of a municipality; `kind` is regional, municipal or
    organisation.
    """

    code: str
    name: str
    short: str
    kind: str
    block: str
    parent: str | None
    territory: str


GOVERNMENT = "government"

_SLUGS = {row["code"]: row["slug"] for row in tables.rows("municipalities")}

WATER_COMPANY = "water-company"


def administration(territory: str) -> str:
    """The body code of a municipality's administration."""
    return f"adm-{_SLUGS[territory]}"


def build(region: land.Region) -> tuple[Body, ...]:
    """All thirty bodies, a parent always before its children."""
    regional = [_regional(row, region.code) for row in tables.rows("bodies")]
    capital = region.municipalities[0]
    water = Body(
        WATER_COMPANY, f"МУП «Водоканал» {capital.genitive}", "Водоканал", "organisation", "housing",
        administration(capital.code), capital.code,
    )  # fmt: skip
    return (*regional, *(_administration(each) for each in region.municipalities), water)


def _administration(place: land.Municipality) -> Body:
    name = f"Администрация {place.genitive}"
    short = f"Адм. {place.short}"
    return Body(administration(place.code), name, short, "municipal", "amenities", GOVERNMENT, place.code)


def _regional(row: dict[str, str], territory: str) -> Body:
    return Body(row["code"], row["name"], row["short"], row["kind"], row["block"], row["parent"] or None, territory)
