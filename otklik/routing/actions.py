"""The stage of the line that finds who must answer, and the writes of its rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from otklik.appeals import actions as appeals
from otklik.appeals import bulk
from otklik.appeals.cutting import lemmas
from otklik.appeals.models import Event, Question
from otklik.appeals.outcomes import Waits
from otklik.offices.models import Body, Person
from otklik.reference import queries as reference
from otklik.reference.models import Territory, Topic
from otklik.reference.rules import Changed, territory_prefix, topic_prefix
from otklik.routing import disputes, models, queries, transfers
from otklik.routing.disputes import Disputes
from otklik.routing.rules import RoutingError, Rule, rule_flaws
from otklik.routing.verdicts import Bench, Verdict

_REASON_MAX = 500


def think(questions: Sequence[Question], at: datetime) -> list[Verdict]:
    """Find the body of each question, anew each time it is asked; a constant number of queries a batch."""
    prefetch_related_objects(questions, "appeal")
    day, book, bodies = timezone.localdate(at), queries.rule_book(), queries.addressees()
    desk = Bench(
        day=day,
        book=book,
        bodies=bodies,
        topics=reference.topic_cards({question.topic_id for question in questions if question.topic_id}),
        places=reference.places({question.territory_id for question in questions if question.territory_id}),
        guesses=queries.guesses([question.pk for question in questions]),
        threshold=queries.executor_threshold(),
        disputes=Disputes(transfers.rule(), book, bodies, day),
    )
    return [desk.verdict(question) for question in questions]


def keep(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Set the bodies and tell why; inside the line's transaction."""
    for verdict in verdicts:
        # A question that is routed anew and now waits must not keep the body of its former topic.
        verdict.question.body_id = verdict.body.id if verdict.body else None
    appeals.tell([_event(verdict, at) for verdict in verdicts])
    disputes.keep({verdict.question.pk: verdict.sides for verdict in verdicts})
    asked = [verdict for verdict in verdicts if verdict.body]
    stale = models.CoExecutor.objects.filter(question__in=[verdict.question.pk for verdict in asked], by=None)
    if stale.exists():
        # A question routed anew asks those whom its new rule names; whom a person asked stays.
        stale.delete()
    bulk.insert(
        (
            models.CoExecutor(question=verdict.question, body_id=body, at=at, why=verdict.why[:300])
            for verdict in asked
            for body, _ in verdict.co_bodies
        ),
        skip_known=True,
    )


def _event(verdict: Verdict, at: datetime) -> Event:
    question = verdict.question
    told = partial(Event, appeal_id=question.appeal_id, question_id=question.pk, at=at)
    if isinstance(verdict.outcome, Waits):
        return told(kind="waits", what={"desk": verdict.outcome.desk}, why=verdict.outcome.reason)
    what: dict[str, Any] = {
        "body": verdict.body.code if verdict.body else "",
        "rule": verdict.rule_id,
        "by": verdict.by,
    }
    if verdict.co_bodies:
        what["with"] = [name for _, name in verdict.co_bodies]
    return told(kind="routed", what=what, why=verdict.why[:_REASON_MAX])


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as a form gives it, by codes; an empty topic, territory or channel means any; id None is a new rule."""

    body_code: str
    valid_from: date
    topic_code: str = ""
    territory_code: str = ""
    channel: str = ""
    valid_to: date | None = None
    note: str = ""
    id: int | None = None
    words: str = ""
    co_codes: tuple[str, ...] = ()


@transaction.atomic
def save_rule(draft: RuleDraft, *, by: Person | None, at: datetime) -> Changed:
    """Make a rule or change one. Raises RoutingError for unknown codes, a closed body, crossed dates, a double."""
    row = _row(draft.id) if draft.id else models.Rule()
    before = _told(row) if row.pk else None
    together = _filled(row, draft)
    flaws = rule_flaws(seen(row, together), queries.rules())
    if flaws:
        raise RoutingError(" ".join(flaws))
    row.save()
    row.co_bodies.set(together)
    return Changed("rule", str(row.pk), before, _told(row), by.pk if by else None, at)


def drafted(draft: RuleDraft) -> Rule:
    """The rule as it would speak, nothing saved. Raises RoutingError as `save_rule`."""
    row = _row(draft.id) if draft.id else models.Rule()
    rule = seen(row, _filled(row, draft))
    if flaws := rule_flaws(rule, queries.rules()):
        raise RoutingError(" ".join(flaws))
    return rule


def _filled(row: models.Rule, draft: RuleDraft) -> list[Body]:
    """Put the draft into a row without saving it; gives those who answer together."""
    topic, territory = _topic(draft.topic_code), _territory(draft.territory_code)
    body = Body.objects.filter(code=draft.body_code).first()
    if body is None:
        raise RoutingError(f"Органа с кодом «{draft.body_code}» нет: сначала заведите его.")
    values = {
        "topic": topic, "territory": territory, "channel": draft.channel, "body": body,
        "valid_from": draft.valid_from, "valid_to": draft.valid_to, "note": draft.note,
        "words": words_asked(draft.words),
    }  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)
    return _bodies(draft.co_codes)


@transaction.atomic
def close_rule(*, rule_id: int, by: Person | None, at: datetime) -> Changed:
    """From today on the rule speaks no more; what it sent stays where it is. A rule that never spoke is removed."""
    row = _row(rule_id)
    before = _told(row)
    last = timezone.localdate(at) - timedelta(days=1)
    if row.valid_from > last:
        row.delete()
        return Changed("rule", str(rule_id), before, None, by.pk if by else None, at)
    if row.valid_to is None or row.valid_to > last:
        row.valid_to = last
        row.save(update_fields=["valid_to"])
    return Changed("rule", str(rule_id), before, _told(row), by.pk if by else None, at)


def _row(rule_id: int) -> models.Rule:
    row = models.Rule.objects.select_related("topic", "territory", "body").filter(pk=rule_id).first()
    if row is None:
        raise RoutingError(f"Правила № {rule_id} нет: обновите список.")
    return row


def _topic(code: str) -> Topic | None:
    if not code:
        return None
    topic = Topic.objects.filter(code=code).order_by("-edition__valid_from").first()
    if topic is None:
        raise RoutingError(f"Темы «{code}» нет ни в одном классификаторе: проверьте код.")
    return topic


def _territory(code: str) -> Territory | None:
    if not code:
        return None
    territory = Territory.objects.filter(code=code).first()
    if territory is None:
        raise RoutingError(f"Территории с кодом ОКТМО «{code}» нет: проверьте код.")
    return territory


def _bodies(codes: Sequence[str]) -> list[Body]:
    found = {body.code: body for body in Body.objects.filter(code__in=codes, closed_on=None)}
    if missing := [code for code in codes if code not in found]:
        raise RoutingError(f"Органа с кодом «{missing[0]}» нет или он закрыт: выберите другого соисполнителя.")
    return [found[code] for code in codes]


def words_asked(text: str) -> list[str]:
    """Dictionary forms of the words that a person typed, each once; marks and signs are left out."""
    return list(dict.fromkeys(word for word in lemmas(text) if word[0] != "["))


def seen(row: models.Rule, together: Sequence[Body]) -> Rule:
    """A row, saved or not, as a rule speaks."""
    topic, territory, body = row.topic, row.territory, row.body
    return Rule(
        id=row.pk or 0, topic=topic_prefix(topic.code) if topic else "", topic_name=topic.name if topic else "",
        territory=territory_prefix(territory.code) if territory else "",
        territory_name=territory.name if territory else "", channel=row.channel, body_id=body.pk, body_code=body.code,
        body_name=body.short_name or body.name, body_closed_on=body.closed_on, valid_from=row.valid_from,
        valid_to=row.valid_to, note=row.note, words=tuple(row.words),
        co_bodies=tuple((body.pk, body.name) for body in together),
    )  # fmt: skip


def _told(row: models.Rule) -> dict[str, Any]:
    return {
        "topic": row.topic.code if row.topic else "", "territory": row.territory.code if row.territory else "",
        "channel": row.channel, "body": row.body.code, "valid_from": str(row.valid_from),
        "valid_to": str(row.valid_to) if row.valid_to else None, "note": row.note, "words": row.words,
        "with": sorted(row.co_bodies.values_list("code", flat=True)) if row.pk else [],
    }  # fmt: skip
