"""The proposal in words: why a body is called flooded, what it needs, who can give it."""

from collections.abc import Mapping
from dataclasses import dataclass

from otklik.indicators.loading import Flow, Loading
from otklik.indicators.reinforcement import HORIZON, Move, Need, Proposal, Stand
from otklik.offices.queries import BodyCard
from otklik.screens.load.lines import passport, rows_of, told, told_people
from otklik.screens.parts.tell import number, plural, term


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the reasoning; with an address it is a link to the rows."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """One body that can give people."""

    title: str
    href: str
    people: str
    why: str
    rows_url: str
    agreement: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A flooded body: the heading, the reasons, who helps, what is found nowhere."""

    title: str
    href: str
    wants: str
    reasons: tuple[tuple[Said, ...], ...]
    helps: tuple[Help, ...]
    lacking: str


def advice(found: Loading, proposal: Proposal, cards: Mapping[int, BodyCard]) -> tuple[Advice, ...]:
    """One for each need of the proposal."""
    return tuple(_advice(need, proposal.usual, found, cards) for need in proposal.needs)


def quiet(proposal: Proposal, cards: Mapping[int, BodyCard]) -> str:
    """Flooded bodies that need nobody: more goes out than comes in."""
    names = [f"{cards[one.crew.key].label} ({told(one.days or 0)} дн.)" for one in proposal.quiet]
    return ", ".join(names)


def _advice(need: Need, usual: float, found: Loading, cards: Mapping[int, BodyCard]) -> Advice:
    crew, card = need.stand.crew, cards[need.stand.crew.key]
    return Advice(
        title=card.label, href=passport(card.code),
        wants=f"нужно ещё {_workers(need.people)} на {term(HORIZON, 'working_days')}",
        reasons=tuple(reason for reason in _reasons(need, usual, found) if reason),
        helps=tuple(_help(move, found, cards) for move in need.moves), lacking=_lacking(need, bool(crew.block)),
    )  # fmt: skip


def _reasons(need: Need, usual: float, found: Loading) -> tuple[tuple[Said, ...], ...]:
    stand, crew = need.stand, need.stand.crew
    flow, key = found.bodies.get(crew.key, Flow()), str(crew.key)
    days = "отвечать сегодня некому" if stand.days is None else f"это {told(stand.days)} рабочего дня"
    late = (Said(", из них просрочено "), Said(number(flow.overdue), rows_of(found, "overdue", "body", key)))
    opened = (Said("Открыто "), Said(number(crew.open), rows_of(found, "open", "body", key)))
    return (
        (*opened, *(late if flow.overdue else ()),
         Said(f"; с весом по этапу {told(crew.load)}: {days}, а у обычного органа {told(usual)}.")),
        (Said("Приходит "), Said(told(flow.received / found.days), rows_of(found, "received", "body", key)),
         Said(" в рабочий день, отвечают на "),
         Said(told(flow.answered / found.days), rows_of(found, "answered", "body", key)), Said(".")),
        (Said(_pace(stand)),),
        (Said(f"Отсутствуют: {crew.away} из {crew.people}."),) if crew.away else (),
    )  # fmt: skip


def _pace(stand: Stand) -> str:
    whose = "свой темп за четыре недели" if stand.is_own_pace else "темп блока: своих ответов мало или он медленнее"
    return f"Один сотрудник закрывает {told(stand.pace)} в день ({whose})."


def _help(move: Move, found: Loading, cards: Mapping[int, BodyCard]) -> Help:
    card = cards[move.key]
    same = "тот же блок" if move.is_same_block else "другой блок"
    alike = f"отвечает на {round(100 * move.likeness)} % таких тем"
    return Help(
        title=card.label, href=passport(card.code), people=_workers(move.people),
        why=f"{same}, {alike}, на руках работы на {told(move.days)} дня",
        rows_url=rows_of(found, "load", "body", str(move.key)),
        agreement="" if move.is_same_employer else "другой работодатель: только по соглашению",
    )  # fmt: skip


def _lacking(need: Need, has_block: bool) -> str:
    if need.lacking <= 0:
        return ""
    where = (
        "в этом блоке и среди тех, кто отвечает на такие же темы,"
        if has_block
        else "среди тех, кто отвечает на такие же темы,"
    )
    return (
        f"Ещё {_workers(need.lacking)} взять негде: {where} свободных нет. Разберите просроченное силами центра, "
        "передайте часть тем другому органу или продлите сроки, где закон позволяет."
    )


def _workers(people: float) -> str:
    if people == 0.5:
        return "полдня одного сотрудника"
    whole = int(people) if people == int(people) else 2
    return f"{told_people(people)} {plural(whole, 'сотрудник', 'сотрудника', 'сотрудников')}"
