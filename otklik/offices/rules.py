"""Roles, what each may do, and the scope in which a person may do it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """One thing a role may do."""

    READ = "read"
    DECIDE = "decide"
    ROUTE = "route"
    BULK = "bulk"
    WORK = "work"
    EXTEND = "extend"
    APPROVE = "approve"
    SURVEY = "survey"
    OPERATE = "operate"
    IMPORT = "import"
    QUARANTINE = "quarantine"
    UNMASK = "unmask"
    ANALYSE = "analyse"
    SETTINGS = "settings"
    PEOPLE = "people"


@dataclass(frozen=True)
class Role:
    """A role of the centre; `basis` names the clause it comes from."""

    code: str
    title: str
    verbs: frozenset[Verb]
    basis: str


def _role(code: str, title: str, basis: str, *verbs: Verb) -> Role:
    return Role(code, title, frozenset(verbs), basis)


HEAD = "head"
_DESK = (Verb.READ, Verb.DECIDE, Verb.ROUTE, Verb.BULK, Verb.WORK)
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        # Who may extend a term: a head, an official or somebody empowered (59-ФЗ, ст. 12 ч. 2).
        _role(HEAD, "Руководитель", "Нижневартовск, 160-р, VI", Verb.READ, Verb.ANALYSE, Verb.EXTEND, Verb.APPROVE),
        _role("analyst", "Аналитик", "Амурская обл., 527, 1.3(5)", Verb.READ, Verb.ANALYSE),
        _role("block_head", "Руководитель блока", "Гиагинский р-н, 244, 1.13", *_DESK, Verb.EXTEND, Verb.APPROVE),
        _role(
            "moderator",
            "Модератор",
            "Нижневартовск, 160-р, 3.1",
            *_DESK,
            Verb.OPERATE,
            Verb.IMPORT,
            Verb.QUARANTINE,
            Verb.UNMASK,
            Verb.ANALYSE,
            Verb.SURVEY,
        ),
        _role("coordinator", "Координатор", "ПОС: координация", *_DESK, Verb.EXTEND, Verb.OPERATE, Verb.UNMASK),
        _role(
            "curator",
            "Куратор органа",
            "Севастополь, 2020",
            Verb.READ,
            Verb.ROUTE,
            Verb.EXTEND,
            Verb.APPROVE,
            Verb.UNMASK,
        ),
        _role("executor", "Исполнитель", "Нижневартовск, 160-р, 3.1", Verb.READ, Verb.WORK, Verb.UNMASK),
        _role("approver", "Согласующий", "ПОС: согласование", Verb.READ, Verb.APPROVE),
        _role("page_manager", "Менеджер страниц", "Амурская обл., 527, 2.2(9)", Verb.READ),
        _role(
            "sociologist", "Социолог", "Амурская обл., 527, 2.2(5)", Verb.READ, Verb.ANALYSE, Verb.SURVEY, Verb.UNMASK
        ),
        _role("trainer", "Методист", "Нижневартовск, 160-р, 3.2", Verb.READ, Verb.ANALYSE),
        _role("administrator", "Администратор", "", *Verb),
        _role("citizen", "Заявитель", ""),
    )
}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one grant goes: None and empty mean all."""

    bodies: frozenset[int] | None
    territory_code: str
    topic_code: str
    verbs: frozenset[Verb]


@dataclass(frozen=True, slots=True)
class Scope:
    """All that a person may see and do: the union of the reaches of their grants."""

    reaches: tuple[Reach, ...]

    def may(self, verb: Verb) -> bool:
        """Whether any grant allows the verb at all, wherever."""
        return any(verb in reach.verbs for reach in self.reaches)

    def bodies(self) -> frozenset[int] | None:
        """The bodies that the grants name, None where some grant names none: it goes for all."""
        named = [reach.bodies for reach in self.reaches]
        return None if None in named else frozenset().union(*(bodies for bodies in named if bodies is not None))

    def for_verb(self, verb: Verb) -> "Scope":
        """The part of the scope in which the verb is allowed."""
        return Scope(tuple(reach for reach in self.reaches if verb in reach.verbs))


NOTHING = Scope(())
EVERYTHING = Scope((Reach(None, "", "", frozenset(Verb)),))


def with_below(body_id: int, parents: Iterable[tuple[int, int | None]]) -> frozenset[int]:
    """`body_id` and every body below it; `parents` are pairs (body, its parent)."""
    children: dict[int | None, list[int]] = {}
    for child, parent in parents:
        children.setdefault(parent, []).append(child)
    found, waiting = {body_id}, [body_id]
    while waiting:
        fresh = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return frozenset(found)
