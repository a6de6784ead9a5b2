"""Which league of a formula somebody is in."""

from collections.abc import Mapping
from dataclasses import dataclass

from otklik.ranking.rules import BODY, Formula, League, Subject


@dataclass(frozen=True, slots=True)
class Entrant:
    """A body or a municipality with what leagues go by: the kind of a body, the residents of a municipality."""

    kind: str
    key: str
    code: str
    title: str
    body_kind: str = ""
    people: int | None = None


def entered(entrants: Mapping[str, Entrant], formula: Formula) -> dict[str, Subject]:
    """By key, with the code of the league; empty where no league of the formula takes them."""
    return {key: Subject(one.kind, one.key, one.code, one.title, _league(one, formula))
            for key, one in entrants.items()}  # fmt: skip


def _league(one: Entrant, formula: Formula) -> str:
    return next((league.code for league in formula.leagues if _takes(league, one)), "")


def _takes(league: League, one: Entrant) -> bool:
    if league.subjects != one.kind:
        return False
    if one.kind == BODY:
        return one.body_kind in league.body_kinds
    below = league.people_below is None or (one.people or 0) < league.people_below
    return one.people is not None and one.people >= league.people_from and below
