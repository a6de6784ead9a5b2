"""What a file of places would change: rows read, matched with what is known, compared; nothing is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from otklik.reference.ground import ground, known_box
from otklik.reference.models import PlaceName, Territory
from otklik.reference.places import drafts
from otklik.reference.places.drafts import Box, Refused
from otklik.reference.places.files import Flaw, PlaceRow, read_places
from otklik.reference.places.finder import Finder, Known, NotFound
from otklik.reference.places.kinds import ROW_OF, Kind

SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the first changes: the row (0: none), what is done («добавится»), the name and where it is."""

    row: int
    act: str
    name: str
    where: str


@dataclass(slots=True)
class Plan:
    """What a file would do, in figures; `territories` (code -> values) and `names` are what would be written."""

    kind: Kind
    rows: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    repeats: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    territories: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[tuple[int, str], int] = field(default_factory=dict)
    gone: tuple[int, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Whether nothing would change."""
        return not (self.territories or self.added or self.gone)

    @property
    def is_broken(self) -> bool:
        """Whether the file as a whole can't be read: no row of it can be taken."""
        return any(flaw.row == 0 for flaw in self.flaws)

    def counted(self) -> dict[str, int]:
        """The figures, for a page, a command and the history."""
        return {
            "rows": self.rows, "added": self.added, "changed": self.changed, "removed": len(self.gone),
            "same": self.same, "repeats": self.repeats, "flaws": len(self.flaws),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Land:
    """What rows are matched with."""

    finder: Finder
    box: Box | None
    holder: Callable[[Any], str]


def plan(kind: Kind, content: bytes, *, is_replacing: bool = False) -> Plan:
    """What the file would change. `is_replacing`: names of this kind that the file lacks go (not territories)."""
    table = read_places(content, kind)
    made = Plan(kind, rows=len(table.rows), flaws=list(table.flaws))
    if made.is_broken:
        return made
    land = _land(kind)
    if kind.is_territory:
        _territories(made, table.rows, land)
    else:
        _names(made, table.rows, land)
        # A row with a flaw may be one of those that seem to be gone.
        if is_replacing and not made.flaws:
            _gone(made)
    made.flaws.sort(key=lambda flaw: flaw.row)
    return made


def _land(kind: Kind) -> _Land:
    rows = Territory.objects.values_list("pk", "code", "name", "kind", "parent__code", "aliases")
    finder = Finder.over(
        Known(pk, code, name, sort, upper or "", tuple(also)) for pk, code, name, sort, upper, also in rows
    )
    here = ground()
    return _Land(
        finder, known_box() if kind.is_drawn else here.box, lambda geometry: drafts.holder(geometry, here.borders)
    )


def _names(made: Plan, rows: Sequence[PlaceRow], land: _Land) -> None:
    sort = ROW_OF[made.kind.code]
    known = set(PlaceName.objects.filter(kind=sort).values_list("territory_id", "title"))
    for row in rows:
        try:
            title = drafts.title_of(sort, row)
            where = _where(row, land)
        except (Refused, NotFound) as why:
            made.flaws.append(Flaw(row.number, str(why)))
            continue
        name = (where.id, title)
        if name in made.names:
            made.repeats += 1
            continue
        made.names[name] = row.number
        if name in known:
            made.same += 1
        else:
            made.added += 1
            _show(made, row, "добавится", title, where.name)


def _gone(made: Plan) -> None:
    """Names of this kind that the file lacks."""
    rows = PlaceName.objects.filter(kind=ROW_OF[made.kind.code]).order_by("pk")
    rows_left = rows.values_list("pk", "territory_id", "title", "territory__name")
    lacked = [(key, title, where) for key, territory, title, where in rows_left if (territory, title) not in made.names]
    made.gone = tuple(key for key, _, _ in lacked)
    made.samples += [Sample(0, "уберётся", title, where) for _, title, where in lacked[:SAMPLES]]


def _where(row: PlaceRow, land: _Land) -> Known:
    """The settlement or municipality of a street, landmark or route. Raises NotFound, Refused."""
    town, upper = row.cell("settlement"), row.cell("municipality")
    within = land.finder.municipality(upper)[0] if upper else None
    if town:
        return land.finder.settlement(town, within)
    if within is None and row.geometry is not None:
        within = land.finder.by_code.get(land.holder(row.geometry))
    if within is None:
        raise Refused("не сказано, где это: нужен муниципалитет или населённый пункт.")
    return within


def _territories(made: Plan, rows: Sequence[PlaceRow], land: _Land) -> None:
    wanted: dict[str, tuple[int, PlaceRow, dict[str, Any]]] = {}
    for row in rows:
        try:
            code, sure, values = _values(made.kind, row, land)
        except (Refused, NotFound) as why:
            made.flaws.append(Flaw(row.number, str(why)))
            continue
        if code in wanted:
            _repeat(made, row, sure, wanted[code])
            if sure <= wanted[code][0]:
                continue
        wanted[code] = (sure, row, values)
    border = () if any("border" in values for _, _, values in wanted.values()) else ("border",)
    known = {one.code: one for one in Territory.objects.filter(code__in=wanted).defer(*border)}
    for code, (_, row, values) in wanted.items():
        _compare(made, row, code, values, known.get(code))


def _repeat(made: Plan, row: PlaceRow, sure: int, first: tuple[int, PlaceRow, dict[str, Any]]) -> None:
    """Two rows mean one territory: the very same row is a repeat, of two others the less sure one has a flaw."""
    first_sure, other, _ = first
    if row.cells == other.cells and row.geometry == other.geometry:
        made.repeats += 1
        return
    late, early = (row, other) if sure <= first_sure else (other, row)
    name = late.cell("name") or late.cell("code")
    why = f"«{name}» — та же территория, что в строке {early.number}: оставьте одну или укажите код ОКТМО."
    made.flaws.append(Flaw(late.number, why))


def _values(kind: Kind, row: PlaceRow, land: _Land) -> tuple[str, int, dict[str, Any]]:
    """The code of a territory, how sure, and what the row says of it. Raises Refused, NotFound."""
    if kind.is_drawn:
        found, sure = land.finder.municipality(row.cell("code") or row.cell("name"))
        return found.code, sure, {"border": drafts.border(row, land.box)}
    code = drafts.code_of(kind, row)
    values = drafts.told(row, land.box)
    if kind.code == "municipalities":
        upper = land.finder.holding(code[:2])
        values |= {"kind": Territory.Kind.MUNICIPALITY}
        if row.geometry is not None and drafts.is_area(row.geometry):
            values["border"] = drafts.border(row, land.box)
    else:
        named = row.cell("municipality")
        upper = land.finder.municipality(named)[0] if named else land.finder.holding(code)
        if upper is None or upper.kind == Territory.Kind.REGION:
            raise NotFound(f"муниципалитета для кода {code} нет: сначала загрузите муниципалитеты.")
        values |= {"kind": Territory.Kind.SETTLEMENT}
    if upper is not None and upper.code != code:
        values["parent_id"] = upper.id
    known = land.finder.by_code.get(code)
    if known is not None and known.kind != values["kind"]:
        raise Refused(f"код {code} уже у «{known.name}», и это не {kind.title.lower()}: проверьте код.")
    return code, 3, values


def _compare(made: Plan, row: PlaceRow, code: str, values: dict[str, Any], known: Territory | None) -> None:
    if known is None:
        made.added += 1
        made.territories[code] = values
        return _show(made, row, "добавится", values["name"], code)
    if "aliases" in values or values.get("name", known.name) != known.name:
        # What people called the place stays one of its names.
        others = [*known.aliases, *values.get("aliases", ())]
        others += [known.name] if values.get("name", known.name) != known.name else []
        values["aliases"] = [name for name in dict.fromkeys(others) if name != values.get("name", known.name)]
    fresh = {name: value for name, value in values.items() if getattr(known, name) != value}
    if not fresh:
        made.same += 1
        return None
    made.changed += 1
    made.territories[code] = fresh
    return _show(made, row, "изменится", known.name, code)


def _show(made: Plan, row: PlaceRow, act: str, name: str, where: str) -> None:
    if len(made.samples) < SAMPLES:
        made.samples.append(Sample(row.number, act, name, where))
