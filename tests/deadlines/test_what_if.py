"""A version of a policy before it is put in force: what it would have meant for the questions of the last month."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from otklik.deadlines import what_if
from otklik.deadlines.models import Clock
from otklik.reference import actions
from otklik.reference.terms import PolicyDraft, Regime
from tests.deadlines.asked import asked

pytestmark = pytest.mark.django_db
# 10:00 on Wednesday in Yekaterinburg.
MORNING = datetime(2026, 3, 4, 5, tzinfo=UTC)
NOW = MORNING + timedelta(days=3)
DRAFT = PolicyDraft(
    code="im-9", title="Сообщения", legal_kind="message", valid_from=date(2026, 4, 1), source="Акт",
    terms=(("answer", 4, "hours"), ("solution", 7, "working_days"), ("reaction", 1, "hours")), hours_code="office",
    shift="none",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _seeded():
    actions.seed(at=MORNING)


def test_how_the_terms_of_the_month_would_move():
    question = asked(MORNING)
    asked(MORNING, legal_kind="appeal")
    asked(MORNING - timedelta(days=40))
    told = what_if.last_month(DRAFT, NOW)
    assert (told.looked_at, told.falls, told.leaves) == (2, 1, 0)
    moved = {one.kind: (one.earlier, one.later, one.same, one.new, one.gone) for one in told.spreads}
    assert moved == {"answer": (1, 0, 0, 0, 0), "solution": (0, 0, 1, 0, 0), "reaction": (0, 0, 0, 1, 0)}
    answer = next(change for change in told.examples if change.kind == "answer")
    assert (answer.question_id, answer.before) == (question.pk, datetime(2026, 3, 5, 6, tzinfo=UTC))
    assert answer.after == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert not Clock.objects.exists(), "a preview writes nothing"


NARROWED = [
    ({"channel": "pos"}, 0, 1, "for another channel: the message leaves the policy"),
    ({"is_in_use": False}, 0, 1, "out of use: the message leaves the policy"),
    ({"code": "own"}, 1, 0, "another policy of the same scope takes its place"),
    ({"topic_code": "im.05", "code": "own"}, 0, 0, "a topic that no question has"),
    ({"code": "own", "regime": Regime(season_from="06-01", season_to="08-31")}, 0, 0, "out of season"),
]


@pytest.mark.parametrize(("changed", "falls", "leaves", "reason"), NARROWED)
def test_who_would_fall_under_a_version(changed, falls, leaves, reason):
    asked(MORNING)
    told = what_if.last_month(replace(DRAFT, **changed), NOW)
    assert (told.falls, told.leaves) == (falls, leaves), reason


def test_how_many_days_terms_would_move():
    asked(MORNING)
    longer = replace(DRAFT, terms=(("answer", 10, "working_days"),))
    spread = next(one for one in what_if.last_month(longer, NOW).spreads if one.kind == "answer")
    assert spread.by_days == ((14, 1),)
    assert next(one for one in what_if.last_month(longer, NOW).spreads if one.kind == "solution").gone == 1
