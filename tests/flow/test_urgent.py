"""An urgent question: seen within a minute whatever else is read, taken by one person, put back by undo."""

import time
from datetime import timedelta
from typing import Any

import pytest

from config.celery import app
from otklik.appeals.models import Event, Question
from otklik.appeals.states import State
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.flow import run, service
from otklik.flow.answering import assigning
from otklik.flow.clock import BEAT
from otklik.flow.desks import desk
from otklik.intake import actions as intake
from otklik.intake.deliveries import From, lay, weigh
from otklik.intake.models import Import
from otklik.intake.rows import pack
from otklik.offices import queries as offices
from otklik.offices.rules import EVERYTHING, Verb
from otklik.routing.models import Taking
from tests.region import AT, ROADS, letter, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
DANGER = "В подъезде дома 12 сильно пахнет газом, ребёнку стало плохо, помогите срочно"
POLL_S = 5


def a_table(rows: int) -> None:
    """A table on its way: so many letters wait to be read."""
    table = Import.objects.create(channel="incident", file_name="t.csv", path="/x", state="running")
    origin = From("incident", AT, run_id=table.pk)
    packed = (pack({"id": str(number), "text": f"{ROADS} {number}"}, {}) for number in range(rows))
    lay([weigh(raw, origin, number) for number, raw in enumerate(packed)], origin)


def ringing() -> list[int]:
    return [fact.pk for fact in facts.ringing(EVERYTHING, limit=5)[0]]


def test_a_letter_overtakes_the_table_that_is_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 20)
    a_table(60)
    intake.accept_one(channel="api", raw=letter(DANGER), source=None, at=AT)
    run.drain(stop_after_s=0, now=lambda: AT)
    assert len(ringing()) == 1
    assert len(intake.waiting(100)) == 40


def test_of_many_letters_the_newest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 5)
    monkeypatch.setattr(run, "QUICK", 2)
    raws = [letter(f"{ROADS} {number}", str(number)) for number in range(20)]
    intake.accept_batch(channel="api", raws=raws, source=None, at=AT)
    intake.accept_one(channel="api", raw=letter(DANGER), source=None, at=AT)
    run.drain(stop_after_s=0, now=lambda: AT)
    assert len(ringing()) == 1
    run.drain(now=lambda: AT)
    assert Fact.objects.count() == 21


def test_the_worst_case_is_under_a_minute() -> None:
    """The line's beat, a full round that is on its way, the round that takes the letter, the page's own look."""
    a_table(1500)
    began = time.monotonic()
    run.drain(stop_after_s=0, now=lambda: AT)
    full = time.monotonic() - began
    intake.accept_one(channel="api", raw=letter(DANGER), source=None, at=AT)
    began = time.monotonic()
    run.drain(stop_after_s=0, now=lambda: AT)
    own = time.monotonic() - began
    assert len(ringing()) == 1
    assert BEAT["walk_line"]["schedule"] + full + own + POLL_S < 60


def test_long_work_has_a_worker_of_its_own() -> None:
    queues = {name: route["queue"] for name, route in app.conf.task_routes.items()}
    commands = service._commands("127.0.0.1", 8000, 1)
    served = [command[command.index("-Q") + 1] for command in commands if "-Q" in command]
    assert queues["otklik.flow.tasks.run_import"] == "long"
    assert queues["otklik.flow.tasks.send_waiting"] == "post"
    assert sorted(served) == ["celery", "long", "post"]
    assert [("-B" in command) for command in commands if "-Q" in command] == [True, False, False]


class TestTaking:
    """«Взять в работу»."""

    def test_it_is_kept_who_and_when_and_nobody_is_rung_any_more(self) -> None:
        (question,) = send(DANGER)
        moderator = person("mod", "moderator")
        assert ringing() == [question.pk]
        later = AT + timedelta(minutes=2)
        assigning.take(question_ids=[question.pk], by=moderator, at=later)
        taking = Taking.objects.get()
        assert (taking.by, taking.at, ringing()) == (moderator, later, [])
        assert Fact.objects.get(pk=question.pk).taken_at == later
        assert facts.count(EVERYTHING, FeedFilter(mark="urgent"), now=AT) == 1
        assert Event.objects.get(kind="taken").by == moderator

    def test_a_second_person_is_told_who_has_it(self) -> None:
        (question,) = send(DANGER)
        assigning.take(question_ids=[question.pk], by=person("anna", "moderator"), at=AT)
        act = assigning.take(question_ids=[question.pk], by=person("boris", "moderator"), at=AT)
        assert act.changed == () and "Anna" in act.refused[0].reason

    def test_undo_puts_it_back_on_top(self) -> None:
        (question,) = send(DANGER, topic="Дороги")
        moderator = person("mod", "moderator")
        before = Question.objects.get(pk=question.pk).state
        act = assigning.take(question_ids=[question.pk], by=moderator, at=AT)
        assert (before, Question.objects.get(pk=question.pk).state) == (State.SENT, State.TAKEN)
        desk.undo(act_id=act.id, by=moderator, at=AT)
        assert (Question.objects.get(pk=question.pk).state, ringing()) == (before, [question.pk])

    @pytest.mark.parametrize(("role", "may"), [("executor", True), ("moderator", True), ("analyst", False)])
    def test_only_who_may_act_takes(self, role: str, may: bool) -> None:
        (question,) = send(DANGER)
        act = assigning.take(question_ids=[question.pk], by=person("one", role), at=AT)
        assert bool(act.changed) == may

    def test_what_is_out_of_reach_does_not_ring(self) -> None:
        send(DANGER, topic="Дороги")
        waste, roads = person("w", "executor", body="waste"), person("r", "executor", body="roads")
        counts = [facts.ringing(offices.scope(one).for_verb(Verb.WORK), limit=5)[1] for one in (waste, roads)]
        assert counts == [0, 1]

    def test_a_closed_question_rings_no_more(self) -> None:
        (question,) = send(DANGER, topic="Дороги")
        desk.finish(question_ids=[question.pk], result="утечка устранена", by=person("mod", "moderator"), at=AT)
        assert ringing() == []


def test_the_longest_waiting_stands_first(django_assert_max_num_queries: Any) -> None:
    (later,) = send(DANGER + " снова", at=AT + timedelta(minutes=9))
    (first,) = send(DANGER, at=AT)
    with django_assert_max_num_queries(2):
        assert ringing() == [first.pk, later.pk]
