"""Codes offered while a person types one: topics of the working classifier, territories."""

from dataclasses import dataclass

from django import forms

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


def known_topic(written: str) -> str:
    """A typed code without spaces; empty is any topic. Raises ValidationError for one that no classifier has."""
    code = written.strip()
    if code and not Topic.objects.filter(code=code).exists():
        raise forms.ValidationError(f"Темы с кодом «{code}» нет ни в одном классификаторе: проверьте код.")
    return code


def known_territory(written: str) -> str:
    """A typed code without spaces; empty is everywhere. Raises ValidationError for one that the region lacks."""
    code = written.strip()
    if code and not Territory.objects.filter(code=code).exists():
        raise forms.ValidationError(f"Территории с кодом «{code}» нет в справочнике: проверьте код.")
    return code
