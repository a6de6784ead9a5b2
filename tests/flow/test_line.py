"""The line: letters in, understood, routed, on the clock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from otklik.appeals.models import Event, Outbox, Question
from otklik.appeals.states import State
from otklik.deadlines.models import Clock
from otklik.facts.models import Fact
from otklik.flow import line, run
from otklik.intake import actions as intake
from otklik.triage.models import Suggestion, Threshold
from tests.region import AT, ROADS, RUBBISH, UNCLEAR, letter, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def kinds(question: Question) -> list[str]:
    return list(Event.objects.filter(question=question).order_by("pk").values_list("kind", flat=True))


def test_a_clear_letter_walks_to_the_clock() -> None:
    Threshold.objects.update(confidence=0.3)
    (question,) = send(RUBBISH)
    assert question.topic and question.topic.code.startswith("im.12")
    assert (question.state, question.stage, question.decided_by) == (State.SENT, "", "machine")
    assert question.body and question.body.code == "waste"
    assert kinds(question) == ["accepted", "suggested", "routed", "clock_started"]
    assert Clock.objects.filter(question=question).count() == 2


def test_an_unclear_letter_waits_for_a_person_with_the_reason() -> None:
    (question,) = send(UNCLEAR)
    assert (question.state, question.stage, question.waits_for) == (State.NEW, "", "triage")
    assert question.wait_reason
    assert Fact.objects.get(pk=question.pk).waits_for == "triage"


def test_what_the_source_states_is_taken_before_the_machine() -> None:
    (question,) = send(ROADS, topic="Дороги")
    assert question.topic and question.topic.code == "im.05"
    assert question.decided_by == "source"
    assert Suggestion.objects.get(pk=question.pk).proposals["group"]


def test_walking_again_changes_nothing() -> None:
    (question,) = send(RUBBISH)
    before = (kinds(question), Clock.objects.count(), Question.objects.get(pk=question.pk).version)
    assert run.drain(now=lambda: AT).moved == 0
    assert (kinds(question), Clock.objects.count(), Question.objects.get(pk=question.pk).version) == before
    assert not Outbox.objects.exists()


def test_one_bad_question_is_set_aside_and_the_rest_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, real = "СЛОМАЙСЯ", line.LINE[0]

    def think(questions: Sequence[Question], at: datetime) -> Sequence[Any]:
        if any(bad in question.appeal.text for question in questions):
            raise RuntimeError("boom")
        return real.think(questions, at)

    monkeypatch.setattr(line, "LINE", (replace(real, think=think), *line.LINE[1:]))
    questions = send(ROADS, f"{bad} и не проси", RUBBISH)
    broken = next(question for question in questions if bad in question.appeal.text)
    assert broken.waits_for == "quarantine"
    assert "boom" in broken.wait_reason
    assert "RuntimeError" in Event.objects.get(question=broken, kind="quarantined").what["traceback"]
    assert all(question.waits_for != "quarantine" for question in questions if question != broken)


def test_what_is_put_off_is_taken_up_when_its_time_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    (question,) = send(UNCLEAR)
    Question.objects.filter(pk=question.pk).update(stage="triage", waits_for="", try_after=AT + timedelta(hours=1))
    assert run.drain(now=lambda: AT).outcomes.total() == 0
    assert run.drain(now=lambda: AT + timedelta(hours=2)).outcomes.total() == 1


def test_a_thousand_letters_take_as_many_queries_as_ten(django_assert_max_num_queries: Any) -> None:
    raws = [letter(f"{ROADS} номер {number}", str(number)) for number in range(60)]
    intake.accept_batch(channel="api", raws=raws, source=None, at=AT)
    with django_assert_max_num_queries(120):
        run.drain(now=lambda: AT)
    assert Fact.objects.count() == 60


def test_a_letter_delivered_twice_is_one_appeal() -> None:
    raws = [letter(ROADS, "same"), letter(ROADS, "same")]
    receipts = intake.accept_batch(channel="api", raws=raws, source=None, at=AT)
    run.drain(now=lambda: AT)
    assert [receipt.outcome for receipt in receipts] == ["stored", "duplicate"]
    assert Question.objects.count() == 1
