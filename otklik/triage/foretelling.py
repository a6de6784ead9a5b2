"""What the machine makes of a text that nobody has sent yet: the topics that the public form offers its author."""

from otklik.appeals.masking import mask
from otklik.reference.models import Topic
from otklik.triage import queries
from otklik.triage.rules import Proposal
from otklik.triage.topics.in_use import model_in_use

LEAST = 0.03
"""A theme less likely than this is not worth reading for its author."""


def themes(text: str) -> tuple[Proposal, ...]:
    """Up to three themes of the classifier that a text may be about, the likeliest first. Two or three queries."""
    if not text.strip():
        return ()
    known = queries.topics_by_label()
    reading = model_in_use().read([mask(text).text])[0]
    found = [(known.get(("theme", queries.plain(one.label)), ("", 0))[0], one) for one in reading.theme]
    codes = [code for code, one in found if code and one.confidence >= LEAST]
    names = dict(Topic.objects.filter(code__in=codes, edition__code=queries.EDITION).values_list("code", "name"))
    return tuple(
        Proposal(code, queries.plain(names[code]), round(one.confidence, 4)) for code, one in found if code in names
    )
