"""What a rule of approval would have changed for the answers of the last month."""

from collections.abc import Iterator
from datetime import datetime

from otklik.answers.approval import approval_settings
from otklik.answers.approval.approval_rules import Case, Rule, Shift
from otklik.answers.models import Answer
from otklik.facts.models import Fact

MOST = 20_000
_COLUMNS = ("question_id", "question__appeal__legal_kind", "kind", "outcome", "question__topic__code")


def what_if(draft: Rule, *, is_on: bool, at: datetime) -> tuple[int, tuple[Shift, ...]]:
    """How many published answers of the last month were looked at, and those that would be approved otherwise."""
    return approval_settings.what_if(draft, is_on=is_on, cases=_cases(at))


def _cases(at: datetime) -> Iterator[tuple[int, Case]]:
    """The answers of the month by the number of their question, the latest 20,000 at most."""
    published = Answer.objects.filter(published_at__gte=at - approval_settings.LATELY, same_as=None)
    rows = list(published.order_by("-pk").values_list(*_COLUMNS)[:MOST])
    # Urgent ones are few: they are asked for by their own index.
    urgent = dict(Fact.objects.filter(urgency__in=("now", "soon")).values_list("pk", "urgency")) if rows else {}
    for number, legal_kind, kind, outcome, topic in rows:
        yield number, Case(legal_kind, kind, outcome, topic or "", urgent.get(number, ""))
