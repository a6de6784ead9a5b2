"""Facts are made anew for what changed: the outbox names the questions."""

from collections.abc import Sequence

from django.db import transaction

from otklik.appeals import bulk
from otklik.appeals.models import Outbox, Question
from otklik.facts import making, search
from otklik.facts.models import Fact
from otklik.offices.models import Body

BATCH = 500
"""Questions made at once. More are no quicker: the collector of garbage then walks over what the batch holds."""


def refresh(limit: int = 5000) -> int:
    """Make facts of up to `limit` entries of the outbox; returns how many questions were made anew.

    One transaction: killed at any point, the outbox still names what is stale. A question that passed several stages
    has several entries and is made once.
    """
    with transaction.atomic():
        # Only entries seen before the questions are read may go: a later one tells of a change not seen here.
        entries = list(Outbox.objects.order_by("pk").values_list("pk", "question_id")[:limit])
        if not entries:
            return 0
        stale = sorted({question for _, question in entries})
        for start in range(0, len(stale), BATCH):
            making.make(stale[start : start + BATCH])
        Outbox.objects.filter(pk__in=bulk.among([entry for entry, _ in entries])).delete()
    return len(stale)


def refresh_now(question_ids: Sequence[int]) -> None:
    """Make facts of these questions at once: a person's change is seen on the next page."""
    with transaction.atomic():
        making.make(question_ids)
        Outbox.objects.filter(question_id__in=bulk.among(question_ids)).delete()


def rebuild() -> int:
    """Forget all facts and make them from the questions; returns how many."""
    Fact.objects.all().delete()
    search.clear()
    made, last = 0, 0
    while batch := list(Question.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            making.make(batch)
        made, last = made + len(batch), batch[-1]
    return made


@transaction.atomic
def follow_block(body: Body) -> None:
    """A body may stand in another block now: facts of its questions that say otherwise are made anew by the line."""
    block = body.block.code if body.block else ""
    moved = Fact.objects.filter(body_id=body.pk).exclude(block_code=block).values_list("pk", flat=True)
    bulk.insert(Outbox(question_id=number) for number in moved.iterator())


def index_anew(questions: Sequence[Question]) -> None:
    """Let words find questions by the text that they have now: it was cut or put together."""
    search.add([(question.pk, question.text) for question in questions])
