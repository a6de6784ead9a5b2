"""Questions of the line, made in one call."""

from datetime import datetime
from uuid import uuid4

from otklik.appeals.models import Appeal, Question
from otklik.reference.models import Territory, Topic


def asked(received_at: datetime, *, topic="", territory="", legal_kind="message", channel="vk", **stated) -> Question:
    """A question of a topic and a territory by code; `stated` is what the source itself said."""
    appeal = Appeal.objects.create(
        channel=channel, legal_kind=legal_kind, text="Яма на дороге", original_key=uuid4(), received_at=received_at,
        fingerprint=1,
    )  # fmt: skip
    return Question.objects.create(
        appeal=appeal, stated=stated, topic=Topic.objects.filter(code=topic).first(),
        territory=Territory.objects.filter(code=territory).first(),
    )  # fmt: skip
