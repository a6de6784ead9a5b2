"""Codes offered while a person types one: topics of the working classifier, territories."""

from dataclasses import dataclass

from otklik.reference.models import Territory, Topic
from otklik.reference.queries import INCIDENT

_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Codes:
    """Pairs of code and name for the lists of the browser."""

    topics: tuple[tuple[str, str], ...]
    territories: tuple[tuple[str, str], ...]


TOPICS, TERRITORIES = "topic-codes", "territory-codes"
"""Ids of the lists, for the attribute `list` of a box."""


def codes() -> Codes:
    """Topics in use and territories, at most 500 of each; others are typed whole. Two queries."""
    topics = Topic.objects.filter(edition__code=INCIDENT, closed_on=None).order_by("code")
    territories = Territory.objects.order_by("code")
    return Codes(
        tuple(topics.values_list("code", "name")[:_AT_MOST]),
        tuple(territories.values_list("code", "name")[:_AT_MOST]),
    )
