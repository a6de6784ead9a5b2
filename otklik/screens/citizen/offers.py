"""The topics that a text may be about, offered to its author, and the questions that each of them asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from otklik.intake import forms
from otklik.intake.forms import Asked
from otklik.reference.models import Topic
from otklik.screens.citizen.letter_form import LetterForm
from otklik.triage import foretelling
from otklik.triage.queries import EDITION, plain, thresholds


@dataclass(frozen=True, slots=True)
class Offer:
    """A topic with the name of its group; `is_sure`: the machine would decide so by itself."""

    code: str
    name: str
    group: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """Topics in order, the questions that belong to some of them, and to which (by place from 0)."""

    topics: Sequence[Offer]
    asked: Sequence[Asked]
    places: Mapping[str, tuple[int, ...]]

    @property
    def is_offered(self) -> bool:
        return bool(self.topics)


def offers(form: LetterForm) -> Offers:
    """What is offered for the text typed so far; the topic that was chosen stays among them."""
    text, chosen = str(form["text"].value() or ""), str(form["topic"].value() or "")
    least = thresholds()["theme"]
    sure = {one.code: one.confidence >= least for one in foretelling.themes(text)}
    codes = list(sure)
    if chosen and chosen not in codes:
        codes = [*codes[:2], chosen]
    rows = Topic.objects.filter(code__in=codes, edition__code=EDITION).select_related("parent")
    known = {row.code: row for row in rows}
    found = [
        Offer(code, plain(row.name), plain(row.parent.name) if row.parent else "", sure.get(code, False))
        for code in codes
        if (row := known.get(code))
    ]
    topical = [one for one in form.asked if one.topic_code]
    places = forms.of_topics(topical, [one.code for one in found])
    return Offers(found, [one for one in topical if one.code in places], places)
