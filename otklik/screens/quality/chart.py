"""The curve coverage/accuracy as shapes of a picture; colours are classes, numbers are attributes."""

from collections.abc import Sequence
from dataclasses import dataclass

from otklik.triage.measured.curve import Curve, Point

WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 44
_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid: where it lies and what it says."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A marked threshold; `kind` is a class: in-force, cheapest, chosen."""

    kind: str
    x: str
    y: str
    says: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Points of the line and of the band around it, as SVG writes them; empty where nothing is known."""

    line: str
    band: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def draw(curve: Curve, marks: Sequence[tuple[str, Point]]) -> Chart:
    """The curve with marked points; accuracy runs from the nearest ten per cent below its lowest to 100 %."""
    shown = [point for point in curve.points if point.accuracy is not None]
    floor = _floor(shown)
    line = " ".join(_pair(point.coverage, point.accuracy, floor) for point in shown)
    edge = [_pair(point.coverage, point.low, floor) for point in shown]
    edge += [_pair(point.coverage, point.high, floor) for point in reversed(shown)]
    steps = round((1 - floor) / _STEP)
    ups = [floor + _STEP * step for step in range(0, steps + 1, 2 if steps > 5 else 1)]
    return Chart(
        line=line,
        band=" ".join(edge),
        across=tuple(Tick(_x(share), f"{round(100 * share)} %") for share in (0, 0.25, 0.5, 0.75, 1)),
        up=tuple(Tick(_y(share, floor), f"{round(100 * share)} %") for share in ups),
        dots=tuple(
            Dot(kind, _x(point.coverage), _y(point.accuracy, floor), f"порог {point.level} %")
            for kind, point in marks
            if point.accuracy is not None
        ),
    )


def _floor(shown: Sequence[Point]) -> float:
    lowest = min((point.low or 0.0 for point in shown), default=0.0)
    return min(0.9, max(0.0, int(lowest / _STEP) * _STEP))


def _x(coverage: float) -> str:
    # Written here: a template would put the comma of the Russian locale into an attribute.
    return f"{LEFT + coverage * (WIDTH - LEFT - RIGHT):.1f}"


def _y(accuracy: float, floor: float) -> str:
    return f"{TOP + (1 - accuracy) / (1 - floor) * (HEIGHT - TOP - BOTTOM):.1f}"


def _pair(coverage: float, accuracy: float | None, floor: float) -> str:
    return f"{_x(coverage)},{_y(accuracy or 0.0, floor)}"
