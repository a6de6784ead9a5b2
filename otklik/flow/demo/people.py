"""The demo users: somebody for each role, each body and each kind of scope; all names invented."""

import random
from dataclasses import dataclass

from otklik.flow.demo import bodies as houses
from otklik.flow.demo import region as land
from otklik.flow.demo import tables

ROLES = (
    "head", "analyst", "block_head", "moderator", "coordinator", "curator", "executor", "approver",
    "page_manager", "sociologist", "trainer", "administrator", "citizen",
)  # fmt: skip


@dataclass(frozen=True)
class Grant:
    """One role in a scope; "" of territory or topic and None of body mean "without this limit".

    `topic` is a prefix of topic codes: im.06 holds im.06.13.
    """

    role: str
    body: str | None = None
    territory: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Person:
    """A demo user; `body` is where the person works, None for a citizen."""

    login: str
    name: str
    position: str
    body: str | None
    grants: tuple[Grant, ...]


Desk = tuple[str, str, str | None, tuple[Grant, ...]]
"""Login, position, body and grants of a person who has no name yet."""


def build(region: land.Region, *, seed: int = land.SEED) -> tuple[Person, ...]:
    """All demo users: a desk of each kind, a head for each block, an executor in each body, approvers in ministries."""
    rows = [*_desks(), *_block_heads(), *_workers(houses.build(region))]
    names = _names(len(rows), random.Random(seed))
    return tuple(
        Person(login, name, position, body, grants)
        for (login, position, body, grants), name in zip(rows, names, strict=True)
    )


def _desks() -> list[Desk]:
    """The table holds a row for each grant: rows of one login are one person."""
    found: dict[str, Desk] = {}
    for row in tables.rows("desks"):
        grant = Grant(row["role"], row["grant_body"] or None, row["territory"], row["topic"])
        earlier = found[row["login"]][3] if row["login"] in found else ()
        found[row["login"]] = (row["login"], row["position"], row["body"] or None, (*earlier, grant))
    return list(found.values())


def _block_heads() -> list[Desk]:
    found: list[Desk] = []
    for row in tables.rows("blocks"):
        grants = tuple(Grant("block_head", topic=topic) for topic in row["topics"].split(","))
        found.append((f"block-{row['block']}", f"Руководитель блока «{row['name']}»", houses.GOVERNMENT, grants))
    return found


def _workers(bodies: tuple[houses.Body, ...]) -> list[Desk]:
    """An executor answers for the body alone; an administration's also for its own territory alone."""
    rows: list[Desk] = []
    for body in bodies:
        if body.parent is None:
            continue
        territory = body.territory if body.kind == "municipal" else ""
        rows.append(
            (f"exec-{body.code}", f"Специалист: {body.short}", body.code, (Grant("executor", body.code, territory),))
        )
        if body.kind in ("regional", "municipal"):
            rows.append(
                (
                    f"boss-{body.code}",
                    f"Согласующий: {body.short}",
                    body.code,
                    (Grant("approver", body.code, territory),),
                )
            )
    return rows


def _names(count: int, rng: random.Random) -> list[str]:
    """Invented full names, all different."""
    surnames = tables.words("surname")
    pairs = [full_name(surname, first, is_woman=False) for surname in surnames for first in tables.words("man")]
    pairs += [full_name(surname, first, is_woman=True) for surname in surnames for first in tables.words("woman")]
    return rng.sample(pairs, count)


def full_name(surname: str, first: str, *, is_woman: bool) -> str:
    """«Ярцева Анна»: the surname in the right gender, then the first name."""
    if not is_woman:
        return f"{surname} {first}"
    return f"{surname[:-2]}ая {first}" if surname.endswith(("ий", "ой")) else f"{surname}а {first}"
