"""Who is to be told of a question: the nearest people of a role, or those who stand in for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from otklik.flow.alarms.ladder import ABOVE
from otklik.offices import absences
from otklik.offices.absences import StandIns
from otklik.offices.models import Body, Grant
from otklik.offices.rules import ROLES, Verb
from otklik.reference.rules import is_within, territory_prefix, topic_prefix


@dataclass(frozen=True, slots=True)
class Where:
    """What decides whose a question is."""

    body_id: int | None
    territory_code: str
    topic_code: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person to be told, as whom, and in whose place."""

    person_id: int
    role: str
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """One grant of a working person."""

    person_id: int
    territory: str
    topic: str

    def covers(self, where: Where) -> bool:
        return is_within(where.territory_code, self.territory) and is_within(where.topic_code, self.topic)


@dataclass(frozen=True)
class People:
    """Grants, bodies and absences of one day, read once."""

    # By role and body; None is all bodies.
    grants: Mapping[tuple[str, int | None], tuple[_Held, ...]]
    parents: Mapping[int, int | None]
    away: StandIns
    _known: dict[tuple[str, Where], tuple[Addressee, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, role: str, where: Where) -> tuple[Addressee, ...]:
        """Those to be told as `role`; where nobody of it can be, those of the next role above. Empty: nobody at all."""
        key = (role, where)
        if key not in self._known:
            self._known[key] = next(filter(None, (self._as(one, where) for one in _upwards(role))), ())
        return self._known[key]

    def _as(self, role: str, where: Where) -> tuple[Addressee, ...]:
        found: dict[int, Addressee] = {}
        for person_id in self._nearest(role, where):
            addressee = self._present(person_id, role, where)
            # Somebody told for oneself is not told in another's place.
            if addressee and (addressee.instead_of is None or addressee.person_id not in found):
                found[addressee.person_id] = addressee
        return tuple(found.values())

    def _present(self, person_id: int, role: str, where: Where) -> Addressee | None:
        if not self.away.is_away(person_id):
            return Addressee(person_id, role)
        here = (one for one in self.away.chain(person_id) if not self.away.is_away(one) and self._may_read(one, where))
        deputy = next(here, None)
        return Addressee(deputy, role, person_id) if deputy is not None else None

    def _nearest(self, role: str, where: Where) -> list[int]:
        """People whose grant of the role stands nearest above the body; a grant for all bodies is the farthest."""
        for body_id in (*self._above(where.body_id), None):
            held = self.grants.get((role, body_id), ())
            found = {grant.person_id for grant in held if grant.covers(where)}
            if found:
                return sorted(found)
        return []

    def _may_read(self, person_id: int, where: Where) -> bool:
        bodies = (*self._above(where.body_id), None)
        readers = [code for code, role in ROLES.items() if Verb.READ in role.verbs]
        held = (grant for role in readers for body_id in bodies for grant in self.grants.get((role, body_id), ()))
        return any(grant.person_id == person_id and grant.covers(where) for grant in held)

    def _above(self, body_id: int | None) -> list[int]:
        found: list[int] = []
        while body_id is not None and body_id not in found:
            found.append(body_id)
            body_id = self.parents.get(body_id)
        return found


def people(day: date) -> People:
    """All working people, and who of them is away on `day`. Three queries."""
    rows = Grant.objects.filter(person__is_active=True, role__in=ROLES)
    grants: dict[tuple[str, int | None], list[_Held]] = {}
    for held in rows.values_list("person_id", "role", "body_id", "territory_code", "topic_code"):
        person_id, role, body_id, territory, topic = held
        prefixes = (territory_prefix(territory) if territory else "", topic_prefix(topic) if topic else "")
        grants.setdefault((role, body_id), []).append(_Held(person_id, *prefixes))
    parents = dict(Body.objects.values_list("pk", "parent_id"))
    return People({key: tuple(held) for key, held in grants.items()}, parents, absences.on(day))


def _upwards(role: str) -> Iterable[str]:
    at: str | None = role
    while at is not None:
        yield at
        at = ABOVE.get(at)
