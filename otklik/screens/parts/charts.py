"""A chart as a page holds it: `parts/chart.html` writes it, chart.js draws it; a table beside it tells the same."""

from dataclasses import asdict, dataclass
from typing import Literal

Kind = Literal["line", "bars", "heat", "spark"]


@dataclass(frozen=True, slots=True)
class Series:
    """One line, one colour of bars, or one row of a heat table: a value and a link for each category.

    A value None is a gap. `is_before`: what it is compared with, drawn behind and paler.
    """

    name: str
    values: tuple[float | None, ...]
    links: tuple[str, ...] = ()
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """`id` is unique on the page; `unit` is a code of `indicators.Unit`: shares are 0..1, told in per cent.

    Of "heat" the categories are columns and each series is a row. `note` stands below, also in the picture.
    """

    id: str
    kind: Kind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""

    @property
    def script_id(self) -> str:
        return f"chart-{self.id}"

    @property
    def drawn(self) -> dict[str, object]:
        """What chart.js reads."""
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(value is None for one in self.series for value in one.values)
