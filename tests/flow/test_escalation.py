"""Reminding and escalating by hand: who is told, who may, and that it spoils no other act."""

from datetime import timedelta

import pytest

from otklik.appeals.models import Event, Question
from otklik.deadlines.models import Clock
from otklik.flow.alarms import escalation
from otklik.flow.desks import desk, desk_queries
from otklik.flow.models import Reminder
from otklik.offices.queries import scope
from tests.region import AT, ROADS, RUBBISH, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
SOON = AT + timedelta(minutes=5)


@pytest.fixture
def question() -> Question:
    for role in ("executor", "curator"):
        person(role, role, body="roads")
    person("head", "head")
    (made,) = send(ROADS, topic="Дороги")
    return made


def told() -> list[str]:
    return list(Reminder.objects.order_by("pk").values_list("person__login", flat=True))


def test_a_reminder_goes_to_who_works_on_it_with_its_words(question: Question) -> None:
    boss = person("boss", "block_head")
    act = escalation.remind(question_ids=[question.pk], by=boss, at=SOON, words=" Жду до вечера ")
    assert (act.changed, act.refused, told()) == ((question.pk,), (), ["executor"])
    line = desk_queries.card(scope(boss), question.pk).timeline[-1]
    assert (line.who, line.title, line.detail, line.why) == ("Boss", "Напоминание", "Executor", "Жду до вечера")


def test_it_is_raised_one_step_higher_each_time(question: Question) -> None:
    boss = person("boss", "coordinator")
    for hours in range(3):
        escalation.escalate(question_ids=[question.pk], by=boss, at=SOON + timedelta(hours=2 * hours))
    assert told() == ["curator", "head", "head"]


def test_the_same_person_is_not_reminded_twice_within_the_hour(question: Question) -> None:
    boss = person("boss", "block_head")
    first, second, third = (
        escalation.remind(question_ids=[question.pk], by=boss, at=SOON + timedelta(minutes=minutes))
        for minutes in (0, 59, 61)
    )
    assert (first.changed, second.changed, third.changed) == ((question.pk,), (), (question.pk,))
    assert "меньше часа" in second.refused[0].reason


def test_who_may_remind_and_of_what(question: Question) -> None:
    (rubbish,) = send(RUBBISH, topic="Мусор/Свалки/ТКО")
    curator = person("waste-curator", "curator", body="waste")
    act = escalation.remind(question_ids=[question.pk, rubbish.pk], by=curator, at=SOON)
    assert {refusal.question_id: refusal.reason for refusal in act.refused} == {
        question.pk: "Нет права на этот вопрос.",
        rubbish.pk: "Напоминать некому, кроме вас: вопрос в работе у вас.",
    }
    head = person("watcher", "head")
    assert escalation.remind(question_ids=[question.pk], by=head, at=SOON).changed == ()
    assert not Event.objects.filter(kind="reminded").exists()


def test_of_a_question_that_owes_nothing_nobody_is_reminded(question: Question) -> None:
    Clock.objects.update(done_at=AT)
    act = escalation.remind(question_ids=[question.pk], by=person("boss", "block_head"), at=SOON)
    assert "ничего не должны" in act.refused[0].reason


def test_an_act_before_a_reminder_can_still_be_undone(question: Question) -> None:
    boss = person("boss", "moderator")
    sent = desk.send(question_ids=[question.pk], body_code="waste", by=boss, at=SOON)
    desk_version = Question.objects.get(pk=question.pk).version
    escalation.escalate(question_ids=[question.pk], by=boss, at=SOON)
    assert Question.objects.get(pk=question.pk).version == desk_version
    assert desk_queries.card(scope(boss), question.pk).timeline[-2].act == str(sent.id)
    assert desk.undo(act_id=sent.id, by=boss, at=SOON).changed == (question.pk,)
