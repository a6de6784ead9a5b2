"""What a version of a policy would have meant for the questions of the last month, before it is put in force."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from otklik.appeals.models import Question
from otklik.deadlines import queries, spans
from otklik.deadlines.counting import zone_of
from otklik.deadlines.rules import DeadlineError, Matter, PolicyBook
from otklik.reference import queries as reference
from otklik.reference.rules import Hours, YearNotLoaded
from otklik.reference.terms import Policy, PolicyDraft, Shift, Term, Unit

DAYS = 30
MOST = 5_000
_EXAMPLES = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One term of one question: as it was counted and as it would be; None: no such term."""

    question_id: int
    kind: str
    before: datetime | None
    after: datetime | None

    @property
    def days(self) -> int:
        """By how many whole days it moves; 0 where it does not or a term is missing."""
        return round((self.after - self.before) / timedelta(days=1)) if self.before and self.after else 0


@dataclass(frozen=True, slots=True)
class Spread:
    """How the terms of one milestone would move: how many earlier, later, unmoved, new, gone; days moved -> terms."""

    kind: str
    earlier: int
    later: int
    same: int
    new: int
    gone: int
    by_days: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Of `looked_at` questions of the month so many fall under the version, so many leave the policy."""

    looked_at: int
    falls: int
    leaves: int
    spreads: tuple[Spread, ...]
    examples: tuple[Change, ...]


@dataclass(frozen=True)
class _Month:
    """The questions of the last month with all that their terms are counted by."""

    questions: Sequence[Question]
    calendars: reference.Calendars
    topics: dict[int, str]
    places: dict[int, reference.Place]
    own: dict[int, tuple[int, Hours]]

    def matter(self, question: Question) -> Matter:
        appeal, importance = question.appeal, str(question.stated.get("importance", ""))
        return Matter(appeal.legal_kind, appeal.channel, self.topics.get(question.topic_id or 0, ""), importance)

    def dues(self, question: Question, policy: Policy | None) -> dict[str, datetime]:
        """When each term of `policy` ends; what can't be counted is left out."""
        place = self.places.get(question.territory_id or 0)
        calendar, own = self.calendars.of(place.code if place else ""), self.own.get(question.body_id or 0)
        found = {}
        for term in policy.terms if policy else ():
            ground = spans.Ground(policy, calendar, zone_of(place), own[1] if own else None)  # type: ignore[arg-type]
            try:
                found[term.kind] = spans.due(term, question.appeal.received_at, ground)
            except (YearNotLoaded, DeadlineError):
                continue
        return found


def last_month(draft: PolicyDraft, now: datetime) -> WhatIf:
    """What `draft`, were it in force these 30 days, would have changed; writes nothing. Raises YearNotLoaded.

    The newest 5,000 questions are looked at.
    """
    month, in_use = _month(now), reference.policies()
    current = PolicyBook(in_use)
    drafted = _drafted(draft, now)
    others = tuple(policy for policy in in_use if policy.code != draft.code and not _is_rival(policy, draft))
    book = PolicyBook((*others, drafted) if draft.is_in_use else others)
    falls = leaves = 0
    changes: list[Change] = []
    for question in month.questions:
        day = timezone.localdate(question.appeal.received_at)
        before, after = (one.choose(month.matter(question), day) for one in (current, book))
        if after is drafted:
            falls += 1
            changes += _changes(question.pk, month.dues(question, before), month.dues(question, after))
        elif before is not None and before.code == draft.code:
            leaves += 1
    moved = [change for change in changes if change.before != change.after]
    return WhatIf(len(month.questions), falls, leaves, tuple(_spreads(changes)), tuple(moved[:_EXAMPLES]))


def _month(now: datetime) -> _Month:
    recent = Question.objects.filter(appeal__received_at__gte=now - timedelta(days=DAYS))
    questions = list(recent.select_related("appeal").order_by("-pk")[:MOST])
    cards = reference.topic_cards({one.topic_id for one in questions if one.topic_id})
    return _Month(
        questions=questions,
        calendars=reference.calendars(),
        topics={pk: card.code for pk, card in cards.items()},
        places=reference.places({one.territory_id for one in questions if one.territory_id}),
        own=queries.own_hours({one.body_id for one in questions if one.body_id}),
    )


def _drafted(draft: PolicyDraft, now: datetime) -> Policy:
    """The draft as a policy that was in force all the month; a term with a flaw is refused when it is saved."""
    terms = tuple(
        Term(kind, amount, Unit(unit)) for kind, amount, unit in draft.terms if amount > 0 and unit in tuple(Unit)
    )
    return Policy(
        id=0, code=draft.code, title=draft.title, legal_kind=draft.legal_kind, channel=draft.channel,
        topic_code=draft.topic_code, importance=draft.importance, hours=reference.hours_of(draft.hours_code),
        shift=Shift(draft.shift), is_in_use=True, valid_from=(now - timedelta(days=DAYS + 1)).date(), valid_to=None,
        terms=terms, source=draft.source, regime=replace(draft.regime),
    )  # fmt: skip


def _is_rival(policy: Policy, draft: PolicyDraft) -> bool:
    own = (draft.legal_kind, draft.channel, draft.topic_code, draft.importance)
    theirs = (policy.legal_kind, policy.channel, policy.topic_code, policy.importance)
    return own == theirs and draft.regime.meets(policy.regime)


def _changes(number: int, before: dict[str, datetime], after: dict[str, datetime]) -> Iterable[Change]:
    return (Change(number, kind, before.get(kind), after.get(kind)) for kind in dict.fromkeys((*before, *after)))


def _spreads(changes: Sequence[Change]) -> Iterable[Spread]:
    for kind in dict.fromkeys(change.kind for change in changes):
        own = [change for change in changes if change.kind == kind]
        both = [change for change in own if change.before and change.after]
        days = Counter(change.days for change in both)
        yield Spread(
            kind=kind,
            earlier=sum(change.after < change.before for change in both),  # type: ignore[operator]
            later=sum(change.after > change.before for change in both),  # type: ignore[operator]
            same=sum(change.after == change.before for change in both),
            new=sum(change.before is None for change in own),
            gone=sum(change.after is None for change in own),
            by_days=tuple(sorted(days.items())),
        )
