"""Who needs people and who can spare some: a proposal reckoned from what lies on hand, comes and goes. Pure.

Work is told in messages in work (`facts.load`), time in working days, people by halves of a person's day.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

HORIZON = 10
"""In so many working days the stock of a flooded body is to be usual again: two weeks."""
LEAST = 20
"""With fewer open questions a body is not called flooded, and of fewer answers a pace is not told."""
TIMES, MORE = 2.0, 2.0
"""Flooded: so many times the usual days on hand, and by so many days more."""
PART = 0.5
"""People are asked for and given by halves of a day; who gives keeps at least half of those at work."""
LIKE = 0.5
"""A body of another block can help where it answers this share of what lies there."""


@dataclass(frozen=True, slots=True)
class Crew:
    """One body. `comes` and `goes`: work a working day; `away` of its `people` are not at work now.

    `asked`: open questions by group of topics; `answers`: groups that it has answered enough of to be good at.
    `employer`: people are moved freely inside one.
    """

    key: int
    block: str
    employer: str
    load: float
    open: int
    comes: float
    goes: float
    answered: int
    people: int
    away: int
    asked: Mapping[str, int] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()

    @property
    def present(self) -> int:
        return self.people - self.away


@dataclass(frozen=True, slots=True)
class Stand:
    """How a body stands: `pace` is the work of one person a day, `days` how long what is on hand takes them.

    `is_own_pace`: its people are as quick as the block or quicker, so their own pace counts. `days` None: nobody is
    at work.
    """

    crew: Crew
    pace: float
    is_own_pace: bool
    days: float | None


@dataclass(frozen=True, slots=True)
class Move:
    """Help from one body: so many people, whether of the same block, the share of what lies there that it answers."""

    key: int
    people: float
    is_same_block: bool
    likeness: float
    days: float
    is_same_employer: bool


@dataclass(frozen=True, slots=True)
class Need:
    """A flooded body: how many people it needs over HORIZON, who can give them, how many are found nowhere."""

    stand: Stand
    people: float
    moves: tuple[Move, ...]

    @property
    def lacking(self) -> float:
        return self.people - sum(move.people for move in self.moves)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`usual`: days on hand of the middle body of those not flooded. `quiet`: flooded ones that clear it themselves."""

    usual: float
    stands: Mapping[int, Stand]
    needs: tuple[Need, ...]
    quiet: tuple[Stand, ...]


def propose(crews: Sequence[Crew]) -> Proposal:
    """Who is flooded, what they need, who can give it: the worst first, the least loaded of the best fitting give."""
    stands = {crew.key: _stand(crew, crews) for crew in crews}
    flooded = sorted((one for one in stands.values() if _is_flooded(one, stands.values())), key=_worst_first)
    others = {key: one for key, one in stands.items() if one not in flooded}
    usual = _usual(others.values()) or 0.0
    spare = {key: _spare(one, usual) for key, one in others.items()}
    needs, quiet = [], []
    for one in flooded:
        people = _up(_wanted(one, usual) - one.crew.present)
        if people <= 0:
            quiet.append(one)
            continue
        moves = _moves(one, people, stands, spare)
        for move in moves:
            spare[move.key] -= move.people
        needs.append(Need(one, people, moves))
    return Proposal(usual, stands, tuple(needs), tuple(quiet))


def likeness(asked: Mapping[str, int], answers: frozenset[str]) -> float:
    """Which share of the open questions is of topics that others answer, 0..1."""
    every = sum(asked.values())
    return sum(count for group, count in asked.items() if group in answers) / every if every else 0.0


def _stand(crew: Crew, crews: Sequence[Crew]) -> Stand:
    of_block = _pace([other for other in crews if other.block == crew.block and crew.block]) or _pace(crews)
    own = _pace([crew]) if crew.answered >= LEAST else None
    is_own = own is not None and (of_block is None or own >= of_block)
    pace = own if own is not None and is_own else of_block
    if not pace or crew.present <= 0:
        return Stand(crew, pace or 0.0, is_own, None if crew.load else 0.0)
    return Stand(crew, pace, is_own, crew.load / (pace * crew.present))


def _pace(crews: Sequence[Crew]) -> float | None:
    """The work of one person a day, None where too little was answered to tell."""
    people = sum(crew.people for crew in crews)
    if not people or sum(crew.answered for crew in crews if crew.people) < LEAST:
        return None
    return sum(crew.goes for crew in crews if crew.people) / people


def _usual(stands: Iterable[Stand]) -> float | None:
    """The days on hand of the middle body of those that have anything; None where none has."""
    known = [one.days for one in stands if one.days is not None and one.crew.open]
    return median(known) if known else None


def _is_flooded(one: Stand, stands: Iterable[Stand]) -> bool:
    """A body is held against the others: alone it is neither flooded nor not."""
    usual = _usual(other for other in stands if other is not one)
    if usual is None or one.crew.open < LEAST or not one.pace:
        return False
    return one.days is None or (one.days >= TIMES * usual and one.days >= usual + MORE)


def _worst_first(one: Stand) -> tuple[float, float, int]:
    return (-(one.days if one.days is not None else math.inf), -one.crew.load, one.crew.key)


def _wanted(one: Stand, usual: float) -> float:
    """How many people at work bring the stock to the usual in HORIZON, while as much comes as now."""
    if not one.pace:
        return 0.0
    usual_stock = usual * one.pace * max(one.crew.people, 1)
    return (one.crew.load - usual_stock + one.crew.comes * HORIZON) / (one.pace * HORIZON)


def _spare(one: Stand, usual: float) -> float:
    """How many people a body can do without: it keeps half of those at work, and a stock no more than usual."""
    if one.crew.present <= 0 or not one.pace or one.days is None or one.days > usual:
        return 0.0
    idle = one.crew.present - max(_wanted(one, usual), 0.0)
    return max(0.0, math.floor(min(idle, one.crew.present / 2) / PART) * PART)


def _moves(one: Stand, people: float, stands: Mapping[int, Stand], spare: Mapping[int, float]) -> tuple[Move, ...]:
    """From bodies of the same block first, then from those that answer most of the same; the least loaded first."""
    offers = [_offer(one.crew, other, spare[other.crew.key]) for key, other in stands.items() if spare.get(key)]
    fitting = [offer for offer in offers if offer.is_same_block or offer.likeness >= LIKE]
    fitting.sort(key=lambda offer: (not offer.is_same_employer, not offer.is_same_block, offer.days, offer.key))
    found: list[Move] = []
    for offer in fitting:
        given = min(offer.people, people - sum(move.people for move in found))
        if given > 0:
            found.append(Move(offer.key, given, offer.is_same_block, offer.likeness, offer.days,
                              offer.is_same_employer))  # fmt: skip
    return tuple(found)


def _offer(crew: Crew, other: Stand, people: float) -> Move:
    giver = other.crew
    is_same_block = bool(crew.block) and giver.block == crew.block
    return Move(giver.key, people, is_same_block, likeness(crew.asked, giver.answers), other.days or 0.0,
                giver.employer == crew.employer)  # fmt: skip


def _up(people: float) -> float:
    # What is short of a tenth of a half is nobody's half day.
    return math.ceil((people - PART / 10) / PART) * PART
