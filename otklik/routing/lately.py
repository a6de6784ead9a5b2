"""What was asked lately, as addresses: rules are looked at by it before they are put in force."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from otklik.appeals.models import Question
from otklik.reference.models import Territory, Topic
from otklik.routing import queries
from otklik.routing.checker import Finding, Shift, World, check, compare, touches, with_draft
from otklik.routing.rules import Address, Rule, book

DAYS = 30
_CHUNK = 1000


def findings(channels: Sequence[str], now: datetime) -> tuple[Finding, ...]:
    """What is wrong with the rules in force now, the weightiest first; `channels` are those that letters come by."""
    asked = Counter(address for _, address in addresses((), now))
    topics = Topic.objects.filter(edition__code="im", level=2, closed_on=None).order_by("code")
    places = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).order_by("code")
    world = World(dict(topics.values_list("code", "name")), dict(places.values_list("code", "name")), channels, asked)
    return check(queries.rules(), world, timezone.localdate(now))


def what_if(draft: Rule, now: datetime) -> tuple[int, tuple[Shift, ...]]:
    """Who would have got what of the last DAYS days with `draft` in force: how many were looked at, what moves."""
    rules = queries.rules()
    then = with_draft(rules, draft)
    asked = list(addresses([rule for rule in then if rule.words], now))
    # The draft speaks from its own day on; the past is looked at as if it spoke already.
    return compare(book(rules), book(then), asked, max(timezone.localdate(now), draft.valid_from))


def addresses(worded: Sequence[Rule], now: datetime) -> Iterator[tuple[int, Address]]:
    """(number, address) of each question of the last DAYS days; its words only where one of `worded` may speak."""
    since = now - timedelta(days=DAYS)
    rows = Question.objects.filter(appeal__received_at__gte=since).order_by("pk")
    columns = ("pk", "topic__code", "territory__code", "appeal__channel")
    found = rows.values_list(*columns).iterator(chunk_size=_CHUNK)
    while chunk := list(islice(found, _CHUNK)):
        plain = {number: Address(topic or "", place or "", channel) for number, topic, place, channel in chunk}
        words = _words([number for number, address in plain.items() if any(touches(rule, address) for rule in worded)])
        yield from ((number, replace(address, words=words.get(number, address.words)))
                    for number, address in plain.items())  # fmt: skip


def _words(question_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The words of these questions; one query."""
    questions = Question.objects.filter(pk__in=question_ids).select_related("appeal")
    return {question.pk: queries.words_of(question) for question in questions} if question_ids else {}
