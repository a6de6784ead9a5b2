"""Rules of a closed body go to its successor: the old ones end, the same ones begin with another body."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from otklik.offices import actions as offices
from otklik.offices.models import Body, Person
from otklik.routing.actions import RuleDraft, close_rule, save_rule
from otklik.routing.models import Rule


def held(body: Body) -> list[Rule]:
    """Rules that still send to a body, today or later."""
    rows = Rule.objects.filter(body=body).exclude(valid_to__lt=timezone.localdate())
    return list(rows.select_related("topic", "territory").order_by("pk"))


@transaction.atomic
def rules(body: Body, into: Body, *, by: Person, at: datetime) -> int:
    """Give the rules of `body` to `into`, all or none; how many. Raises RoutingError where one can't stand."""
    found = held(body)
    for rule in found:
        draft = _same_for(rule, into, at)
        for told in (close_rule(rule_id=rule.pk, by=by, at=at), save_rule(draft, by=by, at=at)):
            before, after = (dict(seen) if seen is not None else None for seen in (told.before, told.after))
            offices.record(subject=told.subject, key=told.key, before=before, after=after, by=by, at=at)
    return len(found)


def _same_for(rule: Rule, into: Body, at: datetime) -> RuleDraft:
    others = rule.co_bodies.filter(closed_on=None).exclude(pk=into.pk).values_list("code", flat=True)
    return RuleDraft(
        body_code=into.code,
        valid_from=max(rule.valid_from, timezone.localdate(at)),
        topic_code=rule.topic.code if rule.topic else "",
        territory_code=rule.territory.code if rule.territory else "",
        channel=rule.channel,
        valid_to=rule.valid_to,
        note=f"Преемник органа «{rule.body}». {rule.note}"[:300],
        words=" ".join(rule.words),
        co_codes=tuple(others),
    )
