"""«Путаница»: what the machine takes for what, as pairs and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.tell import number
from otklik.screens.quality import desk, named, period
from otklik.screens.quality.overview import told_share
from otklik.screens.quality.period import Asked, rows_address
from otklik.triage.measured import quality
from otklik.triage.measured.confusion import OTHERS, Confused, Matrix, heat, matrix, top


@dataclass(frozen=True, slots=True)
class PairLine:
    """A confused pair, how often, of how many, where its questions are."""

    proposed: str
    chosen: str
    count: int
    share: str
    href: str


@dataclass(frozen=True, slots=True)
class CellShown:
    """One cell of the table: its count, its heat 0..4, where its questions are, whether it is the diagonal."""

    count: int
    heat: int
    href: str
    is_right: bool
    says: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the table: what people chose."""

    number: str
    title: str
    cells: tuple[CellShown, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """All of the page."""

    n: int
    wrong: int
    pairs: tuple[PairLine, ...]
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowShown, ...]
    others: str


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The commonest confusions of a head, and the table of groups."""
    asked = period.read(request)
    counts = quality.confusions(asked.head, asked.within)
    groups = counts if asked.head == "group" else quality.confusions("group", asked.within)
    pairs, table = top(counts), matrix(groups)
    names = named.topics({code for pair in pairs for code in (pair.proposed, pair.chosen)} | set(table.codes))
    wrong = sum(count for (proposed, chosen), count in counts.items() if proposed != chosen)
    screen = Confusion(
        n=sum(counts.values()),
        wrong=wrong,
        pairs=tuple(_pair(pair, names, asked) for pair in pairs),
        columns=tuple((_mark(place, code), _named(code, names)) for place, code in enumerate(table.codes, 1)),
        rows=_rows(table, names, asked),
        others=OTHERS,
    )
    return desk.show(request, "screens/quality/confusion.html", "quality_confusion", asked, screen, has_heads=True)


def _pair(pair: Confused, names: Mapping[str, str], asked: Asked) -> PairLine:
    href = rows_address(asked, "pair", proposed=pair.proposed, chosen=pair.chosen)
    total = round(pair.count / pair.share)
    share = f"{told_share(pair.count, total)} из {number(total)}"
    return PairLine(_named(pair.proposed, names), _named(pair.chosen, names), pair.count, share, href)


def _rows(table: Matrix, names: Mapping[str, str], asked: Asked) -> tuple[RowShown, ...]:
    most = max((count for place, row in enumerate(table.rows) for other, count in enumerate(row) if place != other),
               default=0)  # fmt: skip
    made = []
    for place, (chosen, row) in enumerate(zip(table.codes, table.rows, strict=True)):
        cells = tuple(
            _cell(count, most, chosen, proposed, names, asked) for proposed, count in zip(table.codes, row, strict=True)
        )
        made.append(RowShown(_mark(place + 1, chosen), _named(chosen, names), cells))
    return tuple(made)


def _cell(
    count: int, most: int, chosen: str, proposed: str, names: Mapping[str, str], asked: Asked
) -> CellShown:  # fmt: skip
    is_right = chosen == proposed
    has_rows = count and chosen != OTHERS and proposed != OTHERS
    href = rows_address(asked, "pair", head="group", proposed=proposed, chosen=chosen) if has_rows else ""
    says = f"предлагала «{_named(proposed, names)}», выбрано «{_named(chosen, names)}»: {count}"
    return CellShown(count, 0 if is_right else heat(count, most), href, is_right and chosen != OTHERS, says)


def _named(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code) or "остальные"


def _mark(place: int, code: str) -> str:
    return str(place) if code != OTHERS else "…"
