"""What people do with questions, and that it can be undone."""

import pytest

from otklik.appeals.models import Event, Question
from otklik.appeals.states import State
from otklik.deadlines.models import Clock
from otklik.facts.models import Fact
from otklik.flow.desks import desk
from otklik.flow.desks.desk import DeskError
from otklik.triage.models import Decision
from tests.region import AT, ROADS, TOWN, UNCLEAR, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
WALK = ("state", "stage", "waits_for", "wait_reason", "topic_id", "territory_id", "body_id", "decided_by", "result")


def stands(question: Question) -> dict[str, object]:
    return Question.objects.filter(pk=question.pk).values(*WALK).get()


def test_a_chosen_topic_sends_the_question_on_and_teaches_the_machine() -> None:
    (question,) = send(UNCLEAR)
    moderator = person("mod", "moderator")
    act = desk.decide(question_ids=[question.pk], topic_code="im.05.11", by=moderator, at=AT, taken_rank=2)
    question.refresh_from_db()
    assert act.changed == (question.pk,)
    assert (question.decided_by, question.state, question.waits_for) == ("person", State.SENT, "")
    assert question.body and question.body.code == "roads"
    assert Fact.objects.get(pk=question.pk).topic_code == "im.05.11"
    assert Decision.objects.get().taken_rank == 2


@pytest.mark.parametrize("verb", ["decide", "send", "place", "reject", "finish"])
def test_every_act_is_undone_whole(verb: str) -> None:
    (question,) = send(UNCLEAR if verb in ("decide", "reject") else ROADS, topic="" if verb == "decide" else "Дороги")
    moderator = person("mod", "moderator")
    before, clocks = stands(question), Clock.objects.filter(question=question).values_list("kind", "done_at").count()
    acts = {
        "decide": {"topic_code": "im.12.08"}, "send": {"body_code": "duty"}, "place": {"territory_code": TOWN},
        "reject": {"reason": "не по теме"}, "finish": {"result": "сделано"},
    }  # fmt: skip
    act = getattr(desk, verb)(question_ids=[question.pk], by=moderator, at=AT, **acts[verb])
    assert act.changed == (question.pk,)
    assert stands(question) != before
    undone = desk.undo(act_id=act.id, by=moderator, at=AT)
    assert undone.changed == (question.pk,)
    assert stands(question) == before
    assert Clock.objects.filter(question=question, done_at=None).count() == clocks
    assert not Decision.objects.exists()


def test_an_act_on_many_is_one_act_and_undone_at_once() -> None:
    questions = send(*(f"{UNCLEAR} {number}" for number in range(5)))
    moderator = person("mod", "moderator")
    ids = [question.pk for question in questions]
    act = desk.decide(question_ids=ids, topic_code="im.05", by=moderator, at=AT)
    assert set(act.changed) == set(ids)
    assert set(desk.undo(act_id=act.id, by=moderator, at=AT).changed) == set(ids)
    assert set(Question.objects.values_list("state", flat=True)) == {State.NEW}


def test_what_was_changed_since_is_not_undone() -> None:
    (question,) = send(UNCLEAR)
    first, second = person("mod", "moderator"), person("other", "moderator")
    act = desk.decide(question_ids=[question.pk], topic_code="im.05", by=first, at=AT)
    desk.send(question_ids=[question.pk], body_code="duty", by=second, at=AT)
    undone = desk.undo(act_id=act.id, by=first, at=AT)
    assert undone.changed == ()
    assert "изменён" in undone.refused[0].reason


def test_a_stale_page_changes_nothing() -> None:
    (question,) = send(UNCLEAR)
    moderator = person("mod", "moderator")
    stale = {question.pk: question.version - 1}
    act = desk.decide(question_ids=[question.pk], topic_code="im.05", by=moderator, at=AT, versions=stale)
    assert act.changed == ()
    assert "изменён" in act.refused[0].reason


def test_a_topic_changed_later_does_not_overrule_a_body_chosen_by_a_person() -> None:
    (question,) = send(ROADS, topic="Дороги")
    moderator = person("mod", "moderator")
    desk.send(question_ids=[question.pk], body_code="duty", by=moderator, at=AT)
    desk.decide(question_ids=[question.pk], topic_code="im.12", by=moderator, at=AT)
    question.refresh_from_db()
    assert question.body and question.body.code == "duty"


def test_a_place_routes_anew() -> None:
    (question,) = send(ROADS, topic="Дороги")
    desk.place(question_ids=[question.pk], territory_code=TOWN, place="ул. Лесная", by=person("m", "moderator"), at=AT)
    question.refresh_from_db()
    assert (question.place, question.stage) == ("ул. Лесная", "")
    assert Fact.objects.get(pk=question.pk).territory_code == TOWN


def test_nobody_acts_outside_their_scope() -> None:
    (question,) = send(ROADS, topic="Дороги")
    stranger = person("waste-mod", "moderator", body="waste")
    act = desk.finish(question_ids=[question.pk], result="сделано", by=stranger, at=AT)
    assert act.changed == ()
    assert act.refused[0].reason == "Нет права на этот вопрос."


def test_a_role_without_the_verb_may_not_act() -> None:
    (question,) = send(ROADS, topic="Дороги")
    act = desk.decide(question_ids=[question.pk], topic_code="im.12", by=person("head", "head"), at=AT)
    assert act.changed == ()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ({"verb": "decide", "topic_code": "im.99.99"}, "im.99.99"),
        ({"verb": "send", "body_code": "nobody"}, "nobody"),
        ({"verb": "place", "territory_code": "11111111"}, "11111111"),
        ({"verb": "reject", "reason": "  "}, "Причина пуста"),
        ({"verb": "finish", "result": " "}, "Результат пуст"),
    ],
)
def test_an_unknown_code_is_refused_by_name(act: dict[str, str], words: str) -> None:
    (question,) = send(ROADS)
    asked = dict(act)
    with pytest.raises(DeskError, match=words):
        getattr(desk, asked.pop("verb"))(question_ids=[question.pk], by=person("m", "moderator"), at=AT, **asked)


def test_a_person_s_undo_belongs_to_that_person() -> None:
    (question,) = send(UNCLEAR)
    act = desk.decide(question_ids=[question.pk], topic_code="im.05", by=person("mod", "moderator"), at=AT)
    with pytest.raises(DeskError, match="тот, кто его сделал"):
        desk.undo(act_id=act.id, by=person("other", "moderator"), at=AT)
    assert desk.undo(act_id=act.id, by=person("boss", "administrator"), at=AT).changed


def test_every_act_leaves_an_event_with_its_author() -> None:
    (question,) = send(UNCLEAR)
    moderator = person("mod", "moderator")
    act = desk.reject(question_ids=[question.pk], reason="реклама", by=moderator, at=AT)
    event = Event.objects.get(act=act.id)
    assert (event.kind, event.by, event.why) == ("rejected", moderator, "реклама")


@pytest.mark.parametrize("verb", ["decide", "place"])
def test_a_closed_question_is_not_routed_anew_in_silence(verb: str) -> None:
    (question,) = send(ROADS, topic="Дороги")
    moderator = person("mod", "moderator")
    desk.finish(question_ids=[question.pk], result="сделано", by=moderator, at=AT)
    before = stands(question)
    asked = {"decide": {"topic_code": "im.12"}, "place": {"territory_code": TOWN}}[verb]
    act = getattr(desk, verb)(question_ids=[question.pk], by=moderator, at=AT, **asked)
    assert (act.changed, stands(question)) == ((), before)
    assert "Закрыт" in act.refused[0].reason
