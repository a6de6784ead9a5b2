"""The stage that puts questions on the clock."""

from datetime import UTC, date, datetime

import pytest

from otklik.appeals.models import Event
from otklik.appeals.outcomes import Done, Waits
from otklik.deadlines import queries
from otklik.deadlines.actions import keep, think
from otklik.deadlines.models import Clock
from otklik.reference import actions
from otklik.reference.models import CalendarDay, Policy, Territory
from tests.deadlines.asked import asked

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
# 10:00 in Yekaterinburg, the zone of the server.
MORNING = datetime(2026, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _seeded():
    actions.seed(at=AT)


def walked(*questions):
    verdicts = think(questions, AT)
    keep(verdicts, AT)
    return verdicts


def dues(question):
    return {clock.kind: clock.due_at for clock in queries.clocks(question.pk)}


def test_a_message_gets_the_clocks_of_the_default_policy():
    question = asked(MORNING)
    (verdict,) = walked(question)
    assert verdict.outcome == Done()
    assert dues(question) == {
        "answer": datetime(2026, 3, 5, 6, tzinfo=UTC),
        "solution": datetime(2026, 3, 16, 13, tzinfo=UTC),
    }


def test_the_event_names_the_policy_and_the_terms():
    question = asked(MORNING, legal_kind="appeal")
    walked(question)
    event = Event.objects.get(question=question)
    assert (event.kind, event.what["policy"], event.what["due"]["answer"]) == (
        "clock_started", "59fz", "2026-04-03T23:59:59+05:00",
    )  # fmt: skip


def test_clocks_that_run_are_kept():
    question = asked(MORNING)
    walked(question)
    before = dues(question)
    Policy.objects.filter(code="im-9").update(is_in_use=False)
    (verdict,) = walked(question)
    assert (verdict.outcome, dues(question), Event.objects.count()) == (Done(), before, 1)


def test_a_raised_importance_stated_by_the_source_gives_four_hours():
    question = asked(MORNING, importance="raised")
    walked(question)
    assert dues(question)["answer"] == datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_the_zone_and_the_holidays_of_the_place_count():
    Territory.objects.create(code="30000000", name="Камчатский край", kind="region", time_zone="Asia/Kamchatka")
    Territory.objects.create(code="30701000", name="Петропавловск-Камчатский", kind="municipality")
    CalendarDay.objects.create(day=date(2026, 3, 5), region="30000000", kind="off")
    question = asked(datetime(2026, 3, 3, 23, tzinfo=UTC), territory="30701000")
    walked(question)
    # 11:00 on Wednesday in Kamchatka; Thursday is off there: nine hours end on Friday at 12:00.
    assert dues(question)["answer"] == datetime(2026, 3, 6, 0, tzinfo=UTC)


def test_a_question_under_no_policy_waits_for_a_person():
    Policy.objects.update(is_in_use=False)
    question = asked(MORNING, topic="im.05.01")
    (verdict,) = walked(question)
    assert verdict.outcome == Waits(
        "deadlines", "Ни одна политика сроков не подходит: вид «message», канал «vk», тема «im.05.01», 04.03.2026."
    )
    assert Event.objects.get().kind == "waits"


@pytest.mark.parametrize("received_at", [datetime(2021, 5, 5, 5, tzinfo=UTC), datetime(2035, 5, 5, 5, tzinfo=UTC)])
def test_a_year_without_a_calendar_waits_for_a_person(received_at):
    (verdict,) = walked(asked(received_at))
    assert isinstance(verdict.outcome, Waits)
    assert f"на {received_at.year} год не загружен" in verdict.outcome.reason


def test_an_empty_calendar_waits_for_a_person():
    CalendarDay.objects.all().delete()
    (verdict,) = walked(asked(MORNING))
    assert "нет ни одного года" in verdict.outcome.reason


def test_a_batch_takes_a_constant_number_of_queries(django_assert_num_queries):
    questions = [asked(MORNING, topic="im.05.01") for _ in range(20)]
    with django_assert_num_queries(7):
        verdicts = think(questions, AT)
    with django_assert_num_queries(3):
        keep(verdicts, AT)
    assert Clock.objects.count() == 40
