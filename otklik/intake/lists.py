"""The lists of the region that a letter's own labels are matched with, and executors first met in a letter."""

from collections.abc import Iterable
from datetime import datetime

from otklik.intake.labels import Lists, TopicSeen, kind_of_body, lists, slug, spelling
from otklik.offices import actions as offices
from otklik.offices.models import Body
from otklik.reference.models import Territory, Topic

EDITION = "im"
"""The edition whose names come first: tables of «Инцидент Менеджмент» use no other."""


NONE = lists(topics=(), bodies=(), territories=())
"""For letters that state nothing."""


def current() -> Lists:
    """Topics, bodies and territories as they are now; four queries."""
    return lists(topics=_topics(), bodies=_bodies(), territories=_territories())


def bodies_of(names: Iterable[str], at: datetime) -> dict[str, str]:
    """The code of the body of each executor's name; a name in no list is met now. Inside a transaction."""
    known = lists(topics=(), bodies=_bodies(), territories=()).bodies
    fresh = {spelling(name): name for name in sorted(names) if spelling(name) not in known}
    met = meet(fresh.values(), at)
    return {name: known.get(spelling(name)) or met[fresh[spelling(name)]] for name in names}


def meet(names: Iterable[str], at: datetime) -> dict[str, str]:
    """Make an unconfirmed body for each executor's name; returns name -> code. Inside a transaction.

    A person confirms, renames or joins it with another; until then it can hold questions but is shown as new.
    """
    taken = set(Body.objects.values_list("code", flat=True))
    made: dict[str, str] = {}
    for name in sorted(names):
        code = slug(name, taken.__contains__)
        taken.add(code)
        made[name] = code
        kind = kind_of_body(name)
        first = {"name": name, "kind": kind, "is_confirmed": False}
        # Another worker may be meeting the same executor at this moment: it is one body.
        if Body.objects.get_or_create(code=code, defaults=first)[1]:
            offices.record(subject="body", key=code, before=None, after={"name": name, "met": "intake"}, by=None, at=at)
    return made


def _topics() -> list[TopicSeen]:
    open_ones = Topic.objects.filter(closed_on=None).order_by("-level", "code")
    rows = open_ones.values_list("edition__code", "code", "name", "parent__name")
    found = [(edition, TopicSeen(code, name, group or "")) for edition, code, name, group in rows]
    ours = [topic for edition, topic in found if edition == EDITION]
    names = {topic.name.casefold() for topic in ours}
    return ours + [topic for edition, topic in found if edition != EDITION and topic.name.casefold() not in names]


def _bodies() -> list[tuple[str, str]]:
    rows = list(Body.objects.filter(closed_on=None).order_by("pk").values_list("name", "short_name", "aliases", "code"))
    by_name = [(name, code) for name, _, _, code in rows]
    others = [(other, code) for _, short, aliases, code in rows for other in (short, *aliases, code) if other]
    return by_name + others


def _territories() -> list[tuple[str, str]]:
    rows = list(Territory.objects.order_by("pk").values_list("name", "aliases", "code"))
    by_name = [(name, code) for name, _, code in rows] + [(code, code) for _, _, code in rows]
    return by_name + [(other, code) for _, aliases, code in rows for other in aliases]
