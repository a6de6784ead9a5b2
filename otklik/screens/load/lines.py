"""Rows of the load: blocks, bodies and people, each number with its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from otklik.indicators.loading import Flow, Loading, Worker
from otklik.indicators.reinforcement import Stand
from otklik.indicators.rules import Slice
from otklik.offices.queries import BodyCard
from otklik.screens.parts.tell import number
from otklik.screens.slices.links import rows_url
from otklik.screens.slices.naming import unknown

PEOPLE_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A number and its rows; `was` is the same four weeks before."""

    told: str
    href: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A block, a body or a person. `days` on hand and `each` on one person are empty where they can't be told."""

    title: str
    href: str
    note: str
    load: Part
    width: int
    open: Part
    overdue: Part
    comes: Part
    goes: Part
    days: str
    is_flooded: bool
    people: str
    away: str
    each: str


@dataclass(frozen=True, slots=True)
class People:
    """`loaded`: at most PEOPLE_SHOWN of `loaded_count`; `idle`: those with nothing open, as many of `idle_count`."""

    loaded: tuple[Line, ...]
    loaded_count: int
    idle: tuple[Line, ...]
    idle_count: int


def body_lines(
    found: Loading, cards: Mapping[int, BodyCard], stands: Mapping[int, Stand], flooded: frozenset[int], block: str
) -> tuple[Line, ...]:
    """Bodies that have work or somebody to do it, the most loaded first; of one block where `block` names it."""
    keys = [
        key for key in {*found.bodies, *stands}
        if (not block if key is None else key in cards and (not block or cards[key].block_code == block))
    ]  # fmt: skip
    most = max((flow.load for flow in found.bodies.values()), default=0.0)
    made = []
    for key in sorted(keys, key=lambda one: (-found.bodies.get(one, Flow()).load, one or 0)):
        flow, staff = found.bodies.get(key, Flow()), found.staff(key) if key else ()
        if not flow.open and not flow.answered and not staff:
            continue
        made.append(_body(key, flow, found, cards, stands, flooded, most))
    return tuple(made)


def block_lines(found: Loading, cards: Mapping[int, BodyCard], stands: Mapping[int, Stand]) -> tuple[Line, ...]:
    """Blocks as the sums of their bodies, the most loaded first."""
    of_block: dict[str, list[int | None]] = {}
    for key in {*found.bodies, *stands}:
        of_block.setdefault(cards[key].block_code if key is not None and key in cards else "", []).append(key)
    sums = {code: sum((found.bodies.get(key, Flow()) for key in keys), Flow()) for code, keys in of_block.items()}
    most = max((flow.load for flow in sums.values()), default=0.0)
    names = {card.block_code: card.block_name for card in cards.values() if card.block_code}
    made = []
    for code, flow in sorted(sums.items(), key=lambda pair: (-pair[1].load, pair[0])):
        # What has no block has no people of its own either: most of it waits to be sent.
        staff = [worker for key in of_block[code] if key for worker in found.staff(key)] if code else None
        own = [stands[key] for key in of_block[code] if key is not None and key in stands]
        strength = sum(one.pace * one.crew.present for one in own) if code else 0.0
        href = f"{reverse('load')}?block={code}#bodies" if code else ""
        days = _days(sum(one.crew.load for one in own) / strength) if strength else ""
        made.append(_line(
            names.get(code, unknown("block")), href, "", flow, found, ("block", code), most, days, staff, False,
        ))  # fmt: skip
    return tuple(made)


def people_lines(found: Loading, cards: Mapping[int, BodyCard], block: str) -> People:
    """The most loaded people, and those who answer and have nothing open."""
    everybody = {key: found.people.get(key, Flow()) for key in {*found.people, *found.workers}}
    if block:
        inside = {key for key, card in cards.items() if card.block_code == block}
        everybody = {key: flow for key, flow in everybody.items() if _works_in(key, found.workers, inside)}
    most = max((flow.load for flow in everybody.values()), default=0.0)
    ordered = sorted(everybody.items(), key=lambda pair: (-pair[1].load, pair[0] or 0))
    loaded = [pair for pair in ordered if pair[1].open]
    idle = [pair for pair in ordered if not pair[1].open and pair[0] in found.workers]
    shown = tuple(_person(key, flow, found, cards, most) for key, flow in loaded[:PEOPLE_SHOWN])
    free = tuple(_person(key, flow, found, cards, most) for key, flow in idle[:PEOPLE_SHOWN])
    return People(shown, len(loaded), free, len(idle))


def told_people(people: float) -> str:
    """«2», «1,5»."""
    return number(int(people)) if people == int(people) else f"{people:.1f}".replace(".", ",")


def told(value: float) -> str:
    """One digit after the comma."""
    whole, _, rest = f"{value:.1f}".partition(".")
    return f"{number(int(whole))},{rest}"


def rows_of(found: Loading, measure: str, dimension: str, key: str) -> str:
    """The rows of a measure for one body, block or person."""
    return rows_url(Slice((measure,), (dimension,), found.period), measure, (key,))


def passport(code: str) -> str:
    """The page of a body; empty while there is none."""
    try:
        return reverse("body-passport", args=[code])
    except NoReverseMatch:
        return ""


def _body(
    key: int | None, flow: Flow, found: Loading, cards: Mapping[int, BodyCard], stands: Mapping[int, Stand],
    flooded: frozenset[int], most: float,
) -> Line:  # fmt: skip
    if key is None:
        title, note = "Ещё без органа", "ждут направления"
        return _line(title, "", note, flow, found, ("body", ""), most, "", None, False)
    card, stand = cards[key], stands.get(key)
    days = _days(stand.days) if stand else ""
    return _line(
        card.label, passport(card.code), card.block_name, flow, found, ("body", str(key)), most, days,
        found.staff(key), key in flooded,
    )  # fmt: skip


def _person(key: int | None, flow: Flow, found: Loading, cards: Mapping[int, BodyCard], most: float) -> Line:
    worker = found.workers.get(key) if key else None
    title = worker.name if worker else "Никому не поручено" if key is None else f"Сотрудник {key}, больше не отвечает"
    body = cards.get(worker.body_id) if worker and worker.body_id else None
    staff = [worker] if worker else None
    return _line(title, "", body.label if body else "", flow, found, ("person", str(key or "")), most, "", staff, False)


def _line(
    title: str, href: str, note: str, flow: Flow, found: Loading, at: tuple[str, str], most: float, days: str,
    staff: Iterable[Worker] | None, is_flooded: bool,
) -> Line:  # fmt: skip
    def part(measure: str, count: float, shown: str, was: str = "") -> Part:
        return Part(shown, rows_of(found, measure, *at) if count else "", was)

    crew = list(staff or ())
    away = [worker for worker in crew if worker.away_until]
    present = len(crew) - len(away)
    # A question is given to a person late and stays theirs: what was open in their hands then is not known.
    change = _signed(flow.open - flow.open_before) if at[0] != "person" else ""
    return Line(
        title=title, href=href, note=note, load=part("load", flow.open, told(flow.load)),
        width=round(100 * flow.load / most) if most else 0,
        open=part("open", flow.open, number(flow.open), change),
        overdue=part("overdue", flow.overdue, number(flow.overdue)),
        comes=part("received", flow.received, *_rate(flow.received, flow.received_before, found.days)),
        goes=part("answered", flow.answered, *_rate(flow.answered, flow.answered_before, found.days)),
        days=days, is_flooded=is_flooded, people="" if staff is None else f"{present} из {len(crew)}",
        away=_day(away[0]) if away and at[0] == "person" else _away(away),
        each=told(flow.load / present) if present and staff is not None else "",
    )  # fmt: skip


def _rate(count: int, before: int, days: int) -> tuple[str, str]:
    return told(count / days), told(before / days)


def _signed(change: int) -> str:
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{number(abs(change))}"


def _days(days: float | None) -> str:
    return "некому" if days is None else told(days)


def _away(away: list[Worker]) -> str:
    return "; ".join(f"{one.name} — {_day(one)}" for one in away)


def _day(worker: Worker) -> str:
    return f"до {worker.away_until:%d.%m}" if worker.away_until else ""


def _works_in(key: int | None, workers: Mapping[int, Worker], inside: set[int]) -> bool:
    worker = workers.get(key) if key else None
    return worker is not None and worker.body_id in inside
