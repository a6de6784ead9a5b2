"""Заречный край: an invented region with municipalities, settlements, streets, landmarks and drawn borders."""

from dataclasses import dataclass
from functools import lru_cache

from otklik.flow.demo import borders, places
from otklik.flow.demo.places import Landmark, Route, Settlement, Street

REGION_CODE = "99000000"
"""Like an ОКТМО code, of a subject that does not exist."""

SEED = 2026


@dataclass(frozen=True)
class Municipality:
    """One municipality: `code` of 8 digits, `border` a closed ring of (longitude, latitude), `label` a point inside."""

    code: str
    name: str
    short: str
    genitive: str
    kind: str
    population: int
    label: borders.Point
    border: borders.Ring
    settlements: tuple[Settlement, ...]
    streets: tuple[Street, ...]
    landmarks: tuple[Landmark, ...]
    routes: tuple[Route, ...]

    def geojson(self) -> dict[str, object]:
        """The border as a GeoJSON Polygon (RFC 7946: longitude first, outer ring counter-clockwise)."""
        return {"type": "Polygon", "coordinates": [[list(point) for point in self.border]]}


@dataclass(frozen=True)
class Region:
    """The whole invented region; `municipalities` tile it."""

    code: str
    name: str
    genitive: str
    municipalities: tuple[Municipality, ...]

    @property
    def population(self) -> int:
        return sum(each.population for each in self.municipalities)

    def municipality(self, code: str) -> Municipality:
        """The municipality of an 8-digit code; KeyError names a code that is not of the region."""
        for each in self.municipalities:
            if each.code == code:
                return each
        raise KeyError(
            f"no municipality {code} in {self.name}; known: {', '.join(m.code for m in self.municipalities)}"
        )

    def geojson(self) -> dict[str, object]:
        """A GeoJSON FeatureCollection, one feature a municipality, with its code, name and population."""
        return {"type": "FeatureCollection", "features": [_feature(each) for each in self.municipalities]}


@lru_cache(maxsize=4)
def build(seed: int = SEED) -> Region:
    """The region drawn by `seed`: the same seed gives the same region, point for point."""
    outlines = places.OUTLINES
    cells = borders.tile(tuple(outline.at for outline in outlines), seed=seed)
    municipalities = tuple(_settle(outline, cell, seed) for outline, cell in zip(outlines, cells, strict=True))
    return Region(REGION_CODE, "Заречный край", "Заречного края", municipalities)


def _settle(outline: places.Outline, cell: borders.Cell, seed: int) -> Municipality:
    settled = places.settle(outline, cell, seed=seed)
    return Municipality(
        outline.code, outline.name, outline.short, outline.genitive, outline.kind, outline.population,
        borders.on_the_ground(outline.at), cell.ring,
        settled.settlements, settled.streets, settled.landmarks, settled.routes,
    )  # fmt: skip


def _feature(municipality: Municipality) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": municipality.code,
        "properties": {
            "code": municipality.code,
            "name": municipality.name,
            "kind": municipality.kind,
            "population": municipality.population,
        },
        "geometry": municipality.geojson(),
    }
