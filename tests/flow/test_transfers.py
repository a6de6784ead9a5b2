"""Bodies pass questions to each other: hand-backs with reasons, the arbiter, co-executors, disputed borders."""

from datetime import timedelta

import pytest

from otklik.appeals.models import Event, Question
from otklik.appeals.states import Desk, State
from otklik.deadlines.models import Clock
from otklik.facts import actions as making
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.flow.desks import desk, together, transfers
from otklik.flow.desks.desk import DeskError
from otklik.offices import queries as offices
from otklik.offices.models import Body, Person
from otklik.routing import transfers as kept
from otklik.routing.models import CoExecutor, Ruling, Transfer
from tests.region import AT, ROADS, TOWN, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
LATER = AT + timedelta(hours=1)


@pytest.fixture
def question() -> Question:
    (made,) = send(ROADS, topic="Дороги", territory=TOWN)
    assert made.body.code == "roads"
    return made


@pytest.fixture
def moderator() -> Person:
    return person("moder", "moderator")


def back(question: Question, by: Person, **asked: str) -> desk.Act:
    asked = {"reason_code": "territory", **asked}
    return transfers.hand_back(question_ids=[question.pk], by=by, at=LATER, **asked)


def to(question: Question, code: str, by: Person) -> desk.Act:
    return desk.send(question_ids=[question.pk], body_code=code, by=by, at=LATER)


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def quarrelled(question: Question, moderator: Person) -> None:
    """Three bodies give a question back, so that it waits for an arbiter."""
    for code in ("roads", "waste", "duty"):
        if fresh(question).body.code != code:
            assert to(question, code, moderator).changed
        assert back(question, person(f"exec-{code}", "executor", body=code)).changed


def test_a_body_gives_a_question_back_with_a_reason_and_its_clock_goes_on(question: Question) -> None:
    clock = Clock.objects.filter(question=question, kind="answer").get()
    act = back(question, person("roads", "executor", body="roads"), words="двор за рекой", proposed_code="waste")
    now, fact = fresh(question), Fact.objects.get(pk=question.pk)
    assert act.changed == (question.pk,)
    assert (now.state, now.waits_for, now.body.code) == (State.NEW, Desk.ROUTING, "roads")
    assert now.wait_reason == "Управление дорог: не наша территория (двор за рекой). Предлагает: Оператор отходов"
    assert (fact.returned_at, fact.waits_for) == (LATER, "routing")
    assert Clock.objects.get(pk=clock.pk).done_at is None
    event = Event.objects.filter(question=question).latest("pk")
    assert (event.kind, event.what["reason"], event.what["to"]) == ("handed_back", "territory", "waste")


def test_the_coordinator_sees_the_returned_and_sends_it_on(question: Question, moderator: Person) -> None:
    back(question, person("roads", "executor", body="roads"))
    view, scope = FeedFilter(mark="returned"), offices.scope(moderator)
    assert [fact.pk for fact in facts.feed(scope, view, after=None, limit=9, now=LATER).rows] == [question.pk]
    to(question, "waste", moderator)
    assert facts.count(scope, view, now=LATER) == 0
    assert (fresh(question).state, fresh(question).body.code) == (State.SENT, "waste")


REFUSED = [
    ({"reason_code": ""}, "без причины", "no reason is chosen"),
    ({"reason_code": "nonsense"}, "причин", "a reason that the list does not have"),
    ({"reason_code": "other"}, "допишите", "«другое» says nothing alone"),
    ({"proposed_code": "nobody"}, "закрыт", "an unknown body is proposed"),
]


@pytest.mark.parametrize(("asked", "said", "reason"), REFUSED)
def test_a_hand_back_that_says_too_little_is_refused(
    question: Question, asked: dict[str, str], said: str, reason: str
) -> None:
    with pytest.raises(DeskError) as refusal:
        back(question, person("roads", "executor", body="roads"), **asked)
    assert said.casefold()[:5] in str(refusal.value).casefold() or "причин" in str(refusal.value), reason
    assert not Transfer.objects.exists()


def test_what_a_body_writes_is_masked(question: Question) -> None:
    back(question, person("roads", "executor", body="roads"), reason_code="other", words="звоните +7 912 345-67-89")
    assert "345-67-89" not in Event.objects.filter(question=question).latest("pk").why
    assert "345-67-89" not in Transfer.objects.get().words


def test_an_undone_hand_back_has_not_been(question: Question) -> None:
    someone = person("roads", "executor", body="roads")
    act = back(question, someone)
    desk.undo(act_id=act.id, by=someone, at=LATER)
    assert (fresh(question).state, fresh(question).waits_for) == (State.SENT, "")
    assert not Transfer.objects.exists()
    assert Fact.objects.get(pk=question.pk).returned_at is None


def test_a_stale_page_returns_nothing(question: Question) -> None:
    someone = person("roads", "executor", body="roads")
    act = transfers.hand_back(
        question_ids=[question.pk], reason_code="territory", by=someone, at=LATER, versions={question.pk: 0}
    )
    assert act.changed == ()
    assert "изменён" in act.refused[0].reason


def test_the_third_transfer_goes_to_the_arbiter_whose_word_is_final(question: Question, moderator: Person) -> None:
    quarrelled(question, moderator)
    assert fresh(question).waits_for == Desk.ARBITER
    assert to(question, "roads", person("coord", "coordinator")).refused[0].reason.startswith("Вопрос ждёт арбитра")
    act = transfers.arbitrate(
        question_ids=[question.pk], body_code="roads", why="дорога краевая", by=moderator, at=LATER
    )
    assert act.changed == (question.pk,)
    assert (fresh(question).state, fresh(question).body.code) == (State.SENT, "roads")
    refused = back(question, person("again", "executor", body="roads")).refused[0].reason
    assert "окончательное" in refused
    assert "окончательное" in to(question, "waste", moderator).refused[0].reason


def test_a_new_topic_does_not_take_a_question_from_the_arbiter(question: Question, moderator: Person) -> None:
    quarrelled(question, moderator)
    desk.decide(question_ids=[question.pk], topic_code="im.12", by=moderator, at=LATER)
    assert fresh(question).waits_for == Desk.ARBITER


def test_a_ruling_is_reopened_by_an_arbiter_and_undone_by_undo(question: Question, moderator: Person) -> None:
    quarrelled(question, moderator)
    rule = {"question_ids": [question.pk], "why": "потому", "by": moderator, "at": LATER}
    act = transfers.arbitrate(body_code="waste", **rule)
    desk.undo(act_id=act.id, by=moderator, at=LATER)
    assert (Ruling.objects.count(), fresh(question).waits_for) == (0, Desk.ARBITER)
    transfers.arbitrate(body_code="waste", **rule)
    assert transfers.reopen(**rule).changed == (question.pk,)
    assert fresh(question).waits_for == Desk.ARBITER
    assert kept.past([question.pk]).rulings == {}


ARBITERS = [
    ("moderator", {}, True, "a role of the rule, over all bodies"),
    ("block_head", {"topic": "im.05"}, True, "over the topic, whatever the body"),
    ("coordinator", {"body": "roads"}, False, "only one side of the dispute is under this person"),
    ("coordinator", {"body": "chief"}, True, "all sides are under this person"),
    ("analyst", {}, False, "sees everything, but the role is no arbiter's"),
    ("head", {}, True, "the head of the centre, though the role changes nothing else"),
]


@pytest.mark.parametrize(("role", "reach", "may", "reason"), ARBITERS)
def test_an_arbiter_stands_over_all_sides(
    question: Question, moderator: Person, role: str, reach: dict[str, str], may: bool, reason: str
) -> None:
    chief = Body.objects.create(code="chief", name="Правительство")
    Body.objects.exclude(pk=chief.pk).update(parent=chief)
    quarrelled(question, moderator)
    judge = person("judge", role, **reach)
    act = transfers.arbitrate(question_ids=[question.pk], body_code="duty", why="так", by=judge, at=LATER)
    assert bool(act.changed) == may, reason


def test_a_person_can_not_send_a_question_round_the_arbiter(question: Question, moderator: Person) -> None:
    assert to(question, "waste", moderator).changed
    assert to(question, "duty", moderator).changed
    assert "следующую передачу решает арбитр" in to(question, "roads", moderator).refused[0].reason
    assert back(question, person("duty", "executor", body="duty")).changed
    assert fresh(question).waits_for == Desk.ARBITER


def test_leaving_a_closed_body_is_no_transfer(question: Question, moderator: Person) -> None:
    Body.objects.filter(code="roads").update(closed_on=AT.date())
    assert to(question, "waste", moderator).changed
    assert not Transfer.objects.exists()


def test_pairs_that_quarrel_most_are_told(question: Question, moderator: Person) -> None:
    quarrelled(question, moderator)
    told = {(quarrel.bodies, quarrel.group, quarrel.times) for quarrel in kept.quarrels(LATER, None)}
    assert told == {
        (("Управление дорог", "Оператор отходов"), "im.05", 1),
        (("Оператор отходов", "Дежурный центра"), "im.05", 1),
    }


def test_a_co_executor_sees_the_question_and_its_lead_acts(question: Question, moderator: Person) -> None:
    helper = person("helper", "executor", body="waste")
    scope = offices.scope(helper)
    assert facts.one(scope, question.pk) is None
    act = together.invite(question_ids=[question.pk], body_code="waste", why="вывоз", by=moderator, at=LATER)
    assert facts.one(scope, question.pk).is_shared
    assert [fact.pk for fact in facts.feed(scope, FeedFilter(), after=None, limit=9, now=LATER).rows] == [question.pk]
    refused = desk.finish(question_ids=[question.pk], result="сделано", by=helper, at=LATER).refused
    assert refused[0].reason == "Нет права на этот вопрос."
    desk.undo(act_id=act.id, by=moderator, at=LATER)
    assert facts.one(scope, question.pk) is None


def test_a_dismissed_co_executor_comes_back_by_undo(question: Question, moderator: Person) -> None:
    together.invite(question_ids=[question.pk], body_code="waste", why="вывоз", by=moderator, at=LATER)
    asked = CoExecutor.objects.values("body", "by", "at", "why").get()
    act = together.dismiss(question_ids=[question.pk], body_code="waste", by=moderator, at=LATER)
    assert not CoExecutor.objects.exists()
    desk.undo(act_id=act.id, by=moderator, at=LATER)
    assert CoExecutor.objects.values("body", "by", "at", "why").get() == asked


def test_a_disputed_border_is_settled_by_both_in_one_act(question: Question, moderator: Person) -> None:
    act = together.send_to_both(question_ids=[question.pk], body_code="duty", co_code="waste", by=moderator, at=LATER)
    assert fresh(question).body.code == "duty"
    assert CoExecutor.objects.get().body.code == "waste"
    desk.undo(act_id=act.id, by=moderator, at=LATER)
    assert (fresh(question).body.code, CoExecutor.objects.count(), Transfer.objects.count()) == ("roads", 0, 0)


def test_facts_made_anew_are_the_same(question: Question, moderator: Person) -> None:
    together.invite(question_ids=[question.pk], body_code="waste", by=moderator, at=LATER)
    back(question, person("roads", "executor", body="roads"))
    before = Fact.objects.values().get(pk=question.pk)
    making.rebuild()
    assert Fact.objects.values().get(pk=question.pk) == before
