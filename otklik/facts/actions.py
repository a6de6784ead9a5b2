"""Facts are made anew for what changed: the outbox names the questions."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from otklik.appeals import bulk
from otklik.appeals.additions import appeals_with_additions
from otklik.appeals.models import Outbox, Question
from otklik.appeals.states import OPEN
from otklik.deadlines import phases
from otklik.facts import load, months, replies, search, terms
from otklik.facts.models import Fact
from otklik.reference.rules import group_code
from otklik.routing import co_executors, takings, transfers
from otklik.triage import queries as triage
from otklik.triage.models import Suggestion

EXCERPT_LENGTH = 200


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
        for start in range(0, len(stale), 1000):
            _make(stale[start : start + 1000])
        Outbox.objects.filter(pk__lte=entries[-1][0], pk__in=[entry for entry, _ in entries]).delete()
    return len(stale)


def refresh_now(question_ids: Sequence[int]) -> None:
    """Make facts of these questions at once: a person's change is seen on the next page."""
    with transaction.atomic():
        _make(question_ids)
        Outbox.objects.filter(question_id__in=question_ids).delete()


def rebuild() -> int:
    """Forget all facts and make them from the questions; returns how many."""
    Fact.objects.all().delete()
    search.clear()
    made, last = 0, 0
    while batch := list(Question.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:1000]):
        with transaction.atomic():
            _make(batch)
        made, last = made + len(batch), batch[-1]
    return made


def index_anew(questions: Sequence[Question]) -> None:
    """Let words find questions by the text that they have now: it was cut or put together."""
    search.add([(question.pk, question.text) for question in questions])


def _make(question_ids: Sequence[int]) -> None:
    questions = list(
        Question.objects.filter(pk__in=question_ids).select_related("appeal", "topic", "territory", "body__block")
    )
    owed, replied = terms.load(question_ids), replies.load(question_ids)
    proposals = dict(Suggestion.objects.filter(pk__in=question_ids).values_list("pk", "proposals"))
    months.touch((question.appeal.received_at for question in questions), timezone.now())
    void = {question.pk for question in questions if question.is_void}
    questions = [question for question in questions if question.pk not in void]
    alike = triage.open_likenesses(question_ids)
    known = set(Fact.objects.filter(pk__in=question_ids).values_list("pk", flat=True))
    facts = [_fact(question, proposals.get(question.pk, {}), alike) for question in questions]
    entered = phases.entered(questions)
    for fact in facts:
        owed.write(fact)
        replied.write(fact)
        fact.phase, fact.phase_since, fact.phase_due_at = entered[fact.question_id]
    returned, shared = transfers.returned_at(questions), co_executors.shared(question_ids)
    for fact in facts:
        fact.returned_at, fact.is_shared = returned.get(fact.question_id), fact.question_id in shared
    repeated = triage.repeated(question_ids)
    for fact in facts:
        fact.is_repeated, fact.load = fact.question_id in repeated, load.weight(fact)
    taken = takings.taken([fact.question_id for fact in facts if fact.urgency])
    for fact in (fact for fact in facts if fact.question_id in taken):
        fact.taken_at = taken[fact.question_id].at
    bulk.upsert(facts, key="question_id")
    added = appeals_with_additions([question.appeal_id for question in questions])
    fresh = [question for question in questions if question.pk not in known or question.appeal_id in added]
    search.add([(question.pk, question.text) for question in fresh])
    if void:
        Fact.objects.filter(pk__in=void).delete()
        search.remove(void)


def _fact(question: Question, proposals: dict[str, Any], alike: dict[int, str]) -> Fact:
    appeal, topic, body = question.appeal, question.topic, question.body
    is_open = question.state in OPEN
    proposed_code, confidence = _proposed(topic.code if topic else "", proposals)
    return Fact(
        question_id=question.pk,
        appeal_id=appeal.pk,
        received_at=appeal.received_at,
        published_at=appeal.published_at,
        channel=appeal.channel,
        source_name=appeal.source_name,
        legal_kind=appeal.legal_kind,
        state=question.state,
        waits_for=question.waits_for,
        is_open=is_open,
        topic_code=topic.code if topic else "",
        group_code=group_code(topic.code) if topic else "",
        territory_code=question.territory.code if question.territory else "",
        body_id=question.body_id,
        assignee_id=question.assignee_id,
        closed_at=question.closed_at,
        same_as_id=question.same_as_id,
        block_code=body.block.code if body and body.block else "",
        decided_by=question.decided_by,
        confidence=confidence,
        proposed_code=proposed_code,
        place=question.place,
        latitude=question.latitude,
        longitude=question.longitude,
        tone=proposals.get("tone", ""),
        is_rude=proposals.get("is_rude", False),
        urgency=proposals.get("urgency", ""),
        alike=alike.get(question.pk, "") if question.same_as_id is None else "",
        excerpt=proposals.get("essence") or _excerpt(question.text),
        author_hash=_hashed(appeal.author_key),
        version=question.version,
    )


def _proposed(decided: str, proposals: dict[str, list[list]]) -> tuple[str, float | None]:
    """What the machine proposes and how sure it is: of the decided topic, or of the likeliest group where none is."""
    rows = [*proposals.get("theme", []), *proposals.get("group", [])]
    if decided:
        return decided, next((sure for code, _, sure in rows if code == decided), None)
    code, _, sure = next(iter(proposals.get("group", [])), ("", "", None))
    return code, sure


def _excerpt(text: str) -> str:
    line = " ".join(text[: EXCERPT_LENGTH * 2].split())
    return line if len(line) <= EXCERPT_LENGTH else f"{line[: EXCERPT_LENGTH - 1]}…"


def _hashed(key: UUID | None) -> int | None:
    if key is None:
        return None
    return int.from_bytes(hashlib.blake2b(key.bytes, digest_size=8).digest(), "big", signed=True)
