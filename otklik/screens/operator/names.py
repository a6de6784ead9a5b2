"""Names of the codes on a page, asked for once a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from otklik.facts.models import Fact
from otklik.facts.rules import ONLY, FeedFilter
from otklik.intake import catalogue
from otklik.offices import queries as offices
from otklik.offices.queries import BodyCard
from otklik.reference.models import Territory, Topic


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called; a code nobody knows is told as it is."""

    topics: Mapping[str, str]
    territories: Mapping[str, str]
    bodies: Mapping[int, BodyCard]

    def topic(self, code: str) -> str:
        return self.topics.get(code, code)

    def territory(self, code: str) -> str:
        return self.territories.get(code, code)

    def body(self, body_id: int | None) -> str:
        card = self.bodies.get(body_id or 0)
        return card.label if card else ""

    def body_by_code(self, code: str) -> str:
        return next((card.label for card in self.bodies.values() if card.code == code), code)

    def block(self, code: str) -> str:
        return next((card.block_name for card in self.bodies.values() if card.block_code == code), code)

    def channel(self, code: str) -> str:
        return channel_title(code)


def channel_title(code: str) -> str:
    """What a channel is called; the code itself where the shelf has no such channel."""
    channel = catalogue.CHANNELS.get(code)
    return channel.title if channel else code


def load(facts: Iterable[Fact], wanted: FeedFilter) -> Names:
    """Names for the rows of a page and its filter, in three queries."""
    facts = list(facts)
    topics = {code for fact in facts for code in (fact.topic_code, fact.proposed_code) if code} | {wanted.topic}
    territories = {fact.territory_code for fact in facts if fact.territory_code}
    territories.add(wanted.territory.removeprefix(ONLY))
    # Of a code in two editions the newer one names it: it comes last.
    named = Topic.objects.filter(code__in=topics).order_by("edition__valid_from")
    return Names(
        topics=dict(named.values_list("code", "name")),
        territories=dict(Territory.objects.filter(code__in=territories).values_list("code", "name")),
        bodies=offices.bodies(),
    )
