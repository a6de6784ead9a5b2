"""Borders drawn by seed: cells that tile a country with no gap and no overlap, neighbours sharing each point."""

import math
import random
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.spatial import Voronoi

Point = tuple[float, float]
Ring = tuple[Point, ...]

CENTRE = (170.0, 57.0)
"""Longitude and latitude of the country's middle: open sea, so that no real place is ever drawn over."""

HALF_HEIGHT_DEG = 1.7
WOBBLE = 0.13
"""How far a border strays from its straight line, in lengths of the line; above 0.2 two borders may cross."""

HALVINGS = 4
"""A straight border becomes 2 ** HALVINGS pieces."""


@dataclass(frozen=True)
class Cell:
    """One drawn territory: `corners` on the plan (a convex cell in the square -1..1), `ring` in degrees, closed."""

    corners: Ring
    ring: Ring


def tile(seeds: tuple[Point, ...], *, seed: int) -> tuple[Cell, ...]:
    """A cell for each seed (points inside the square -1..1), in the order of the seeds."""
    return tuple(_draw(corners, seed) for corners in _convex_cells(seeds))


def on_the_ground(point: Point) -> Point:
    """Longitude and latitude of a point of the plan; one-to-one, so that what tiles the plan tiles the ground."""
    x, y = point
    # The square becomes a disc (elliptical mapping): a country with corners looks drawn by a ruler.
    round_x, round_y = x * math.sqrt(1 - y * y / 2), y * math.sqrt(1 - x * x / 2)
    # Two shears one after the other: whatever waves they have, no two points meet.
    east = round_x + _waves(round_y, 0.7)
    north = round_y + _waves(east, 1.9)
    stretch = 1.25 / math.cos(math.radians(CENTRE[1]))
    return round(CENTRE[0] + east * HALF_HEIGHT_DEG * stretch, 5), round(CENTRE[1] + north * HALF_HEIGHT_DEG, 5)


def _waves(along: float, phase: float) -> float:
    waves = ((0.07, 3.1), (0.035, 7.3), (0.012, 17.0))
    return sum(height * math.sin(pace * along + phase * pace) for height, pace in waves)


def _convex_cells(seeds: tuple[Point, ...]) -> list[Ring]:
    """Voronoi cells cut by the square: the seeds mirrored in its four sides make the sides borders too."""
    points = np.array(seeds)
    across = [points * (-1, 1) + (2 * side, 0) for side in (-1, 1)]
    along = [points * (1, -1) + (0, 2 * side) for side in (-1, 1)]
    diagram = Voronoi(np.vstack([points, *across, *along]))
    corners = np.clip(diagram.vertices.round(6), -1, 1)
    cells = []
    for index, (x, y) in enumerate(seeds):
        members = diagram.regions[diagram.point_region[index]]
        ring = [(float(corners[i][0]), float(corners[i][1])) for i in members]
        cells.append(tuple(sorted(ring, key=lambda p: math.atan2(p[1] - y, p[0] - x))))
    return cells


def _draw(corners: Ring, seed: int) -> Cell:
    ring: list[Point] = []
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        ring += _border(start, end, seed)[:-1]
    drawn = [on_the_ground(point) for point in ring]
    return Cell(corners, (*drawn, drawn[0]))


def _border(start: Point, end: Point, seed: int) -> list[Point]:
    """The points of a border, drawn always from its lesser end: both neighbours get the very same points."""
    if start > end:
        return _border(end, start, seed)[::-1]
    rng = random.Random(f"{seed}:{start}:{end}")
    line = [start, end]
    for _ in range(HALVINGS):
        line = _halved(line, rng)
    return line


def _halved(line: list[Point], rng: random.Random) -> list[Point]:
    """Each piece gets a middle moved aside; on the edge of the square it stays, or the mapping would fold."""
    finer = [line[0]]
    for (ax, ay), (bx, by) in pairwise(line):
        aside = rng.uniform(-WOBBLE, WOBBLE)
        on_edge = (ax == bx and abs(ax) == 1) or (ay == by and abs(ay) == 1)
        shift = 0.0 if on_edge else aside
        finer += [((ax + bx) / 2 - (by - ay) * shift, (ay + by) / 2 + (bx - ax) * shift), (bx, by)]
    return finer
