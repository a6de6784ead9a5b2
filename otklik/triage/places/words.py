"""What one written word may do in the telling of a place: its roles, known once and kept."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from otklik.appeals.cutting import Ints, Table
from otklik.appeals.text import canonical
from otklik.triage.places.inflection import FOLDER

_ROLES = (
    "street", "settlement", "village", "district", "inside_district", "house", "numbered", "plural", "named",
    "beside", "bare", "route", "on", "address", "cross", "inside", "person", "not_a_name", "known", "shape",
    "weak", "town", "number", "capital", "mark",
)  # fmt: skip
ROLES = {name: 1 << bit for bit, name in enumerate(_ROLES)}
"""Roles a word may have, as bits."""


def either(*names: str) -> int:
    """The bits of several roles."""
    return sum(ROLES[name] for name in names)


_ALONE = either("street", "settlement", "district", "named", "cross", "known", "shape", "town")
_TOGETHER = tuple(
    (either(first), either(*rest))
    for first, *rest in (
        ("house", "number"),
        ("numbered", "number"),
        ("route", "number"),
        ("beside", "bare"),
        ("weak", "number", "on"),
        ("mark", "number"),
        ("inside", "bare"),
    )
)


@lru_cache(maxsize=4096)
def may_tell(roles: int) -> bool:
    """Whether a text whose words have these roles between them may tell a place, the village's «с.» apart."""
    return bool(roles & _ALONE) or any(roles & first and roles & rest == rest for first, rest in _TOGETHER)


_STRONG_ENDS = ("ова", "ева", "ина", "ына", "ого", "кой", "кая", "кую")
_STRONG = re.compile(r".{2,}(?:ова|ева|ина|ына|ского|цкого|ской|ская|скую|цкая|цкой)")
_STRONG_LOW = re.compile(r".{3,}(?:ова|ева|ского|ская|ской)")
_WEAK = re.compile(r".{2,}(?:ая|ой|яя|ую|ов|ев|ей|ии|го|ы|и|а|я)")
_TOWN = re.compile(r".{3,}(?:ск|ске|ска|ску|ском|град|граде|града|бург|бурге|бурга|ово|ево|ино|ыно)")


@dataclass(frozen=True, slots=True)
class Kind:
    """A word that names a kind of place: how the kind is shown, and a street's gender (f, m, n)."""

    normal: str
    gender: str


@lru_cache(maxsize=1)
def _told() -> tuple[dict[str, int], dict[tuple[int, str], Kind]]:
    roles: dict[str, int] = {}
    kinds: dict[tuple[int, str], Kind] = {}
    with (FOLDER / "words.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter=";"):
            bit = ROLES[row["role"]]
            for form in row["forms"].split("|"):
                roles[form] = roles.get(form, 0) | bit
                kinds.setdefault((bit, form), Kind(row["normal"], row["gender"]))
    return roles, kinds


def kind_of(role: str, word: str) -> Kind:
    """The kind that a canonical word names in that role; KeyError where it has no such role."""
    return _told()[1][ROLES[role], word]


def street_kind(word: str) -> str:
    """The short form of a street's kind («ул.» of «улице»), empty where the canonical word names none."""
    kind = _told()[1].get((ROLES["street"], word))
    return kind.normal if kind else ""


class Lexicon:
    """Roles of a spelling, worked out at its first meeting; `known` are canonical first words of a gazetteer."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self.table = Table(self._rows)

    def roles(self, words: Sequence[str]) -> list[int]:
        """The roles of each word as written."""
        return [self._roles(word) for word in words]

    def _rows(self, words: Sequence[str]) -> Ints:
        return np.array(self.roles(words), np.intp)

    def _roles(self, written: str) -> int:
        if written[0] == "[":
            return ROLES["mark"]
        word = canonical(written)
        roles = _told()[0].get(word, 0)
        if word in self._known:
            roles |= ROLES["known"]
        if word[0].isdecimal():
            return roles | ROLES["number"]
        if written[0].isupper():
            roles |= ROLES["capital"]
        return roles | (0 if roles & ROLES["not_a_name"] else _shape(word, written[0].isupper()))


def _shape(word: str, is_capital: bool) -> int:
    if not is_capital:
        return ROLES["shape"] if word.endswith(_STRONG_ENDS) and _STRONG_LOW.fullmatch(word) else 0
    roles = ROLES["shape"] if word.endswith(_STRONG_ENDS) and _STRONG.fullmatch(word) else 0
    roles |= ROLES["weak"] if _WEAK.fullmatch(word) else 0
    return roles | (ROLES["town"] if _TOWN.fullmatch(word) else 0)
