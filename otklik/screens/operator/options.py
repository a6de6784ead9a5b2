"""What the form of the filter offers."""

from collections.abc import Mapping
from dataclasses import dataclass

from otklik.facts import queries as facts
from otklik.offices import queries as offices
from otklik.offices.queries import BodyCard
from otklik.offices.rules import Scope
from otklik.reference import queries as reference
from otklik.reference.models import Territory
from otklik.reference.queries import TopicNode
from otklik.screens.operator import filters
from otklik.screens.operator.names import channel_title


@dataclass(frozen=True, slots=True)
class Options:
    """The lists of the form, each as pairs of a code and its words."""

    topics: tuple[TopicNode, ...]
    territories: tuple[tuple[str, str], ...]
    bodies: tuple[BodyCard, ...]
    blocks: tuple[tuple[str, str], ...]
    channels: tuple[tuple[str, str], ...]
    waits: Mapping[str, str]
    states: Mapping[str, str]
    terms: Mapping[str, str]
    deciders: Mapping[str, str]


def load(scope: Scope) -> Options:
    """The lists as they are now, in four queries."""
    bodies = tuple(offices.bodies().values())
    municipal = Territory.objects.exclude(kind=Territory.Kind.SETTLEMENT).order_by("name")
    return Options(
        topics=reference.topics_tree(),
        territories=tuple(municipal.values_list("code", "name")),
        bodies=bodies,
        blocks=tuple(sorted({(body.block_code, body.block_name) for body in bodies if body.block_code})),
        channels=tuple((code, channel_title(code)) for code in facts.channels(scope)),
        waits=filters.DESKS,
        states=filters.STATES,
        terms=filters.TERMS,
        deciders=filters.DECIDERS,
    )
