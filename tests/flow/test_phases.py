"""The phases of a question: who had it, since when, until when; what its author is told of them."""

from datetime import datetime, timedelta

import pytest

from otklik.answers.models import Dispatch, NoticeText
from otklik.answers.talk import notices
from otklik.appeals.models import Question
from otklik.deadlines import phases
from otklik.deadlines.models import Passage, PhaseTerm
from otklik.facts.actions import rebuild
from otklik.facts.models import Fact
from otklik.flow import run
from otklik.flow.desks import desk
from otklik.offices.models import Person
from tests.region import AT, ROADS, TOWN, UNCLEAR, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def moderator() -> Person:
    return person("mod", "moderator")


def routed(**fields: object) -> Question:
    (question,) = send(ROADS, topic="Дороги", territory=TOWN, **fields)
    return question


def gone(question: Question) -> list[str]:
    fresh = Question.objects.select_related("appeal").get(pk=question.pk)
    return [span.phase for span in phases.spans(fresh)]


def told(at: datetime) -> list[str]:
    notices.tell_phases(at)
    return list(Dispatch.objects.filter(kind="stage").order_by("pk").values_list("phase", flat=True))


PHASES = (
    # state, stage, waits for, is decided, phase, why
    ("new", "triage", "", False, "moderation", "nobody has read it"),
    ("new", "", "triage", False, "moderation", "a person must choose the topic"),
    ("new", "", "quarantine", False, "moderation", "what broke is read again"),
    ("new", "", "quarantine", True, "coordination", "what broke when its body was sought"),
    ("new", "", "arbiter", True, "coordination", "bodies quarrel over it"),
    ("new", "routing", "", True, "coordination", "its topic is known, its body is not"),
    ("new", "", "routing", True, "coordination", "a coordinator must choose the body"),
    ("new", "", "author", False, "moderation", "the author was asked before the topic was known"),
    ("new", "", "author", True, "coordination", "the author was asked after it"),
    ("sent", "deadlines", "", True, "execution", "it has a body"),
    ("sent", "", "deadlines", True, "execution", "the body has it though its term is unclear"),
    ("taken", "", "", True, "execution", "somebody works"),
    ("answered", "", "", True, "ended", "the answer is out"),
    ("taken", "", "approval", True, "approval", "the answer is written and looked at"),
    ("closed", "", "", True, "ended", "it is over"),
    ("rejected", "", "", False, "ended", "it is not considered"),
)


@pytest.mark.parametrize(("state", "stage", "waits_for", "is_decided", "phase", "why"), PHASES)
def test_a_phase_is_told_by_where_a_question_stands(
    state: str, stage: str, waits_for: str, is_decided: bool, phase: str, why: str
) -> None:
    assert phases.phase_of(state, stage, waits_for, is_decided=is_decided) == phase, why


def test_a_question_that_the_machine_routes_passes_all_phases_by_itself() -> None:
    question = routed()
    assert gone(question) == ["moderation", "coordination", "execution"]
    last = Passage.objects.filter(question=question).last()
    assert (last.body.code, last.by, last.at) == ("roads", None, AT)


def test_each_phase_ends_when_the_next_begins_and_names_who_ended_it(moderator: Person) -> None:
    (question,) = send(UNCLEAR)
    later = AT + timedelta(hours=3)
    desk.decide(question_ids=[question.pk], topic_code="im.05.11", by=moderator, at=later)
    question = Question.objects.select_related("appeal").get(pk=question.pk)
    first = phases.spans(question)[0]
    assert (first.phase, first.started_at, first.ended_at, first.ended_by_id) == (
        "moderation", question.appeal.received_at, later, moderator.pk,
    )  # fmt: skip


def test_another_body_is_another_span_of_execution_and_undo_comes_back(moderator: Person) -> None:
    question = routed()
    act = desk.send(question_ids=[question.pk], body_code="duty", by=moderator, at=AT + MINUTE)
    desk.undo(act_id=act.id, by=moderator, at=AT + 2 * MINUTE)
    held = Passage.objects.filter(question=question, phase="execution").order_by("pk")
    bodies = list(held.values_list("body__code", flat=True))
    assert bodies == ["roads", "duty", "roads"]


def test_a_closed_question_stands_in_no_phase() -> None:
    question = routed()
    desk.finish(
        question_ids=[question.pk], result="сделано", by=person("boss", "executor", body="roads"), at=AT + MINUTE
    )
    fresh = Question.objects.select_related("appeal").get(pk=question.pk)
    assert phases.spans(fresh)[-1].ended_at == AT + MINUTE


def test_a_phase_has_its_own_term_where_a_row_gives_one() -> None:
    PhaseTerm.objects.create(
        legal_kind="message", channel="api", phase="execution", amount=2, unit="hours", source="Регламент, п. 4"
    )
    span = phases.spans(routed())[-1]
    assert span.due_at == AT + timedelta(hours=2)
    assert not span.is_late(AT + MINUTE) and span.is_late(AT + timedelta(hours=3))


def test_a_term_without_a_number_is_no_term() -> None:
    assert PhaseTerm.objects.filter(channel="pos", amount=None).count() == 4
    assert {span.due_at for span in phases.spans(routed())} == {None}


def test_a_machine_routed_question_is_told_of_once() -> None:
    routed()
    assert told(AT) == []
    assert told(AT + MINUTE) == ["execution"]
    assert told(AT + 5 * MINUTE) == ["execution"]
    words = Dispatch.objects.get(kind="stage").text
    assert "Управление дорог" in words and "{" not in words


def test_a_question_that_goes_on_within_the_minute_is_told_of_its_last_phase(moderator: Person) -> None:
    question = routed()
    desk.send(question_ids=[question.pk], body_code="duty", by=moderator, at=AT + timedelta(seconds=59))
    assert told(AT + MINUTE) == []
    told(AT + 2 * MINUTE)
    assert "Дежурный центра" in Dispatch.objects.get(kind="stage").text


def test_an_undone_act_calls_its_notice_back(moderator: Person) -> None:
    NoticeText.objects.create(code="phase.ended", channel="api", text="Работа по № {номер} завершена.")
    question = routed()
    told(AT + MINUTE)
    Dispatch.objects.update(state="sent")
    done = AT + 10 * MINUTE
    act = desk.reject(question_ids=[question.pk], reason="не по адресу", by=moderator, at=done)
    assert told(done + MINUTE)[-1] == "ended"
    desk.undo(act_id=act.id, by=moderator, at=done + MINUTE)
    assert Dispatch.objects.get(phase="ended").state == "cancelled"
    assert told(done + 3 * MINUTE) == ["execution", "ended"]


def test_a_channel_that_is_switched_off_is_told_nothing() -> None:
    NoticeText.objects.filter(code="phase.execution", channel="api").update(is_on=False)
    routed()
    assert told(AT + MINUTE) == []


def test_old_letters_of_a_table_are_no_news_to_their_authors() -> None:
    question = routed()
    run.drain(now=lambda: AT)
    assert told(question.appeal.received_at + notices.OLD + MINUTE) == []


def test_facts_know_the_phase_and_a_rebuild_changes_nothing() -> None:
    question = routed()
    columns = ("phase", "phase_since", "phase_due_at")
    before = Fact.objects.filter(pk=question.pk).values(*columns).get()
    assert before == {"phase": "execution", "phase_since": AT, "phase_due_at": None}
    (unclear,) = send(UNCLEAR)
    assert Fact.objects.get(pk=unclear.pk).phase == "moderation"
    rebuild()
    assert Fact.objects.filter(pk=question.pk).values(*columns).get() == before
